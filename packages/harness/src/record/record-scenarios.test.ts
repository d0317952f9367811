import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Scenario } from '../check/scenario.ts'
import { readGolden } from '../golden/read-golden.ts'
import { startUpstream } from '../testing/recording.ts'
import { estimatePrice } from './estimate-price.ts'
import { recordScenarios } from './record-scenarios.ts'
import { retryLater } from './retry-later.ts'

const sse =
  'event: response.created\ndata: {"type":"response.created"}\n\nevent: response.completed\ndata: {"type":"response.completed"}\n\n'
const scenario = (name: string, more: Partial<Scenario> = {}): Scenario => ({
  name: `openai/${name}`,
  title: name,
  needs: [],
  unprovokable: null,
  setup: [],
  fill: {},
  request: { method: 'POST', path: '/v1/responses', body: { model: 'gpt-4o-mini-2024-07-18', input: 'x', stream: true } },
  expected: { status: 200, framing: 'sse', events: [], body: null },
  ...more,
})

async function folder(): Promise<string> {
  const out = await mkdtemp(join(tmpdir(), 'scenarios-'))
  onTestFinished(() => rm(out, { recursive: true, force: true }))
  return out
}

test('scenarios are sent with their setup, recorded under their names, and kept the next time', async () => {
  const bodies: unknown[] = []
  const keys: unknown[] = []
  const upstream = await startUpstream((incoming, answer) => {
    const parts: Buffer[] = []
    incoming.on('data', (bytes: Buffer) => parts.push(bytes))
    incoming.on('end', () => {
      const body = JSON.parse(Buffer.concat(parts).toString()) as { stream?: boolean }
      bodies.push(body)
      keys.push(incoming.headers.authorization)
      if (body.stream === true) answer.writeHead(200, { 'content-type': 'text/event-stream' }).end(sse)
      else answer.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"resp_9"}')
    })
  })
  const out = await folder()
  const scenarios = [
    scenario('one'),
    scenario('two', { setup: [{ body: { input: 'first' } }], fill: { '/previous_response_id': '0#/id' } }),
  ]
  const options = { baseUrl: upstream.url, out, apiKey: 'local-Key-0123456789', model: 'm' }
  expect((await recordScenarios(scenarios, options)).map(({ outcome }) => outcome)).toEqual(['recorded', 'recorded'])
  expect(bodies).toEqual([
    { model: 'm', input: 'x', stream: true },
    { input: 'first', model: 'm' },
    { model: 'm', input: 'x', stream: true, previous_response_id: 'resp_9' },
  ])
  expect(new Set(keys)).toEqual(new Set(['Bearer local-Key-0123456789']))
  const golden = await readGolden(join(out, 'local/two.golden.jsonl'))
  expect(golden.header).toMatchObject({ name: 'local/two', scenario: { title: 'two', fill: { '/previous_response_id': '0#/id' } } })
  expect(golden.lines).toHaveLength(2)
  expect(await readFile(join(out, 'local/two.golden.jsonl'), 'utf8')).not.toContain('local-Key')

  // A recording that is not whole is made again.
  await writeFile(
    join(out, 'local/one.golden.jsonl'),
    (await readFile(join(out, 'local/one.golden.jsonl'), 'utf8')).split('\n').slice(0, 2).join('\n'),
  )
  expect((await recordScenarios(scenarios, options)).map(({ outcome }) => outcome)).toEqual(['recorded', 'kept'])
  expect((await recordScenarios(scenarios, { ...options, again: true })).map(({ outcome }) => outcome)).toEqual(['recorded', 'recorded'])
  expect(await readdir(join(out, 'local'))).toEqual(['one.golden.jsonl', 'two.golden.jsonl'])
})

test('a 429 is waited out as the server says; a refusal, a broken stream and a dead server are told apart', async () => {
  let turn = 0
  const upstream = await startUpstream((incoming, answer) => {
    incoming.resume()
    if (incoming.url?.includes('other')) return void answer.writeHead(400, { 'content-type': 'application/json' }).end('{"error":{}}')
    if (incoming.url?.includes('cut')) {
      answer.writeHead(200, { 'content-type': 'text/event-stream' }).write(sse.slice(0, 70))
      setTimeout(() => answer.socket?.destroy(), 20)
      return
    }
    if (turn++ < 2) return void answer.writeHead(429, { 'retry-after-ms': '15' }).end('{"error":{"code":"rate_limit_exceeded"}}')
    answer.writeHead(200, { 'content-type': 'text/event-stream' }).end(sse)
  })
  const out = await folder()
  const waits: number[] = []
  const at = (path: string) => ({ request: { method: 'POST', path, body: { input: 'x' } } })
  const results = await recordScenarios([scenario('limited'), scenario('refused', at('/v1/other')), scenario('broken', at('/v1/cut'))], {
    baseUrl: upstream.url,
    out,
    onWait: (milliseconds) => waits.push(milliseconds),
  })
  expect(waits).toEqual([15, 15])
  expect(results.map(({ outcome }) => outcome)).toEqual(['recorded', 'refused', 'cut'])
  expect(results[1]?.reason).toBe('answered with 400, expected 200')
  const [dead] = await recordScenarios([scenario('x')], { baseUrl: 'http://127.0.0.1:59999', out })
  expect(dead).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('ECONNREFUSED') as string })
})

test('a used up quota is not waited for, a date is', async () => {
  const answers = [new Response('{"error":{"code":"insufficient_quota"}}', { status: 429 })]
  const wait = (milliseconds: number): Promise<void> => {
    waited.push(milliseconds)
    return Promise.resolve()
  }
  const waited: number[] = []
  expect((await retryLater(() => Promise.resolve(answers[0] ?? Response.error()), { wait })).status).toBe(429)
  expect(waited).toEqual([])
  const late = [
    new Response('', { status: 503, headers: { 'retry-after': new Date(Date.now() + 5000).toUTCString() } }),
    new Response('ok'),
  ]
  expect(await (await retryLater(() => Promise.resolve(late.shift() ?? Response.error()), { wait })).text()).toBe('ok')
  expect(waited[0]).toBeGreaterThan(3000)
  const always = await retryLater(() => Promise.resolve(new Response('', { status: 500 })), { wait, tries: 3, random: () => 0.5 })
  expect(always.status).toBe(500)
  expect(waited.slice(1)).toEqual([1000, 2000])
})

test('an estimate counts tokens and tools, and says nothing of a model it does not know', () => {
  const body = { model: 'gpt-4o-mini-2024-07-18', input: 'x'.repeat(4000), max_output_tokens: 1000, tools: [{ type: 'web_search' }] }
  const known = scenario('a', { request: { method: 'POST', path: '/v1/responses', body } })
  const { dollars, inputTokens, outputTokens } = estimatePrice(known)
  expect(outputTokens).toBe(1000)
  expect(inputTokens).toBeGreaterThan(1000)
  expect(dollars).toBeCloseTo((inputTokens * 0.15 + 1000 * 0.6) / 1e6 + 0.01, 6)
  expect(estimatePrice(known, 'gpt-99').dollars).toBeNull()
})
