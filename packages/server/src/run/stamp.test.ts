import { expect, test } from 'vitest'

import { createStamp } from './stamp.ts'
import type { UnstampedEvent } from './unstamped-event.ts'

const place = { item_id: 'i', output_index: 0 }
const delta: UnstampedEvent = { type: 'response.output_text.delta', content_index: 0, delta: 'x', logprobs: [], ...place }
const pad = (text: string) => `<${text}>`

/** Every delta there is, and whether OpenAI pads it. */
const deltas: [UnstampedEvent, boolean][] = [
  [delta, true],
  [{ type: 'response.function_call_arguments.delta', delta: 'x', ...place }, true],
  [{ type: 'response.custom_tool_call_input.delta', delta: 'x', ...place }, true],
  [{ type: 'response.mcp_call_arguments.delta', delta: 'x', ...place }, true],
  [{ type: 'response.code_interpreter_call_code.delta', delta: 'x', ...place }, true],
  [{ type: 'response.apply_patch_call_operation_diff.delta', delta: 'x', ...place }, true],
  [{ type: 'response.reasoning_summary_text.delta', delta: 'x', summary_index: 0, ...place }, true],
  [{ type: 'response.shell_call_command.delta', delta: 'x', command_index: 0, output_index: 0 }, true],
  [{ type: 'response.refusal.delta', content_index: 0, delta: 'x', ...place }, false],
  [{ type: 'response.reasoning_text.delta', content_index: 0, delta: 'x', ...place }, false],
  [{ type: 'response.shell_call_output_content.delta', command_index: 0, delta: { stdout: 'x' }, ...place }, false],
]

test('events are numbered from 0, or from where they go on', () => {
  const numbers = (first?: number) => {
    const stamp = createStamp({ obfuscate: null, ...(first !== undefined && { first }) })
    return [delta, { type: 'keepalive' } as const, delta].map((event) => stamp(event).sequence_number)
  }
  expect(numbers()).toEqual([0, 1, 2])
  expect(numbers(7)).toEqual([7, 8, 9])
})

test.each(deltas)('%o is padded as OpenAI pads it', (event, isPadded) => {
  expect(createStamp({ obfuscate: pad })(event)).toEqual({ ...event, sequence_number: 0, ...(isPadded && { obfuscation: '<x>' }) })
  expect(createStamp({ obfuscate: null })(event)).toEqual({ ...event, sequence_number: 0 })
})

test.each(deltas)('the keys of %o are the type, then the others in the order of the alphabet', (event) => {
  const [first, ...rest] = Object.keys(createStamp({ obfuscate: pad })(event))
  expect(first).toBe('type')
  expect(rest).toEqual([...rest].sort())
})

test('the event that is stamped stays as it was', () => {
  const frozen = Object.freeze({ ...delta })
  expect(createStamp({ obfuscate: pad })(frozen)).not.toBe(frozen)
})
