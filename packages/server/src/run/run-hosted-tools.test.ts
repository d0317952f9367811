import { setTimeout as sleep } from 'node:timers/promises'

import type { CreateResponseBody, OutputItem } from '@goldwire/schemas'
import { expect, test } from 'vitest'

import type { EngineRequest } from '../engines/engine.ts'
import { callScript, createScriptedEngine, stopStep, textScript } from '../engines/scripted/scripted-engine.ts'
import type { Step } from '../engines/step.ts'
import { finalResponse, runSteps } from '../testing/run-steps.ts'
import type { HostedCall, HostedTool } from '../tools/hosted-tool.ts'
import { runHostedTools, type RunHostedToolsOptions } from './run-hosted-tools.ts'

const plain: EngineRequest = {
  model: 'scripted',
  items: [{ role: 'user', content: 'Go.' }],
  instructions: null,
  tools: [],
  toolChoice: 'auto',
  parallelToolCalls: true,
  textFormat: { type: 'text' },
  reasoningEffort: 'none',
  reasoningSummary: null,
  temperature: 1,
  topP: 1,
  frequencyPenalty: 0,
  presencePenalty: 0,
  maxOutputTokens: null,
  topLogprobs: null,
  seed: null,
}

const clientTool = (name: string): EngineRequest['tools'][number] => ({
  type: 'function',
  name,
  parameters: { type: 'object', properties: {} },
  strict: false,
})

interface Recorded extends HostedTool {
  calls: HostedCall[]
  closed: number
}

/** A tool whose functions tell their call as an `mcp_call` with the output `NAME!`. */
function recordingTool(names: readonly string[], overrides: Partial<HostedTool> = {}): Recorded {
  const calls: HostedCall[] = []
  const tool: Recorded = {
    type: 'mcp',
    functions: names.map((name) => ({ name, description: `Does ${name}.`, parameters: { type: 'object', properties: {} } })),
    calls,
    closed: 0,
    async *call(call) {
      calls.push(call)
      yield { type: 'item.start', item: { type: 'mcp_call', name: call.name, server_label: 's' } }
      yield { type: 'delta', delta: call.arguments }
      await Promise.resolve()
      yield { type: 'item.end', item: { output: `${call.name}!` } }
      return { output: `${call.name}!` }
    },
    close: () => {
      tool.closed += 1
      return Promise.resolve()
    },
    ...overrides,
  }
  return tool
}

const callStep = (name: string, text = '{}'): Step[] => [
  { type: 'item.start', item: { type: 'function_call', name } },
  { type: 'delta', delta: text },
  { type: 'item.end' },
]

interface RunOptions extends Partial<RunHostedToolsOptions> {
  request?: Partial<EngineRequest>
  tools: readonly HostedTool[]
}

/** Runs the rounds, each with its steps, and gives what the reader and the engine got. */
async function run(rounds: readonly (readonly Step[])[], { request = {}, tools, ...options }: RunOptions) {
  const engine = createScriptedEngine({ script: (_request, { index }) => rounds[Math.min(index, rounds.length - 1)] ?? [] })
  const steps: Step[] = []
  const signal = new AbortController().signal
  for await (const step of runHostedTools(engine, { ...plain, ...request }, tools, { signal, ...options })) steps.push(step)
  return { steps, asked: engine.requests, types: finalResponse(runSteps(steps)).output.map(({ type }: OutputItem) => type) }
}

const offered = (request: EngineRequest | undefined) => request?.tools.flatMap((tool) => ('name' in tool ? [tool.name] : []))

test('a call of a hosted function is run, told as the tool tells it, and its result goes to the next round', async () => {
  const tool = recordingTool(['look'])
  const { steps, asked, types } = await run([callScript('look', ['{"a":', '1}']), textScript(['Done.'])], { tools: [tool] })
  expect(types).toEqual(['mcp_call', 'message'])
  expect(tool.calls).toEqual([{ name: 'look', arguments: '{"a":1}' }])
  expect(asked[1]?.items).toEqual([
    ...plain.items,
    { type: 'function_call', call_id: 'hosted_0_0', name: 'look', arguments: '{"a":1}' },
    { type: 'function_call_output', call_id: 'hosted_0_0', output: 'look!' },
  ])
  expect(steps.at(-1)).toMatchObject({ type: 'stop', reason: 'completed' })
  expect(tool.closed).toBe(1)
})

test('usage is the sum of all rounds, cached and reasoning tokens too', async () => {
  const details = (cached_tokens: number) => ({ cached_tokens, cache_write_tokens: 1 })
  const first = stopStep({
    input_tokens: 10,
    output_tokens: 4,
    input_tokens_details: details(0),
    output_tokens_details: { reasoning_tokens: 2 },
  })
  const second = stopStep({
    input_tokens: 20,
    output_tokens: 3,
    input_tokens_details: details(8),
    output_tokens_details: { reasoning_tokens: 1 },
  })
  const { steps } = await run(
    [
      [...callStep('look'), first],
      [...textScript(['x']).slice(0, -1), second],
    ],
    { tools: [recordingTool(['look'])] },
  )
  expect(steps.at(-1)).toEqual({
    type: 'stop',
    reason: 'completed',
    usage: {
      input_tokens: 30,
      input_tokens_details: { cached_tokens: 8, cache_write_tokens: 2 },
      output_tokens: 7,
      output_tokens_details: { reasoning_tokens: 3 },
      total_tokens: 37,
    },
  })
})

test('what the model thought and said before a call is told to the next round', async () => {
  const thought: Step[] = [
    { type: 'item.start', item: { type: 'reasoning' } },
    { type: 'part.start', part: 'reasoning_text' },
    { type: 'delta', delta: 'Let me see.' },
    { type: 'part.end' },
    { type: 'item.end' },
  ]
  const { types, asked } = await run(
    [
      [...thought, ...textScript(['One moment.']).slice(0, -1), ...callStep('look'), stopStep()],
      [...thought, ...textScript(['Done.'])],
    ],
    { tools: [recordingTool(['look'])] },
  )
  expect(types).toEqual(['reasoning', 'message', 'mcp_call', 'reasoning', 'message'])
  expect(asked[1]?.items.slice(1).map(({ type }) => type)).toEqual(['reasoning', 'message', 'function_call', 'function_call_output'])
  expect(asked[1]?.items[1]).toMatchObject({ content: [{ type: 'reasoning_text', text: 'Let me see.' }] })
})

test('parallel calls run in order once the model is done, and stand together in the conversation', async () => {
  const order: string[] = []
  const tool = recordingTool(['a', 'b'])
  const engine = createScriptedEngine({
    script: async function* (_request, { index }) {
      if (index > 0) return yield* textScript(['Done.'])
      yield* [...callStep('a'), ...callStep('b')]
      await Promise.resolve()
      order.push(`model done, ${tool.calls.length} calls`)
      yield stopStep()
    },
  })
  for await (const step of runHostedTools(engine, plain, [tool], { signal: new AbortController().signal })) {
    if (step.type === 'item.end') order.push('item done')
  }
  expect(order).toEqual(['model done, 0 calls', 'item done', 'item done', 'item done'])
  expect(engine.requests[1]?.items.slice(1).map((item) => ('call_id' in item ? `${item.type} ${item.call_id}` : ''))).toEqual([
    'function_call hosted_0_0',
    'function_call hosted_0_1',
    'function_call_output hosted_0_0',
    'function_call_output hosted_0_1',
  ])
})

test('a call for the client ends the turn, after the hosted calls beside it', async () => {
  const tool = recordingTool(['look'])
  const { types, asked, steps } = await run([[...callStep('look'), ...callStep('mine', '{"b":2}'), stopStep()]], {
    tools: [tool],
    request: { tools: [clientTool('mine')] },
  })
  expect(types).toEqual(['mcp_call', 'function_call'])
  expect(asked).toHaveLength(1)
  expect(steps).toContainEqual({ type: 'delta', delta: '{"b":2}' })
  expect(tool.calls).toHaveLength(1)
})

test('a tool that pauses ends the turn, and the calls beside it are run', async () => {
  const asking = recordingTool(['ask'], {
    async *call() {
      yield { type: 'item.start', item: { type: 'mcp_approval_request', name: 'ask', arguments: '{}', server_label: 's' } }
      await Promise.resolve()
      yield { type: 'item.end' }
      return { pause: true }
    },
  })
  const looking = recordingTool(['look'])
  const { types, asked } = await run([[...callStep('ask'), ...callStep('look'), stopStep()]], { tools: [asking, looking] })
  expect(types).toEqual(['mcp_approval_request', 'mcp_call'])
  expect(asked).toHaveLength(1)
})

test('steps of prepare come first, then what is resumed, whose results the model is told', async () => {
  const tool = recordingTool(['look'], {
    async *prepare() {
      yield { type: 'item.start', item: { type: 'mcp_list_tools', server_label: 's' } }
      await Promise.resolve()
      yield { type: 'item.end' }
    },
    async *resume() {
      yield { type: 'item.start', item: { type: 'mcp_call', name: 'look', server_label: 's', approval_request_id: 'mcpr_1' } }
      await Promise.resolve()
      yield { type: 'item.end', item: { output: 'seen' } }
      return [{ call: { name: 'look', arguments: '{}' }, output: 'seen' }]
    },
  })
  const { types, asked } = await run([textScript(['Hello.'])], { tools: [tool], request: { toolChoice: 'required' } })
  expect(types).toEqual(['mcp_list_tools', 'mcp_call', 'message'])
  expect(asked[0]?.toolChoice, 'the call that was resumed is the one that was required').toBe('auto')
  expect(asked[0]?.items.slice(1)).toMatchObject([
    { type: 'function_call', name: 'look' },
    { type: 'function_call_output', output: 'seen' },
  ])
})

test('what two tools resume is told under ids of its own', async () => {
  const resuming = (output: string) =>
    recordingTool(['look'], {
      async *resume() {
        yield { type: 'item.start', item: { type: 'mcp_call', name: 'look', server_label: 's' } }
        await Promise.resolve()
        yield { type: 'item.end', item: { output } }
        return [{ call: { name: 'look', arguments: '{}' }, output }]
      },
    })
  const { asked } = await run([textScript(['Hello.'])], { tools: [resuming('one'), resuming('two')] })
  const told = asked[0]?.items.slice(1).map((item) => ('call_id' in item ? [item.call_id, 'name' in item ? item.name : null] : []))
  expect(told).toEqual([
    ['resumed_1', 'look'],
    ['resumed_1', null],
    ['resumed_3', 'look_2'],
    ['resumed_3', null],
  ])
})

test('max_tool_calls: further calls are ignored, and the model is not offered any', async () => {
  const tool = recordingTool(['look'])
  const { types, asked } = await run(
    [[...callStep('look', '{"n":1}'), ...callStep('look', '{"n":2}'), stopStep()], textScript(['Done.'])],
    {
      tools: [tool],
      maxToolCalls: 1,
      request: { tools: [clientTool('mine')] },
    },
  )
  expect(types).toEqual(['mcp_call', 'message'])
  expect(tool.calls).toEqual([{ name: 'look', arguments: '{"n":1}' }])
  expect(offered(asked[0])).toEqual(['mine', 'look'])
  expect(offered(asked[1])).toEqual(['mine'])
})

test('a model that would go on calling for ever is made to answer', async () => {
  const tool = recordingTool(['look'])
  const engine = createScriptedEngine({
    script: ({ tools }) => (tools.length > 0 ? callScript('look', ['{}']) : textScript(['Enough.'])),
  })
  const steps: Step[] = []
  for await (const step of runHostedTools(engine, plain, [tool], { signal: new AbortController().signal })) steps.push(step)
  expect(tool.calls).toHaveLength(32)
  expect(finalResponse(runSteps(steps))).toMatchObject({ status: 'completed' })
})

test('max_output_tokens holds for all rounds together', async () => {
  const { steps, asked } = await run(
    [
      [...callStep('look'), stopStep({ output_tokens: 30 })],
      [...callStep('look'), stopStep({ output_tokens: 20 })],
    ],
    { tools: [recordingTool(['look'])], request: { maxOutputTokens: 50 } },
  )
  expect(asked.map(({ maxOutputTokens }) => maxOutputTokens)).toEqual([50, 20])
  expect(steps.at(-1)).toMatchObject({ type: 'stop', reason: 'max_output_tokens', usage: { output_tokens: 50 } })
})

test('an answer that is cut off runs nothing any more', async () => {
  const tool = recordingTool(['look'])
  const cut: Step[] = [
    ...callStep('look'),
    { type: 'item.start', item: { type: 'function_call', name: 'look' } },
    stopStep({}, 'max_output_tokens'),
  ]
  const { steps, types } = await run([cut], { tools: [tool] })
  expect(tool.calls).toEqual([])
  expect(types).toEqual([])
  expect(steps).toMatchObject([{ type: 'stop', reason: 'max_output_tokens' }])
})

test('a failure of the engine tells what was used before it', async () => {
  const { steps } = await run(
    [
      [...callStep('look'), stopStep({ input_tokens: 7, output_tokens: 2 })],
      [{ type: 'fail', error: { code: 'server_error', message: 'm' } }],
    ],
    {
      tools: [recordingTool(['look'])],
    },
  )
  expect(steps.at(-1)).toMatchObject({ type: 'fail', usage: { input_tokens: 7, output_tokens: 2 } })
})

test.each<[string, NonNullable<CreateResponseBody['tool_choice']>, unknown, unknown]>([
  ['auto', 'auto', 'auto', 'auto'],
  ['none', 'none', 'none', 'none'],
  ['required', 'required', 'required', 'auto'],
  ['a client function', { type: 'function', name: 'mine' }, { type: 'function', name: 'mine' }, 'auto'],
  ['one hosted function', { type: 'mcp', server_label: 's', name: 'b' }, { type: 'function', name: 'b' }, 'auto'],
  [
    'a whole server',
    { type: 'mcp', server_label: 's' },
    {
      type: 'allowed_tools',
      mode: 'required',
      tools: [
        { type: 'function', name: 'a' },
        { type: 'function', name: 'b' },
      ],
    },
    'auto',
  ],
  ['a tool by its type', { type: 'web_search_preview' }, { type: 'function', name: 'web_search' }, 'auto'],
  [
    'allowed tools',
    {
      type: 'allowed_tools',
      mode: 'required',
      tools: [
        { type: 'mcp', server_label: 's', name: 'a' },
        { type: 'function', name: 'mine' },
      ],
    },
    {
      type: 'allowed_tools',
      mode: 'required',
      tools: [
        { type: 'function', name: 'a' },
        { type: 'function', name: 'mine' },
      ],
    },
    {
      type: 'allowed_tools',
      mode: 'auto',
      tools: [
        { type: 'function', name: 'a' },
        { type: 'function', name: 'mine' },
      ],
    },
  ],
])('tool_choice %s holds in the first round', async (_name, toolChoice, first, later) => {
  const server = recordingTool(['a', 'b'], {
    select: ({ type, server_label: label, name }) =>
      type === 'mcp' && label === 's' ? ['a', 'b'].filter((one) => name == null || one === name) : null,
  })
  const search = recordingTool(['web_search'], { type: 'web_search_2025_08_26' })
  const { asked } = await run([callScript('a', ['{}']), textScript(['Done.'])], {
    tools: [server, search],
    request: { toolChoice, tools: [clientTool('mine')] },
  })
  expect(asked.map((request) => request.toolChoice)).toEqual([first, later])
})

test('a choice that no tool can keep is refused', async () => {
  const server = recordingTool(['a'], { select: ({ type }) => (type === 'mcp' ? [] : null) })
  const going = run([textScript(['x'])], { tools: [server], request: { toolChoice: { type: 'mcp', server_label: 's', name: 'gone' } } })
  await expect(going).rejects.toMatchObject({ status: 400, param: 'tool_choice' })
  expect(server.closed).toBe(1)
})

test("a hosted function never takes the name of the client's, or of another tool's", async () => {
  const [one, two] = [recordingTool(['look']), recordingTool(['look'])]
  const { asked } = await run([[...callStep('look_3'), stopStep()], textScript(['Done.'])], {
    tools: [one, two],
    request: { tools: [clientTool('look')] },
  })
  expect(offered(asked[0])).toEqual(['look', 'look_2', 'look_3'])
  expect([one.calls, two.calls]).toEqual([[], [{ name: 'look', arguments: '{}' }]])
})

test('a conversation that has grown is made to fit before each round', async () => {
  const lengths: number[] = []
  await run([callScript('look', ['{}']), textScript(['Done.'])], {
    tools: [recordingTool(['look'])],
    fit: (request) => {
      lengths.push(request.items.length)
      return Promise.resolve(request)
    },
  })
  expect(lengths).toEqual([1, 3])
})

test('an abort while a tool runs ends the run and closes every tool', async () => {
  const abort = new AbortController()
  const slow = recordingTool(['slow'], {
    async *call(call, { signal }) {
      yield { type: 'item.start', item: { type: 'mcp_call', name: call.name, server_label: 's' } }
      await sleep(60_000, undefined, { signal })
      return { output: '' }
    },
  })
  const other = recordingTool(['other'])
  const engine = createScriptedEngine({ script: callScript('slow', ['{}']) })
  const going = (async () => {
    for await (const step of runHostedTools(engine, plain, [slow, other], { signal: abort.signal }))
      if (step.type === 'item.start') abort.abort()
  })()
  await expect(going).rejects.toThrow('aborted')
  expect([slow.closed, other.closed]).toEqual([1, 1])
})

test('leaving early closes every tool, and the engine', async () => {
  const tool = recordingTool(['look'])
  const engine = createScriptedEngine({ script: textScript(['a', 'b', 'c']) })
  for await (const step of runHostedTools(engine, plain, [tool], { signal: new AbortController().signal })) if (step.type === 'delta') break
  expect(tool.closed).toBe(1)
  expect(engine.abortedCount).toBe(1)
})

test('an engine that ends without a word is not asked again', async () => {
  const { steps, asked } = await run([callStep('look')], { tools: [recordingTool(['look'])] })
  expect([steps, asked.length]).toEqual([[], 1])
})
