import { defineItemGrammar } from '../item-grammar.ts'
import { event, opt, seq } from '../pattern.ts'
import { deltasThenDone, perhapsDeltasThenDone, streamedField } from './streamed-text.ts'

const CODE = 'response.code_interpreter_call_code'
const inProgress = event('response.code_interpreter_call.in_progress')
const interpreting = event('response.code_interpreter_call.interpreting')
const completed = event('response.code_interpreter_call.completed')

/** Python that the model writes and the server runs. */
export const codeInterpreterCallGrammar = defineItemGrammar({
  type: 'code_interpreter_call',
  idPrefixes: ['ci_'],
  status: { added: ['in_progress'], done: ['completed', 'incomplete', 'failed', 'interpreting'] },
  // `outputs` is null at both ends unless code_interpreter_call.outputs is included; then it is [] first.
  emptyAtAdded: { '/code': '' },
  constant: ['/container_id'],
  pattern: seq(inProgress, deltasThenDone(CODE), interpreting, completed),
  variations: [
    {
      name: 'no-deltas',
      severity: 'info',
      pattern: seq(inProgress, perhapsDeltasThenDone(CODE), interpreting, completed),
      why: 'Code only in code_interpreter_call_code.done: legal, but some clients collect deltas.',
    },
    {
      name: 'not-completed',
      severity: 'info',
      pattern: seq(inProgress, opt(perhapsDeltasThenDone(CODE)), opt(interpreting)),
      why: 'A call that was cut off or failed has no event that says so; its item does.',
    },
  ],
  agreements: [streamedField(CODE, 'code')],
})
