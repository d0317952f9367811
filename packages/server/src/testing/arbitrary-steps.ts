import type { Annotation, LogProb, ShellCallOutputContent } from '@goldwire/schemas'
import fc from 'fast-check'

import type { ItemStart, Step } from '../engines/step.ts'
import { stop } from './run-steps.ts'

const text = fc.string({ unit: fc.constantFrom('a', ' ', 'é', '🌍', '"', '\n', '{', '0'), maxLength: 20 })
const deltas = fc.array(text, { minLength: 1, maxLength: 5 })
const name = fc.constantFrom('add', 'find', 'x_y')
const toDelta = (delta: string): Step => ({ type: 'delta', delta })
const itemOf = (start: ItemStart, inside: Step[], end?: { [key: string]: unknown }): Step[] => [
  { type: 'item.start', item: start },
  ...inside,
  end === undefined ? { type: 'item.end' } : { type: 'item.end', item: end },
]

const logprob: fc.Arbitrary<LogProb> = fc.record({
  token: text,
  bytes: fc.constant([97]),
  logprob: fc.double({ min: -20, max: 0, noNaN: true }),
  top_logprobs: fc.array(fc.record({ token: text, bytes: fc.constant([98]), logprob: fc.double({ min: -20, max: 0, noNaN: true }) }), {
    maxLength: 2,
  }),
})
const annotation: fc.Arbitrary<Annotation> = fc.oneof(
  fc.record({ type: fc.constant('url_citation'), end_index: fc.nat(9), start_index: fc.nat(9), title: text, url: text }),
  fc.record({ type: fc.constant('file_citation'), file_id: fc.constant('file_1'), filename: text, index: fc.nat(9) }),
)
const outputText: fc.Arbitrary<Step[]> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: text.map(toDelta) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(text, fc.array(logprob, { minLength: 1, maxLength: 2 }))
          .map(([delta, logprobs]): Step => ({ type: 'delta', delta, logprobs })),
      },
      { weight: 1, arbitrary: annotation.map((value): Step => ({ type: 'annotation', annotation: value })) },
    ),
    { maxLength: 8 },
  )
  .map((inside) => [{ type: 'part.start', part: 'output_text' }, ...inside, { type: 'part.end' }])
const partOf = (part: 'refusal' | 'summary_text' | 'reasoning_text' | 'command') =>
  deltas.map((pieces): Step[] => [{ type: 'part.start', part }, ...pieces.map(toDelta), { type: 'part.end' }])

const message = fc
  .tuple(fc.array(fc.oneof(outputText, partOf('refusal')), { maxLength: 3 }), fc.constantFrom(undefined, 'commentary', 'final_answer'))
  .map(([parts, phase]) => itemOf({ type: 'message', ...(phase !== undefined && { phase }) }, parts.flat()))
const reasoning = fc
  .tuple(fc.array(partOf('reasoning_text'), { maxLength: 1 }), fc.array(partOf('summary_text'), { maxLength: 3 }), fc.boolean())
  .map(([raw, summary, encrypted]) =>
    encrypted
      ? itemOf({ type: 'reasoning', encrypted_content: 'stub' }, [...raw, ...summary].flat(), { encrypted_content: 'whole' })
      : itemOf({ type: 'reasoning' }, [...raw, ...summary].flat()),
  )
const functionCall = fc
  .tuple(name, deltas, fc.boolean())
  .map(([called, pieces, byProgram]) =>
    itemOf(
      { type: 'function_call', name: called, ...(byProgram && { caller: { type: 'program', caller_id: 'call_p' } }) },
      pieces.map(toDelta),
    ),
  )
const customToolCall = fc
  .tuple(name, deltas)
  .map(([called, pieces]) => itemOf({ type: 'custom_tool_call', name: called }, pieces.map(toDelta)))
const webSearch = fc
  .constantFrom({ type: 'search', query: 'x', queries: ['x'] }, { type: 'open_page', url: null })
  .map((action) => itemOf({ type: 'web_search_call' }, [{ type: 'phase', phase: 'searching' }], { action }))
const fileSearch = fc
  .boolean()
  .map((included) => itemOf({ type: 'file_search_call' }, [], { queries: ['x'], results: included ? [] : null }))
const codeInterpreter = fc
  .tuple(deltas, fc.boolean())
  .map(([pieces, included]) =>
    itemOf(
      { type: 'code_interpreter_call', container_id: 'cntr_1', ...(included && { outputs: [] }) },
      [...pieces.map(toDelta), { type: 'phase', phase: 'interpreting' }],
      included ? { outputs: [{ type: 'logs', logs: '2' }] } : {},
    ),
  )
const image = fc
  .array(text, { maxLength: 2 })
  .map((previews) =>
    itemOf(
      { type: 'image_generation_call' },
      [{ type: 'phase', phase: 'generating' }, ...previews.map((b64): Step => ({ type: 'partial_image', b64, size: '1024x1024' }))],
      { result: 'aW1n', size: '1024x1024' },
    ),
  )
const mcpList = fc
  .boolean()
  .map((fails) => itemOf({ type: 'mcp_list_tools', server_label: 's' }, [], fails ? { error: 'no' } : { tools: [] }))
const mcpCall = fc
  .tuple(name, deltas, fc.boolean(), fc.boolean())
  .map(([called, pieces, fails, approved]) =>
    itemOf(
      { type: 'mcp_call', name: called, server_label: 's', approval_request_id: approved ? 'mcpr_1' : null },
      [...pieces.map(toDelta), ...(approved ? [{ type: 'phase', phase: 'in_progress' } as const] : []), { type: 'text.end' }],
      fails ? { error: { type: 'http_error', code: 424, message: 'no' } } : { output: 'ok' },
    ),
  )
const shellCall = fc
  .array(partOf('command'), { maxLength: 3 })
  .map((commands) => itemOf({ type: 'shell_call', environment: { type: 'local' } }, commands.flat()))
const shellOutput = fc.array(fc.record({ stderr: text, stdout: text }), { maxLength: 2 }).map((printed) =>
  itemOf(
    { type: 'shell_call_output', call_id: 'call_s' },
    printed.flatMap(({ stderr, stdout }, commandIndex): Step[] => {
      const output: ShellCallOutputContent = { outcome: { type: 'exit', exit_code: 0 }, stderr, stdout }
      return [
        { type: 'shell_output.delta', commandIndex, delta: { stderr } },
        { type: 'shell_output.delta', commandIndex, delta: { stdout: stdout.slice(0, 3) } },
        { type: 'shell_output.delta', commandIndex, delta: { stdout: stdout.slice(3) } },
        { type: 'shell_output.done', commandIndex, output: [output] },
      ]
    }),
  ),
)
const applyPatch = fc.oneof(
  deltas.map((pieces) =>
    itemOf({ type: 'apply_patch_call', operation: { type: 'update_file', diff: '', path: 'a' } }, pieces.map(toDelta)),
  ),
  fc.constant(itemOf({ type: 'apply_patch_call', operation: { type: 'delete_file', path: 'a' } }, [])),
)
const plain = fc.constantFrom<Step[]>(
  itemOf({ type: 'computer_call', action: { type: 'screenshot' } }, []),
  itemOf({ type: 'computer_call_output', call_id: 'call_c', output: { type: 'computer_screenshot', file_id: 'file_1' } }, []),
  itemOf({ type: 'local_shell_call' }, [], { action: { type: 'exec', command: ['ls'], env: {} } }),
  itemOf({ type: 'local_shell_call_output', output: 'ok' }, []),
  itemOf({ type: 'tool_search_call' }, [], { arguments: { goal: 'x' } }),
  itemOf({ type: 'tool_search_output', tools: [] }, []),
  itemOf({ type: 'program', fingerprint: 'f' }, [], { code: '1' }),
  itemOf({ type: 'program_output', call_id: 'call_p' }, [], { result: '2' }),
  itemOf({ type: 'mcp_approval_request', arguments: '{}', name: 't', server_label: 's' }, []),
  itemOf({ type: 'mcp_approval_response', approval_request_id: 'mcpr_1', approve: true }, []),
  itemOf({ type: 'function_call_output', call_id: 'call_f', output: 'ok' }, []),
  itemOf({ type: 'custom_tool_call_output', call_id: 'call_t', output: 'ok' }, []),
  itemOf({ type: 'apply_patch_call_output', call_id: 'call_a' }, []),
  itemOf({ type: 'additional_tools' }, []),
  itemOf({ type: 'compaction', encrypted_content: 'stub' }, [], { encrypted_content: 'whole' }),
)

/** Steps of one item, whole. All 28 kinds come up. */
export const arbitraryItem: fc.Arbitrary<Step[]> = fc.oneof(
  message,
  reasoning,
  functionCall,
  customToolCall,
  webSearch,
  fileSearch,
  codeInterpreter,
  image,
  mcpList,
  mcpCall,
  shellCall,
  shellOutput,
  applyPatch,
  plain,
)

/** What a model is in the midst of when its tokens run out. */
const written = fc.oneof(message, functionCall, customToolCall)
/** What besides may be open when something fails. */
const hosted = fc.oneof(reasoning, webSearch, codeInterpreter, image, mcpList, mcpCall, shellCall)

export interface ArbitraryRun {
  steps: Step[]
  background: boolean
  reasons: boolean
}

/** Steps of a whole response: completed, or cut off in an item the model writes, or failed there. */
export const arbitraryRun: fc.Arbitrary<ArbitraryRun> = runEndingIn(written)

/** The same, cut off or failed in any kind of item that takes time. */
export const arbitraryBreak: fc.Arbitrary<ArbitraryRun> = runEndingIn(fc.oneof(written, hosted))

function runEndingIn(last: fc.Arbitrary<Step[]>): fc.Arbitrary<ArbitraryRun> {
  const ending = fc.constantFrom('completed', 'max_output_tokens', 'content_filter', 'failed')
  return fc
    .record({
      items: fc.array(arbitraryItem, { maxLength: 4 }),
      last,
      cutAt: fc.nat(8),
      ending,
      background: fc.boolean(),
      reasons: fc.boolean(),
    })
    .map(({ items, last: open, cutAt, ending: reason, background, reasons }) => {
      const begun = open.slice(0, Math.min(1 + cutAt, open.length - 1))
      if (reason === 'completed') return { steps: [...items.flat(), stop], background, reasons }
      const end: Step = reason === 'failed' ? { type: 'fail', error: { code: 'server_error', message: 'no' } } : { ...stop, reason }
      return { steps: [...items.flat(), ...begun, end], background, reasons }
    })
}
