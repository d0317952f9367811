/**
 * How many events a second one core makes of text deltas: emitter, stamp, obfuscation and SSE encoding together, first with the synchronous
 * core, then through the async generator the server uses. Run it with `node --conditions=source tools/bench/emitter.ts [deltas]`.
 */
import { encodeEvent } from '@goldwire/schemas'
import { createEmitter, createIds, createObfuscate, createRandomBytes, createStamp, emit, type ResponseBase } from '@goldwire/server'

type Step = Parameters<ReturnType<typeof createEmitter>['step']>[0]

const deltas = Number(process.argv[2] ?? 1_000_000)
const words = ['The', ' quick', ' brown', ' fox', ' jumps', ' over', ' the', ' lazy', ' dog', '.', '\n', ' Größe', ' 你好']
const random = createRandomBytes()
const now = () => Date.now()
const ids = createIds({ random, now })

const base: ResponseBase = {
  id: ids.responseId,
  created_at: Math.floor(now() / 1000),
  background: false,
  frequency_penalty: 0,
  instructions: null,
  max_output_tokens: null,
  max_tool_calls: null,
  model: 'bench',
  moderation: null,
  parallel_tool_calls: true,
  presence_penalty: 0,
  previous_response_id: null,
  prompt_cache_key: null,
  prompt_cache_retention: 'in_memory',
  reasoning: { context: null, effort: null, summary: null },
  safety_identifier: null,
  service_tier: 'auto',
  store: true,
  temperature: 1,
  text: { format: { type: 'text' }, verbosity: 'medium' },
  tool_choice: 'auto',
  tool_usage: {
    image_gen: {
      input_tokens: 0,
      input_tokens_details: { image_tokens: 0, text_tokens: 0 },
      output_tokens: 0,
      output_tokens_details: { image_tokens: 0, text_tokens: 0 },
      total_tokens: 0,
    },
    web_search: { num_requests: 0 },
  },
  tools: [],
  top_logprobs: 0,
  top_p: 1,
  truncation: 'disabled',
  user: null,
  metadata: {},
}

function* steps(count: number): Generator<Step> {
  yield { type: 'item.start', item: { type: 'message' } }
  yield { type: 'part.start', part: 'output_text' }
  for (let index = 0; index < count; index += 1) yield { type: 'delta', delta: words[index % words.length] ?? '' }
  yield { type: 'part.end' }
  yield { type: 'item.end' }
  const details = { input_tokens_details: { cache_write_tokens: 0, cached_tokens: 0 }, output_tokens_details: { reasoning_tokens: 0 } }
  yield { type: 'stop', reason: 'completed', usage: { input_tokens: 1, output_tokens: count, total_tokens: count + 1, ...details } }
}

async function* asyncSteps(count: number): AsyncGenerator<Step> {
  yield* steps(count)
}

function runSync(count: number): { events: number; bytes: number } {
  const emitter = createEmitter(base, { ids, now })
  const stamp = createStamp({ obfuscate: createObfuscate(random) })
  let events = 0
  let bytes = 0
  const send = (made: ReturnType<typeof emitter.step>) => {
    for (const event of made) {
      bytes += encodeEvent(stamp(event)).length
      events += 1
    }
  }
  send(emitter.start())
  for (const step of steps(count)) send(emitter.step(step))
  return { events, bytes }
}

async function runAsync(count: number): Promise<{ events: number; bytes: number }> {
  const stamp = createStamp({ obfuscate: createObfuscate(random) })
  let events = 0
  let bytes = 0
  for await (const event of emit(asyncSteps(count), base, { ids, now })) {
    bytes += encodeEvent(stamp(event)).length
    events += 1
  }
  return { events, bytes }
}

async function measure(
  name: string,
  run: (count: number) => { events: number; bytes: number } | Promise<{ events: number; bytes: number }>,
) {
  await run(Math.min(deltas, 50_000))
  const started = performance.now()
  const cpu = process.cpuUsage()
  const { events, bytes } = await run(deltas)
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const cpuSeconds = (user + system) / 1e6
  const perSecond = (value: number) => Math.round(value / cpuSeconds).toLocaleString('en')
  console.log(
    `${name}: ${events.toLocaleString('en')} events, ${(bytes / 1e6).toFixed(0)} MB in ${seconds.toFixed(2)} s (${cpuSeconds.toFixed(2)} s of CPU): ${perSecond(events)} events per second of CPU`,
  )
}

await measure('sync ', runSync)
await measure('async', runAsync)
