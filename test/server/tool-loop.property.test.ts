import { lintStream } from '@goldwire/harness'
import { foldEvents, readFrames, type StreamEvent } from '@goldwire/schemas'
import { createApp, createMemoryStore, createScriptedEngine, type Step } from '@goldwire/server'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { type PlainMcpServer, startPlainMcpServer } from './mcp-servers.ts'

const tools = ['look', 'ask'].map((name) => ({ name, description: name, inputSchema: { type: 'object', properties: {} } }))
const mine = { type: 'function', name: 'mine', parameters: { type: 'object', properties: {} } }

type Act = 'think' | 'say' | 'look' | 'fail' | 'ask' | 'mine' | 'cut call'

interface Round {
  acts: Act[]
  end: 'completed' | 'max_output_tokens' | 'fail'
  tokens: number
}

const arbitraryRound: fc.Arbitrary<Round> = fc.record({
  acts: fc.array(fc.constantFrom<Act>('think', 'say', 'look', 'look', 'fail', 'ask', 'mine', 'cut call'), { maxLength: 5 }),
  end: fc.constantFrom('completed', 'completed', 'completed', 'max_output_tokens', 'fail'),
  tokens: fc.integer({ min: 1, max: 20 }),
})

const part = (type: 'message' | 'reasoning', name: 'output_text' | 'reasoning_text', text: string): Step[] => [
  { type: 'item.start', item: { type } },
  { type: 'part.start', part: name },
  { type: 'delta', delta: text },
  { type: 'part.end' },
  { type: 'item.end' },
]
const call = (name: string, args: string): Step[] => [
  { type: 'item.start', item: { type: 'function_call', name } },
  { type: 'delta', delta: args },
  { type: 'item.end' },
]
const steps: Record<Act, Step[]> = {
  think: part('reasoning', 'reasoning_text', 'Hm.'),
  say: part('message', 'output_text', 'Well.'),
  look: call('lab.look', '{}'),
  fail: call('lab.look', '{"fail":true}'),
  ask: call('lab.ask', '{}'),
  mine: call('mine', '{}'),
  'cut call': [],
}

function toSteps({ acts, end, tokens }: Round): Step[] {
  const usage = {
    input_tokens: 7,
    input_tokens_details: { cached_tokens: 1, cache_write_tokens: 0 },
    output_tokens: tokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 7 + tokens,
  }
  const cut: Step[] = acts.includes('cut call') && end !== 'completed' ? call('lab.look', '{"a').slice(0, -1) : []
  const last: Step = end === 'fail' ? { type: 'fail', error: { code: 'server_error', message: 'm' } } : { type: 'stop', reason: end, usage }
  return [...acts.flatMap((act) => steps[act]), ...cut, last]
}

let mcp: PlainMcpServer
beforeAll(async () => {
  mcp = await startPlainMcpServer((method, params) => {
    if (method === 'tools/list') return { result: { tools } }
    return 'arguments' in params && JSON.stringify(params.arguments) !== '{}'
      ? { error: { code: -32_000, message: 'no' } }
      : { result: { content: [{ type: 'text', text: 'seen' }] } }
  })
})
afterAll(() => mcp[Symbol.asyncDispose]())

test('whatever a model calls, in however many rounds, the stream is right and its usage adds up', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(arbitraryRound, { minLength: 1, maxLength: 4 }),
      fc.option(fc.integer({ min: 1, max: 3 })),
      fc.option(fc.integer({ min: 16, max: 40 })),
      async (rounds, maxToolCalls, maxOutputTokens) => {
        const script = ({ index }: { index: number }) => toSteps(rounds[index] ?? { acts: ['say'], end: 'completed', tokens: 1 })
        const engine = createScriptedEngine({ script: (_request, turn) => script(turn) })
        const app = createApp({ engine, store: createMemoryStore(), allowHosts: [mcp.host] })
        const server = { type: 'mcp', server_label: 'lab', server_url: mcp.url, require_approval: { always: { tool_names: ['ask'] } } }
        const request = {
          model: 'scripted',
          input: 'Go.',
          stream: true,
          reasoning: { effort: 'low' },
          tools: [server, mine],
          max_tool_calls: maxToolCalls,
          max_output_tokens: maxOutputTokens,
        }
        const answer = await app.inject({ method: 'POST', url: '/v1/responses', payload: request })
        await app.close()
        const events: StreamEvent[] = []
        for await (const frame of readFrames(answer.body)) if (frame.data !== null) events.push(JSON.parse(frame.data) as StreamEvent)
        expect(lintStream(events, { request }).filter(({ severity }) => severity === 'error')).toEqual([])
        const last = events.at(-1)
        if (last === undefined || !('response' in last)) throw new Error('The stream has no terminal event.')
        const { response } = last
        expect(foldEvents(events.slice(0, -1)).response?.output).toEqual(response.output)
        const played = rounds.slice(0, engine.requests.length)
        const told = played.filter(({ end }) => end !== 'fail').reduce((sum, { tokens }) => sum + tokens, 0)
        const more = engine.requests.length > rounds.length ? engine.requests.length - rounds.length : 0
        expect(response.usage?.output_tokens ?? 0).toBe(told + more)
        const calls = response.output.filter(({ type }) => type === 'mcp_call').length
        expect(calls).toBeLessThanOrEqual(maxToolCalls ?? Infinity)
      },
    ),
    { numRuns: 60 },
  )
})
