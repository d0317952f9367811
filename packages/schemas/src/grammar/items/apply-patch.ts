import { defineItemGrammar } from '../item-grammar.ts'
import { alt, nothing } from '../pattern.ts'
import { deltasThenDone, perhapsDeltasThenDone, streamedField } from './streamed-text.ts'

const DIFF = 'response.apply_patch_call_operation_diff'

/** A change of one file. Deleting a file has no diff and thus no events between. */
export const applyPatchCallGrammar = defineItemGrammar({
  type: 'apply_patch_call',
  idPrefixes: ['apc_'],
  status: { added: ['in_progress', 'completed'], done: ['completed', 'in_progress'] },
  emptyAtAdded: { '/operation/diff': '' },
  constant: ['/call_id', '/operation/type', '/operation/path', '/caller'],
  pattern: alt(deltasThenDone(DIFF), nothing),
  variations: [
    {
      name: 'no-deltas',
      severity: 'info',
      pattern: perhapsDeltasThenDone(DIFF),
      why: 'A diff only in apply_patch_call_operation_diff.done: legal, but some clients collect deltas.',
    },
  ],
  agreements: [streamedField(DIFF, 'diff', '/operation/diff')],
})

export const applyPatchCallOutputGrammar = defineItemGrammar({
  type: 'apply_patch_call_output',
  status: { added: ['completed', 'failed'], done: ['completed', 'failed'] },
  constant: ['/call_id', '/caller'],
})
