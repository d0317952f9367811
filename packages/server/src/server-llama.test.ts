import { referenceModelPath } from '@goldwire/reference-model'
import OpenAI, { BadRequestError } from 'openai'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

import { createLlamaEngine } from './engines/llama/llama-engine.ts'
import { startServer, type RunningServer } from './server.ts'
import { askOverSocket, eventsOf } from './testing/matrix.ts'

let server: RunningServer
let client: OpenAI
let finished = 0
const slots = 2

beforeAll(async () => {
  const engine = await createLlamaEngine({ modelPath: referenceModelPath, modelId: 'reference', slots })
  server = await startServer({
    engine: {
      ...engine,
      async *generate(request, options) {
        try {
          yield* engine.generate(request, options)
        } finally {
          finished++
        }
      },
    },
    seed: 1,
  })
  client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any', maxRetries: 0 })
})
afterAll(() => server.close())

const weather = {
  type: 'function',
  name: 'get_weather',
  description: 'Get the weather of a city.',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false },
  strict: true,
} as const

test('a local model answers the official client, streamed and in one body', async () => {
  const stream = client.responses.stream({ model: 'reference', input: 'Hello!', temperature: 0 })
  let text = ''
  for await (const event of stream) if (event.type === 'response.output_text.delta') text += event.delta
  const final = await stream.finalResponse()
  expect(final.status).toBe('completed')
  expect(final.output_text).toBe(text)
  expect(text.length).toBeGreaterThan(0)
  const single = await client.responses.create({ model: 'reference', input: 'Hello!', temperature: 0 })
  expect(single.output_text).toBe(text)
  expect(single.usage?.output_tokens).toBe(final.usage?.output_tokens)
})

test('a local model calls a tool and goes on with its output', async () => {
  const first = await client.responses.create({
    model: 'reference',
    input: 'What is the weather in Paris?',
    tools: [weather],
    tool_choice: 'required',
    temperature: 0,
  })
  const call = first.output.find((item) => item.type === 'function_call')
  expect(call).toMatchObject({ name: 'get_weather', status: 'completed', call_id: expect.stringMatching(/^call_\w{24}$/) })
  expect(Object.keys(JSON.parse(call!.arguments) as object)).toEqual(['city'])
  const second = await client.responses.create({
    model: 'reference',
    previous_response_id: first.id,
    input: [{ type: 'function_call_output', call_id: call!.call_id, output: '{"temperature":20}' }],
    tools: [weather],
    tool_choice: 'none',
    temperature: 0,
  })
  expect(second.status).toBe('completed')
  expect(second.output.map((item) => item.type)).toEqual(['message'])
})

test('a conversation too long is a 400 before the stream', async () => {
  const input = 'many words '.repeat(5_000)
  const error: unknown = await client.responses.create({ model: 'reference', input, stream: true }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(BadRequestError)
  expect(error).toMatchObject({ status: 400, code: 'context_length_exceeded', param: 'input' })
})

test('truncation makes room for it, and keeps the end', async () => {
  const input = Array.from({ length: 400 }, (_, index) => ({ role: 'user' as const, content: `These are the words number ${index}.` }))
  const response = await client.responses.create({ model: 'reference', input, truncation: 'auto', max_output_tokens: 16 })
  expect(['completed', 'incomplete']).toContain(response.status)
  expect(response.usage?.input_tokens).toBeGreaterThan(1_000)
})

test('an image names the part as the caller counts it', async () => {
  const first = await client.responses.create({ model: 'reference', input: 'Hello!', max_output_tokens: 16 })
  const content = [{ type: 'input_image' as const, image_url: 'data:image/png;base64,AA==', detail: 'auto' as const }]
  const error: unknown = await client.responses
    .create({ model: 'reference', previous_response_id: first.id, input: [{ role: 'user', content }] })
    .catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ status: 400, code: 'unsupported_value', param: 'input[0].content[0]' })
})

test('a reader that leaves stops llama.cpp within 100 ms, in the median of nine', async () => {
  const durations: number[] = []
  for (let round = 0; round < 9; round++) {
    const before = finished
    const stream = await client.responses.create({ model: 'reference', input: 'Tell me a long story.', temperature: 2, stream: true })
    let deltas = 0
    for await (const event of stream) if (event.type === 'response.output_text.delta' && ++deltas === 3) break
    const start = performance.now()
    await vi.waitUntil(() => finished > before, { interval: 1, timeout: 5_000 })
    durations.push(performance.now() - start)
  }
  expect(durations.sort((one, other) => one - other)[4]).toBeLessThan(100)
})

test('slots of readers that left are free again', async () => {
  const ask = askOverSocket(server.url)
  for (let round = 0; round < slots * 2; round++) {
    const controller = new AbortController()
    const stream = client.responses.create({ model: 'reference', input: 'Hello!', stream: true }, { signal: controller.signal })
    setTimeout(() => controller.abort(), round)
    await stream.then(() => undefined).catch(() => undefined)
    controller.abort()
  }
  const answers = await Promise.all(Array.from({ length: 6 }, () => ask({ body: { model: 'reference', input: 'Hello!', stream: true } })))
  for (const { text } of answers) expect((await eventsOf(text)).at(-1)?.type).toMatch(/^response\.(completed|incomplete)$/)
})

test('input tokens are counted before as they are after', async () => {
  const body = { model: 'reference', input: 'Hello there!', instructions: 'Be brief.', tools: [weather] }
  const counted = await client.responses.inputTokens.count(body)
  const response = await client.responses.create(body)
  expect(counted.input_tokens).toBe(response.usage?.input_tokens)
})
