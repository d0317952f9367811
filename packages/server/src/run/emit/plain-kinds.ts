import type { ItemKind } from './item-kind.ts'
import { createPlainBody } from './plain-body.ts'

const call = { announced: 'in_progress', done: 'completed', cut: 'incomplete' }
/** Results come into being finished: `program_output` is announced `completed`. */
const result = { announced: 'completed', done: 'completed', cut: 'incomplete' }

/** A click, a key, a screenshot the model asks for. */
export const computerCallKind: ItemKind = {
  prefix: 'cu',
  status: call,
  defaults: ({ ids }) => ({ call_id: ids.call(), pending_safety_checks: [] }),
  body: createPlainBody,
}

export const computerCallOutputKind: ItemKind = { prefix: 'cuo', status: result, body: createPlainBody }

/** A command for the caller's shell: one argument list, which does not stream. */
export const localShellCallKind: ItemKind = {
  prefix: 'lsh',
  status: call,
  defaults: ({ ids }) => ({ call_id: ids.call() }),
  blank: () => ({ action: { type: 'exec', command: [], env: {} } }),
  body: createPlainBody,
}

export const localShellCallOutputKind: ItemKind = { prefix: 'lsho', status: result, body: createPlainBody }

/** A search for tools whose loading was deferred; `call_id` is null where OpenAI searches by itself. */
export const toolSearchCallKind: ItemKind = {
  prefix: 'tsc',
  status: call,
  defaults: ({ ids }, start) => ({ arguments: {}, call_id: start['execution'] === 'client' ? ids.call() : null, execution: 'server' }),
  blank: () => ({ arguments: {} }),
  body: createPlainBody,
}

export const toolSearchOutputKind: ItemKind = {
  prefix: 'tso',
  status: call,
  defaults: () => ({ call_id: null, execution: 'server', tools: [] }),
  body: createPlainBody,
}

/** Code that calls tools. `fingerprint` is encrypted anew each time it is sent. */
export const programKind: ItemKind = {
  prefix: 'cm',
  status: null,
  defaults: ({ ids }) => ({ call_id: ids.call(), code: '', fingerprint: '' }),
  blank: () => ({ code: '' }),
  body: createPlainBody,
}

export const programOutputKind: ItemKind = {
  prefix: 'cmo',
  status: result,
  defaults: () => ({ result: '' }),
  blank: () => ({ result: '' }),
  body: createPlainBody,
}

export const mcpApprovalRequestKind: ItemKind = { prefix: 'mcpr', status: null, body: createPlainBody }
export const mcpApprovalResponseKind: ItemKind = { prefix: 'mcpa', status: null, body: createPlainBody }
export const functionCallOutputKind: ItemKind = { prefix: 'fco', status: result, body: createPlainBody }
export const customToolCallOutputKind: ItemKind = { prefix: 'ctco', status: result, body: createPlainBody }
export const applyPatchCallOutputKind: ItemKind = {
  prefix: 'apco',
  status: { announced: 'completed', done: 'completed', cut: 'failed', failed: 'failed' },
  body: createPlainBody,
}
export const additionalToolsKind: ItemKind = {
  prefix: 'at',
  status: null,
  defaults: () => ({ role: 'developer', tools: [] }),
  body: createPlainBody,
}
