import { createCallBody } from './call-body.ts'
import type { ItemKind } from './item-kind.ts'

/** Code run in a container. `outputs` is null unless included, and then announced empty. */
export const codeInterpreterCallKind: ItemKind = {
  prefix: 'ci',
  status: { announced: 'in_progress', done: 'completed', cut: 'incomplete', failed: 'failed' },
  defaults: ({ ids }) => ({ container_id: ids.item('cntr'), outputs: null }),
  blank: (start) => ({ code: '', ...(Array.isArray(start['outputs']) && { outputs: [] }) }),
  body: (context) =>
    createCallBody(context, {
      text: { events: 'response.code_interpreter_call_code', field: 'code' },
      whole: (known) => known['code'],
      phases: {
        item: 'code_interpreter_call',
        known: ['in_progress', 'interpreting', 'completed'],
        opening: 'in_progress',
        middle: 'interpreting',
        completed: 'completed',
      },
    }),
}
