import { expect, test } from 'vitest'

import type { ItemStart, PhaseStep, Step } from '../../engines/step.ts'
import { runItems, stop } from '../../testing/run-steps.ts'

const phase = (name: PhaseStep['phase']): Step => ({ type: 'phase', phase: name })
const delta = (text: string): Step => ({ type: 'delta', delta: text })
const start = (item: ItemStart): Step => ({ type: 'item.start', item })
const end = (item?: { [key: string]: unknown }): Step => (item === undefined ? { type: 'item.end' } : { type: 'item.end', item })
const added = (item: object) => ({ type: 'response.output_item.added', item, output_index: 0 })
const done = (item: object) => ({ type: 'response.output_item.done', item, output_index: 0 })
const event = (type: string, prefix: string, more: object = {}) => ({
  type: `response.${type}`,
  item_id: `${prefix}_0`,
  output_index: 0,
  ...more,
})
const types = (steps: Step[]) => runItems(steps).map(({ type }) => type.replace('response.', ''))

test('a function call streams its arguments', () => {
  const call = { id: 'fc_0', type: 'function_call', call_id: 'call_0', name: 'add' }
  expect(runItems([start({ type: 'function_call', name: 'add' }), delta('{"a"'), delta(':1}'), end()])).toEqual([
    added({ ...call, status: 'in_progress', arguments: '' }),
    event('function_call_arguments.delta', 'fc', { delta: '{"a"' }),
    event('function_call_arguments.delta', 'fc', { delta: ':1}' }),
    event('function_call_arguments.done', 'fc', { arguments: '{"a":1}' }),
    done({ ...call, status: 'completed', arguments: '{"a":1}' }),
  ])
})

test('a function call keeps the order of keys that OpenAI writes', () => {
  const caller = { type: 'program', caller_id: 'call_p' } as const
  const [announced] = runItems([start({ type: 'function_call', namespace: 'n', name: 'add', caller }), end()])
  expect(Object.keys((announced as { item: object }).item)).toEqual([
    'id',
    'type',
    'status',
    'arguments',
    'call_id',
    'caller',
    'name',
    'namespace',
  ])
})

test('a function call made by a program stays in progress', () => {
  const caller = { type: 'program', caller_id: 'call_p' } as const
  expect(runItems([start({ type: 'function_call', name: 'add', caller }), delta('{}'), end()]).at(-1)).toMatchObject({
    item: { status: 'in_progress', caller },
  })
})

test('a function call that is cut off is incomplete, with the arguments so far', () => {
  const events = runItems([start({ type: 'function_call', name: 'add' }), delta('{"a'), { ...stop, reason: 'max_output_tokens' }])
  expect(events.slice(-2)).toMatchObject([{ arguments: '{"a' }, { item: { status: 'incomplete', arguments: '{"a' } }])
})

test('arguments that are known at once make one delta, wherever they are given', () => {
  const piecewise = runItems([start({ type: 'function_call', name: 'add' }), delta('{}'), end()])
  expect(runItems([start({ type: 'function_call', name: 'add', arguments: '{}' }), end()])).toEqual(piecewise)
  expect(runItems([start({ type: 'function_call', name: 'add' }), end({ arguments: '{}' })])).toEqual(piecewise)
  expect(runItems([start({ type: 'function_call', name: 'add' }), delta('{}'), end({ arguments: '{}' })])).toEqual(piecewise)
})

test('arguments that the deltas do not add up to are refused', () => {
  expect(() => runItems([start({ type: 'function_call', name: 'add' }), delta('{1'), end({ arguments: '{}' })])).toThrow(
    'Failed to end item 0: its arguments is not what its deltas add up to.',
  )
})

test('a custom tool call streams its input', () => {
  const call = { id: 'ctc_0', type: 'custom_tool_call', call_id: 'call_0', name: 'sql' }
  expect(runItems([start({ type: 'custom_tool_call', name: 'sql' }), delta('select 1'), end()])).toEqual([
    added({ ...call, status: 'in_progress', input: '' }),
    event('custom_tool_call_input.delta', 'ctc', { delta: 'select 1' }),
    event('custom_tool_call_input.done', 'ctc', { input: 'select 1' }),
    done({ ...call, status: 'completed', input: 'select 1' }),
  ])
})

test('a code interpreter call streams its code, then runs it', () => {
  const call = { id: 'ci_0', type: 'code_interpreter_call', container_id: 'cntr_1' }
  const steps = [
    start({ type: 'code_interpreter_call', container_id: 'cntr_1' }),
    delta('1+1'),
    phase('interpreting'),
    end({ outputs: null }),
  ]
  expect(runItems(steps)).toEqual([
    added({ ...call, status: 'in_progress', code: '', outputs: null }),
    event('code_interpreter_call.in_progress', 'ci'),
    event('code_interpreter_call_code.delta', 'ci', { delta: '1+1' }),
    event('code_interpreter_call_code.done', 'ci', { code: '1+1' }),
    event('code_interpreter_call.interpreting', 'ci'),
    event('code_interpreter_call.completed', 'ci'),
    done({ ...call, status: 'completed', code: '1+1', outputs: null }),
  ])
})

test('outputs of code are announced empty where they are included', () => {
  const logs = { type: 'logs', logs: '2' }
  const events = runItems([start({ type: 'code_interpreter_call', outputs: [] }), delta('1+1'), end({ outputs: [logs] })])
  expect(events[0]).toMatchObject({ item: { outputs: [] } })
  expect(events.at(-1)).toMatchObject({ item: { outputs: [logs] } })
})

const search = [
  'output_item.added',
  'web_search_call.in_progress',
  'web_search_call.searching',
  'web_search_call.completed',
  'output_item.done',
]

test('a web search goes through its phases whether the tool reports them or not', () => {
  const action = { type: 'search', query: 'x' }
  expect(types([start({ type: 'web_search_call' }), end({ action })])).toEqual(search)
  const reported = [phase('in_progress'), phase('searching'), phase('completed')]
  expect(types([start({ type: 'web_search_call' }), ...reported, end({ action })])).toEqual(search)
})

test('only models that do not reason announce the action of a search', () => {
  const steps = [start({ type: 'web_search_call' }), end({ action: { type: 'search', query: 'x' } }), stop]
  expect(runItems(steps)[0]).toEqual(added({ id: 'ws_0', type: 'web_search_call', status: 'in_progress', action: { type: 'search' } }))
  const reasoning = { context: null, effort: 'low', summary: null } as const
  expect(runItems(steps, { base: { reasoning } })[0]).toEqual(added({ id: 'ws_0', type: 'web_search_call', status: 'in_progress' }))
})

test('a web search that stays searching reports no completion', () => {
  const steps = [start({ type: 'web_search_call' }), phase('searching'), end({ status: 'searching', action: { type: 'search' } })]
  expect(types(steps)).toEqual(search.filter((type) => !type.endsWith('.completed')))
})

test('a file search announces no results, and ends with them', () => {
  const call = { id: 'fs_0', type: 'file_search_call' }
  expect(runItems([start({ type: 'file_search_call' }), end({ queries: ['x'], results: [] })])).toEqual([
    added({ ...call, status: 'in_progress', queries: [], results: null }),
    event('file_search_call.in_progress', 'fs'),
    event('file_search_call.searching', 'fs'),
    event('file_search_call.completed', 'fs'),
    done({ ...call, status: 'completed', queries: ['x'], results: [] }),
  ])
})

test('an image is announced by its id, previewed, and delivered with its item', () => {
  const finished = {
    background: 'opaque',
    output_format: 'png',
    quality: 'low',
    result: 'aW1n',
    revised_prompt: 'a cat',
    size: '1024x1024',
  }
  const steps: Step[] = [
    start({ type: 'image_generation_call' }),
    phase('generating'),
    { type: 'partial_image', b64: 'cHJl', size: '1024x1024' },
    { type: 'partial_image', b64: 'dmll' },
    end(finished),
  ]
  expect(runItems(steps)).toEqual([
    added({ id: 'ig_0', type: 'image_generation_call', status: 'in_progress' }),
    event('image_generation_call.in_progress', 'ig'),
    event('image_generation_call.generating', 'ig'),
    event('image_generation_call.partial_image', 'ig', { partial_image_b64: 'cHJl', partial_image_index: 0, size: '1024x1024' }),
    event('image_generation_call.partial_image', 'ig', { partial_image_b64: 'dmll', partial_image_index: 1 }),
    event('image_generation_call.completed', 'ig'),
    done({ id: 'ig_0', type: 'image_generation_call', status: 'completed', ...finished }),
  ])
})

test('the tools of an MCP server are listed, or an error tells why not', () => {
  const list = { id: 'mcpl_0', type: 'mcp_list_tools', server_label: 's' }
  const tools = [{ input_schema: {}, name: 't' }]
  expect(runItems([start({ type: 'mcp_list_tools', server_label: 's' }), end({ tools })])).toEqual([
    added({ ...list, tools: [] }),
    event('mcp_list_tools.in_progress', 'mcpl'),
    event('mcp_list_tools.completed', 'mcpl'),
    done({ ...list, tools }),
  ])
  expect(runItems([start({ type: 'mcp_list_tools', server_label: 's' }), end({ error: 'unreachable' })]).slice(2)).toEqual([
    event('mcp_list_tools.failed', 'mcpl'),
    done({ ...list, error: 'unreachable', tools: [] }),
  ])
})

test('the arguments of an MCP call are complete before the server answers', () => {
  const call = { id: 'mcp_0', type: 'mcp_call', approval_request_id: null, name: 't', server_label: 's' }
  const steps: Step[] = [
    start({ type: 'mcp_call', name: 't', server_label: 's' }),
    delta('{}'),
    { type: 'text.end' },
    end({ output: 'ok' }),
  ]
  expect(runItems(steps)).toEqual([
    added({ ...call, status: 'in_progress', arguments: '', error: null, output: null }),
    event('mcp_call.in_progress', 'mcp'),
    event('mcp_call_arguments.delta', 'mcp', { delta: '{}' }),
    event('mcp_call_arguments.done', 'mcp', { arguments: '{}' }),
    event('mcp_call.completed', 'mcp'),
    done({ ...call, status: 'completed', arguments: '{}', error: null, output: 'ok' }),
  ])
})

test('an MCP call with an error has failed, and one that had to be approved reports its progress again', () => {
  const error = { type: 'http_error', code: 424, message: 'no' }
  const steps = [start({ type: 'mcp_call', name: 't', server_label: 's' }), delta('{}'), phase('in_progress'), end({ error })]
  const events = runItems(steps)
  expect(events.map(({ type }) => type.replace('response.', ''))).toEqual([
    'output_item.added',
    'mcp_call.in_progress',
    'mcp_call_arguments.delta',
    'mcp_call.in_progress',
    'mcp_call_arguments.done',
    'mcp_call.failed',
    'output_item.done',
  ])
  expect(events.at(-1)).toMatchObject({ item: { status: 'failed', error, output: null } })
})

test('a shell call streams its commands one after the other, in events without item_id', () => {
  const call = { id: 'sh_0', type: 'shell_call', call_id: 'call_0' }
  const action = (commands: string[]) => ({ commands, max_output_length: null, timeout_ms: null })
  const command = (index: number) => ({ command_index: index, output_index: 0 })
  const steps: Step[] = [
    start({ type: 'shell_call' }),
    { type: 'part.start', part: 'command' },
    delta('ls'),
    { type: 'part.end' },
    { type: 'part.start', part: 'command' },
    delta('pw'),
    delta('d'),
    { type: 'part.end' },
    end({ action: { timeout_ms: 5, max_output_length: null } }),
  ]
  expect(runItems(steps)).toEqual([
    added({ ...call, status: 'in_progress', action: action([]) }),
    { type: 'response.shell_call_command.added', ...command(0), command: '' },
    { type: 'response.shell_call_command.delta', ...command(0), delta: 'ls' },
    { type: 'response.shell_call_command.done', ...command(0), command: 'ls' },
    { type: 'response.shell_call_command.added', ...command(1), command: '' },
    { type: 'response.shell_call_command.delta', ...command(1), delta: 'pw' },
    { type: 'response.shell_call_command.delta', ...command(1), delta: 'd' },
    { type: 'response.shell_call_command.done', ...command(1), command: 'pwd' },
    done({ ...call, status: 'completed', action: { ...action(['ls', 'pwd']), timeout_ms: 5 } }),
  ])
  const whole = [start({ type: 'shell_call' }), end({ action: { commands: ['ls', 'pwd'], max_output_length: null, timeout_ms: null } })]
  expect(runItems(whole).map(({ type }) => type)).toHaveLength(8)
})

test('what a shell printed comes in pieces and then whole', () => {
  const output = { outcome: { type: 'exit', exit_code: 0 } as const, stderr: '', stdout: 'a\nb' }
  const item = { id: 'sho_0', type: 'shell_call_output', call_id: 'call_9', max_output_length: null }
  const at = { command_index: 0, item_id: 'sho_0', output_index: 0 }
  const steps: Step[] = [
    start({ type: 'shell_call_output', call_id: 'call_9' }),
    { type: 'shell_output.delta', commandIndex: 0, delta: { stdout: 'a\n' } },
    { type: 'shell_output.delta', commandIndex: 0, delta: { stdout: 'b' } },
    { type: 'shell_output.done', commandIndex: 0, output: [output] },
    end(),
  ]
  expect(runItems(steps)).toEqual([
    added({ ...item, status: 'in_progress', output: [] }),
    { type: 'response.shell_call_output_content.delta', ...at, delta: { stdout: 'a\n' } },
    { type: 'response.shell_call_output_content.delta', ...at, delta: { stdout: 'b' } },
    { type: 'response.shell_call_output_content.done', ...at, output: [output] },
    done({ ...item, status: 'completed', output: [output] }),
  ])
  expect(runItems([start({ type: 'shell_call_output', call_id: 'call_9' }), end({ output: [output] })])[1]).toEqual({
    type: 'response.shell_call_output_content.delta',
    ...at,
    delta: { stdout: 'a\nb' },
  })
})

test('the diff of a patch streams; a file that is deleted has none', () => {
  const call = { id: 'apc_0', type: 'apply_patch_call', call_id: 'call_0' }
  const operation = { type: 'update_file', diff: '', path: 'a.txt' } as const
  expect(runItems([start({ type: 'apply_patch_call', operation }), delta('@@'), delta('+x'), end()])).toEqual([
    added({ ...call, status: 'in_progress', operation }),
    event('apply_patch_call_operation_diff.delta', 'apc', { delta: '@@' }),
    event('apply_patch_call_operation_diff.delta', 'apc', { delta: '+x' }),
    event('apply_patch_call_operation_diff.done', 'apc', { diff: '@@+x' }),
    done({ ...call, status: 'completed', operation: { ...operation, diff: '@@+x' } }),
  ])
  const deletion = { type: 'delete_file', path: 'a.txt' } as const
  expect(runItems([start({ type: 'apply_patch_call', operation: deletion }), end()])).toEqual([
    added({ ...call, status: 'in_progress', operation: deletion }),
    done({ ...call, status: 'completed', operation: deletion }),
  ])
})

test('a compaction tells that it compacts only if it is asked to', () => {
  const item = { id: 'cmp_0', type: 'compaction' }
  const steps = [start({ type: 'compaction', encrypted_content: 'stub' }), end({ encrypted_content: 'whole' })]
  const announcedAndDone = [added({ ...item, encrypted_content: 'stub' }), done({ ...item, encrypted_content: 'whole' })]
  expect(runItems(steps)).toEqual(announcedAndDone)
  expect(runItems(steps.toSpliced(1, 0, phase('compacting')))).toEqual(
    announcedAndDone.toSpliced(1, 0, event('compaction.compacting', 'cmp') as never),
  )
})

test('a tool reports no phase that is not its own', () => {
  expect(() => runItems([start({ type: 'web_search_call' }), phase('interpreting')])).toThrow(/"phase"/)
  expect(() => runItems([start({ type: 'function_call', name: 'f' }), phase('in_progress')])).toThrow(/"phase"/)
  expect(() => runItems([start({ type: 'mcp_call', name: 't' }), { type: 'text.end' }, delta('{}')])).toThrow(/"delta"/)
})
