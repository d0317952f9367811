import OpenAI, {
  APIConnectionError,
  APIError,
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  NotFoundError,
  RateLimitError,
} from 'openai'
import { expect, test } from 'vitest'

import { ApiError, type ApiErrorCode } from '../run/api-error.ts'
import { calling, createTestApp, createTestEngine, type Listening, listen, saying } from '../testing/test-app.ts'

const clientOf = (server: Listening, apiKey = 'any') => new OpenAI({ baseURL: `${server.url}/v1`, apiKey, maxRetries: 0 })
const hello = { model: 'test-model', input: 'Hi' }

/** What the client throws; fails when it throws nothing. */
async function thrown(action: Promise<unknown>): Promise<unknown> {
  const outcome = await action.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  if ('value' in outcome) throw new Error(`nothing was thrown, but given: ${JSON.stringify(outcome.value)}`)
  return outcome.error
}

test('the official client adds the stream up to what the terminal event and GET say', async () => {
  const engine = createTestEngine(() => [
    ...saying('Hello ', 'wörld 🌍').slice(0, -1),
    ...calling({ name: 'look', arguments: '{"a":1}', call_id: 'call_1' }),
  ])
  await using server = await listen(createTestApp({ engine }))
  const client = clientOf(server)
  const stream = client.responses.stream({ ...hello, tools: [{ type: 'function', name: 'look', parameters: null, strict: false }] })
  let terminal: object | null = null
  let text = ''
  for await (const event of stream) {
    if (event.type === 'response.completed') terminal = event.response
    if (event.type === 'response.output_text.delta') text += event.delta
  }
  const final = await stream.finalResponse()
  const { output_text: finalText, ...finalRest } = JSON.parse(JSON.stringify(final)) as Record<string, unknown>
  const withoutParsed = JSON.parse(
    JSON.stringify(finalRest, (key, value: unknown) =>
      key === 'parsed' || key === 'parsed_arguments' || key === 'output_parsed' ? undefined : value,
    ),
  ) as object
  expect(text).toBe('Hello wörld 🌍')
  expect(finalText).toBe(text)
  expect(withoutParsed).toEqual(terminal)
  const { output_text: _, ...retrieved } = await client.responses.retrieve(final.id)
  expect(retrieved).toEqual(terminal)
})

test('the official client reads the one body', async () => {
  await using server = await listen(createTestApp())
  const client = clientOf(server)
  const response = await client.responses.create(hello)
  expect(response.output_text).toBe('Hello world')
  expect(response._request_id).toMatch(/^req_/)
  await client.responses.delete(response.id)
  expect(await thrown(client.responses.retrieve(response.id))).toBeInstanceOf(NotFoundError)
})

test('the official client lists what was asked, page by page', async () => {
  await using server = await listen(createTestApp())
  const client = clientOf(server)
  const input = ['one', 'two', 'three', 'four', 'five'].map((content) => ({ role: 'user' as const, content }))
  const { id } = await client.responses.create({ ...hello, input })
  const told = async (query: { order?: 'asc' | 'desc'; limit?: number }) => {
    const texts: string[] = []
    for await (const item of client.responses.inputItems.list(id, query)) texts.push(JSON.stringify('content' in item && item.content))
    return texts.map((text) => /"text":"(\w+)"/.exec(text)?.[1])
  }
  expect(await told({ order: 'asc', limit: 2 })).toEqual(['one', 'two', 'three', 'four', 'five'])
  expect(await told({ limit: 3 })).toEqual(['five', 'four', 'three', 'two', 'one'])
})

test('the official client finds the models', async () => {
  await using server = await listen(createTestApp())
  const client = clientOf(server)
  const models = []
  for await (const model of client.models.list()) models.push(model.id)
  expect(models).toEqual(['test-model', 'thinking-model'])
  expect(await client.models.retrieve('test-model')).toMatchObject({ object: 'model', owned_by: 'goldwire' })
})

test('the official client resumes a stored stream', async () => {
  await using server = await listen(createTestApp())
  const client = clientOf(server)
  const { id } = await client.responses.create(hello)
  const numbers = []
  for await (const event of await client.responses.retrieve(id, { stream: true, starting_after: 4 })) numbers.push(event.sequence_number)
  expect(numbers).toEqual([5, 6, 7, 8, 9])
})

test.each([
  ['context_length_exceeded', BadRequestError, 400],
  ['model_not_found', BadRequestError, 400],
  ['invalid_api_key', AuthenticationError, 401],
  ['rate_limit_exceeded', RateLimitError, 429],
  ['server_error', InternalServerError, 500],
  ['server_is_overloaded', InternalServerError, 503],
] satisfies [ApiErrorCode, new (...args: never[]) => APIError, number][])(
  'the official client throws its own class for %s',
  async (code, type, status) => {
    const engine = createTestEngine(() => {
      throw new ApiError({ code, param: 'input', message: 'Not today.' })
    })
    await using server = await listen(createTestApp({ engine }))
    for (const stream of [false, true]) {
      const error = await thrown(clientOf(server).responses.create({ ...hello, stream }))
      expect(error).toBeInstanceOf(type)
      expect(error).toMatchObject({ status, code, param: 'input' })
      expect((error as APIError).requestID).toMatch(/^req_/)
    }
  },
)

test('the official client throws for an error inside the stream, after what came before it', async () => {
  const engine = createTestEngine(() => [
    ...saying('Half').slice(0, 3),
    { type: 'fail', error: { code: 'rate_limit_exceeded', message: 'Slow down.' } },
  ])
  await using server = await listen(createTestApp({ engine }))
  let text = ''
  const read = async () => {
    for await (const event of await clientOf(server).responses.create({ ...hello, stream: true })) {
      if (event.type === 'response.output_text.delta') text += event.delta
    }
  }
  const error = await thrown(read())
  expect(error).toBeInstanceOf(APIError)
  expect(error).not.toBeInstanceOf(APIConnectionError)
  expect((error as APIError).message).toContain('Slow down.')
  expect(text).toBe('Half')
})

test('the official client stops the engine by aborting', { retry: 2 }, async () => {
  const engine = createTestEngine(async function* () {
    yield* saying().slice(0, 2)
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 1))
      yield { type: 'delta' as const, delta: 'x' }
    }
  })
  await using server = await listen(createTestApp({ engine }))
  const stream = await clientOf(server).responses.create({ ...hello, stream: true })
  for await (const event of stream) {
    if (event.type === 'response.output_text.delta') break
  }
  const start = performance.now()
  while (engine.abortedCount === 0 && performance.now() - start < 1_000) await new Promise((resolve) => setTimeout(resolve, 1))
  expect(performance.now() - start).toBeLessThan(100)
})
