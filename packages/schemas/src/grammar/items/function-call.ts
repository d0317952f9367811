import { defineItemGrammar } from '../item-grammar.ts'
import { nothing } from '../pattern.ts'
import { deltasThenDone, perhapsDeltasThenDone, streamedField } from './streamed-text.ts'

const ARGUMENTS = 'response.function_call_arguments'
const INPUT = 'response.custom_tool_call_input'

/** A call of a function that the client runs. */
export const functionCallGrammar = defineItemGrammar({
  type: 'function_call',
  idPrefixes: ['fc_'],
  // `in_progress` at `done`: calls with a `caller` (made by a program). `completed` at `added`: o1-pro, o3-pro.
  status: { added: ['in_progress', 'completed', 'incomplete'], done: ['completed', 'incomplete', 'in_progress'] },
  emptyAtAdded: { '/arguments': '' },
  constant: ['/call_id', '/name', '/namespace', '/caller'],
  pattern: deltasThenDone(ARGUMENTS),
  variations: [
    {
      name: 'no-deltas',
      severity: 'info',
      pattern: perhapsDeltasThenDone(ARGUMENTS),
      why: 'Arguments only in function_call_arguments.done: legal (a ChatGPT model and LM Studio do it), but some clients collect deltas.',
    },
    {
      name: 'no-argument-events',
      severity: 'warning',
      pattern: nothing,
      why: 'A call that arrives whole, as early xAI servers sent it: clients that wait for function_call_arguments.done never run it.',
    },
  ],
  agreements: [streamedField(ARGUMENTS, 'arguments')],
})

/** A call of a custom (free-form) tool that the client runs. */
export const customToolCallGrammar = defineItemGrammar({
  type: 'custom_tool_call',
  // xAI's begin with `ct_`.
  idPrefixes: ['ctc_', 'ct_'],
  status: { added: ['in_progress', null, 'completed'], done: ['completed', null, 'incomplete', 'in_progress'] },
  emptyAtAdded: { '/input': '' },
  constant: ['/call_id', '/name', '/namespace', '/caller'],
  pattern: deltasThenDone(INPUT),
  variations: [
    {
      name: 'no-deltas',
      severity: 'info',
      pattern: perhapsDeltasThenDone(INPUT),
      why: 'Input only in custom_tool_call_input.done: legal, but some clients collect deltas.',
    },
    {
      name: 'no-input-events',
      severity: 'warning',
      pattern: nothing,
      why: 'A call that arrives whole: clients that wait for custom_tool_call_input.done never run it.',
    },
  ],
  agreements: [streamedField(INPUT, 'input')],
})
