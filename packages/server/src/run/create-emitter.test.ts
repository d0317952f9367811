import { expect, test } from 'vitest'

import type { Step } from '../engines/step.ts'
import { finalResponse, plainBase, runItems, runSteps, stop } from '../testing/run-steps.ts'
import { createEmitter } from './create-emitter.ts'
import { createIds } from './ids.ts'
import { createSeededBytes } from './random-bytes.ts'

const message: Step[] = [
  { type: 'item.start', item: { type: 'message' } },
  { type: 'part.start', part: 'output_text' },
  { type: 'delta', delta: 'Hi' },
  { type: 'part.end' },
  { type: 'item.end' },
]
const list = (key: string): Step => ({ type: 'item.start', key, item: { type: 'mcp_list_tools', server_label: key } })

test('a response is created, in progress, and completed with its items, usage and tier', () => {
  const events = runSteps([...message, stop])
  const [created, inProgress] = events
  const nothingYet = { object: 'response', output: [], usage: null, error: null, incomplete_details: null, completed_at: null }
  expect(created).toEqual({ type: 'response.created', response: { ...plainBase, ...nothingYet, status: 'in_progress' } })
  expect(inProgress).toEqual({ type: 'response.in_progress', response: { ...plainBase, ...nothingYet, status: 'in_progress' } })
  const output = [(events.at(-2) as { item: unknown }).item]
  expect(events.at(-1)).toEqual({
    type: 'response.completed',
    response: {
      ...plainBase,
      ...nothingYet,
      status: 'completed',
      output,
      usage: stop.usage,
      completed_at: plainBase.created_at + 10,
      service_tier: 'default',
    },
  })
})

test('a response has its keys in the order of the API, unknown ones last', () => {
  const base = { user: null, content_filters: null, metadata: {} } as object
  expect(Object.keys(finalResponse(runSteps([stop], { base })))).toEqual([
    'id',
    'object',
    'created_at',
    'status',
    'background',
    'completed_at',
    'error',
    'frequency_penalty',
    'incomplete_details',
    'instructions',
    'max_output_tokens',
    'max_tool_calls',
    'model',
    'moderation',
    'output',
    'parallel_tool_calls',
    'presence_penalty',
    'previous_response_id',
    'prompt_cache_key',
    'prompt_cache_retention',
    'reasoning',
    'safety_identifier',
    'service_tier',
    'store',
    'temperature',
    'text',
    'tool_choice',
    'tool_usage',
    'tools',
    'top_logprobs',
    'top_p',
    'truncation',
    'usage',
    'user',
    'metadata',
    'content_filters',
  ])
})

test('a background response is queued first', () => {
  const events = runSteps([stop], { base: { background: true } })
  expect(events.map((event) => [event.type, 'response' in event && event.response.status])).toEqual([
    ['response.created', 'queued'],
    ['response.queued', 'queued'],
    ['response.in_progress', 'in_progress'],
    ['response.completed', 'completed'],
  ])
})

test('a tier that was asked for stays; one that was left to chance is told at the end', () => {
  const tiers = (service_tier: 'auto' | 'flex') =>
    runSteps([stop], { base: { service_tier } }).map((event) => 'response' in event && event.response.service_tier)
  expect(tiers('auto')).toEqual(['auto', 'auto', 'default'])
  expect(tiers('flex')).toEqual(['flex', 'flex', 'flex'])
})

test('the end may settle what only the end knows', () => {
  const settle = () => ({ service_tier: 'priority' as const, truncation: 'auto' as const })
  expect(finalResponse(runSteps([stop], { settle }))).toMatchObject({ service_tier: 'priority', truncation: 'auto' })
})

test('the total of tokens is the sum, whatever the engine says', () => {
  const usage = { ...stop.usage, total_tokens: 99 }
  expect(finalResponse(runSteps([{ ...stop, usage }])).usage?.total_tokens).toBe(8)
})

test('finished searches of the web are counted', () => {
  const search = (status?: string): Step[] => [
    { type: 'item.start', item: { type: 'web_search_call' } },
    { type: 'item.end', item: { action: { type: 'search', query: 'x' }, ...(status !== undefined && { status }) } },
  ]
  expect(finalResponse(runSteps([...search(), ...search('failed'), ...search(), stop])).tool_usage.web_search.num_requests).toBe(2)
})

test('a failure is an error event and then a failed response, with what came before it', () => {
  const error = { code: 'rate_limit_exceeded', message: 'Slow down.' }
  const events = runSteps([...message.slice(0, 3), { type: 'fail', error, event: { type: 'tokens' } }])
  expect(events.slice(-4).map(({ type }) => type)).toEqual([
    'response.content_part.done',
    'response.output_item.done',
    'error',
    'response.failed',
  ])
  expect(events.at(-2)).toEqual({ type: 'error', error: { type: 'tokens', ...error, param: null } })
  expect(finalResponse(events)).toMatchObject({
    status: 'failed',
    error,
    usage: null,
    completed_at: null,
    service_tier: 'auto',
    output: [{ status: 'incomplete', content: [{ text: 'Hi' }] }],
  })
})

test('the type of an error follows from its code where the engine does not tell', () => {
  const typeOf = (code: string) => runSteps([{ type: 'fail', error: { code, message: '' } }]).at(-2)
  expect(typeOf('context_length_exceeded')).toMatchObject({ error: { type: 'invalid_request_error' } })
  expect(typeOf('never heard of')).toMatchObject({ error: { type: 'server_error' } })
})

test('an engine that stops without a word has failed', () => {
  const events = runSteps(message)
  expect(events.slice(-2)).toMatchObject([
    { type: 'error', error: { code: 'server_error' } },
    { type: 'response.failed', response: { output: [{ status: 'completed' }], error: { code: 'server_error' } } },
  ])
})

test('nothing follows the end', () => {
  const ids = createIds({ random: createSeededBytes(1), now: () => 0 })
  const emitter = createEmitter(plainBase, { ids, now: () => 0 })
  expect(emitter.ended).toBe(false)
  expect(emitter.step(stop).map(({ type }) => type)).toEqual(['response.in_progress', 'response.completed'])
  expect(emitter.ended).toBe(true)
  expect(emitter.end()).toEqual([])
  expect(() => emitter.step(stop)).toThrow('Failed to emit step "stop": the response has ended.')
})

test('items with keys may be open side by side, and end in any order', () => {
  const events = runItems([
    list('a'),
    list('b'),
    { type: 'phase', key: 'b', phase: 'in_progress' },
    { type: 'phase', key: 'a', phase: 'in_progress' },
    { type: 'item.end', key: 'b' },
    { type: 'item.end', key: 'a' },
    ...message,
  ])
  expect(
    events.slice(0, 9).map((event) => [event.type.replace('response.', ''), (event as { output_index: number }).output_index]),
  ).toEqual([
    ['output_item.added', 0],
    ['output_item.added', 1],
    ['mcp_list_tools.in_progress', 1],
    ['mcp_list_tools.in_progress', 0],
    ['mcp_list_tools.completed', 1],
    ['output_item.done', 1],
    ['mcp_list_tools.completed', 0],
    ['output_item.done', 0],
    ['output_item.added', 2],
  ])
  expect(() => runItems([list('a'), list('a')])).toThrow('the item before it with key a is still open')
  expect(() => runItems([list('a'), { type: 'phase', key: 'c', phase: 'completed' }])).toThrow('no item with key c is open')
})

test('an item may end in silence, and is in the response all the same', () => {
  const events = runSteps([list('a'), { type: 'item.end', key: 'a', silent: true }, stop])
  expect(events.some(({ type }) => type === 'response.output_item.done')).toBe(false)
  expect(finalResponse(events).output).toMatchObject([{ type: 'mcp_list_tools', server_label: 'a' }])
})
