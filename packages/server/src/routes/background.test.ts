import type { StreamEvent } from '@goldwire/schemas'
import OpenAI, { BadRequestError, NotFoundError } from 'openai'
import type { ResponseStreamEvent } from 'openai/resources/responses/responses'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'

import type { Step } from '../engines/step.ts'
import { ApiError } from '../run/api-error.ts'
import { openSqliteStore } from '../store/open-sql-stores.ts'
import { createTestApp, createTestEngine, listen, saying, type TestScript, usage } from '../testing/test-app.ts'
import { storeKinds } from '../testing/test-stores.ts'
import type { AppOptions } from '../app.ts'

const hello = { model: 'test-model', input: 'Hi', background: true } as const

/** What a test lets go on when it is time. */
function createGate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

/** Says two words, waits, and says the rest. */
function waitingScript(gate: Promise<void>): TestScript {
  return async function* (_request, signal) {
    const steps = saying('one ', 'two ', 'three ', 'four')
    yield* steps.slice(0, 4)
    await Promise.race([gate, new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))])
    yield* steps.slice(4)
  }
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const start = performance.now()
  while (!(await condition())) {
    if (performance.now() - start > 5_000) throw new Error('It did not come to that within five seconds.')
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

async function collect(stream: AsyncIterable<ResponseStreamEvent>): Promise<ResponseStreamEvent[]> {
  const events = []
  for await (const event of stream) events.push(event)
  return events
}

const numbers = (events: readonly ResponseStreamEvent[]) => events.map((event) => event.sequence_number)
const types = (events: readonly ResponseStreamEvent[]) => events.map((event) => event.type.replace('response.', ''))

const { available } = storeKinds()

describe.each(available)('$name', (kind) => {
  afterAll(() => kind.close())

  async function start(script: TestScript, options: Partial<AppOptions> = {}) {
    const store = await (await kind.createPlace()).open()
    const engine = createTestEngine(script)
    const server = await listen(createTestApp({ engine, store, ...options }))
    onTestFinished(async () => {
      await server[Symbol.asyncDispose]()
      await store.close()
    })
    return { engine, url: server.url, client: new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any', maxRetries: 0 }) }
  }

  test('a background response is queued, goes on by itself, and is asked for until it has ended', async () => {
    const gate = createGate()
    const { client } = await start(waitingScript(gate.opened))
    const queued = await client.responses.create(hello)
    expect(queued).toMatchObject({ status: 'queued', background: true, output: [], usage: null, completed_at: null, store: true })
    await until(async () => (await client.responses.retrieve(queued.id)).status === 'in_progress')
    gate.open()
    await until(async () => (await client.responses.retrieve(queued.id)).status === 'completed')
    const done = await client.responses.retrieve(queued.id)
    expect(done.output_text).toBe('one two three four')
    expect(done).toMatchObject({ id: queued.id, background: true, service_tier: 'default', usage: { total_tokens: 8 } })
  })

  test('it streams from the start without padding, and again from anywhere, while it runs and after', async () => {
    const gate = createGate()
    const { client } = await start(waitingScript(gate.opened))
    const stream = await client.responses.create({ ...hello, stream: true })
    const iterator = stream[Symbol.asyncIterator]()
    const early: ResponseStreamEvent[] = []
    for (let count = 0; count < 7; count++) early.push((await iterator.next()).value as ResponseStreamEvent)
    expect(types(early)).toEqual([
      'created',
      'queued',
      'in_progress',
      'output_item.added',
      'content_part.added',
      'output_text.delta',
      'output_text.delta',
    ])
    const id = early[0]?.type === 'response.created' ? early[0].response.id : ''
    const running = [-1, 0, 3, 6].map(async (after) =>
      collect(await client.responses.retrieve(id, { stream: true, ...(after >= 0 && { starting_after: after }) })),
    )
    await new Promise((resolve) => setTimeout(resolve, 20))
    gate.open()
    const rest: ResponseStreamEvent[] = []
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) rest.push(next.value)
    const whole = [...early, ...rest]
    expect(numbers(whole)).toEqual(whole.map((_, index) => index))
    expect(types(whole).at(-1)).toBe('completed')
    expect(JSON.stringify(whole)).not.toContain('obfuscation')
    for (const [index, again] of (await Promise.all(running)).entries()) expect(again).toEqual(whole.slice([0, 1, 4, 7][index]))
    expect(await collect(await client.responses.retrieve(id, { stream: true }))).toEqual(whole)
    expect(await collect(await client.responses.retrieve(id, { stream: true, starting_after: 8 }))).toEqual(whole.slice(9))
    expect(await collect(await client.responses.retrieve(id, { stream: true, starting_after: 999 }))).toEqual([])
    expect((await client.responses.stream({ response_id: id }).finalResponse()).output_text).toBe('one two three four')
    const padded = await collect(await client.responses.retrieve(id, { stream: true, include_obfuscation: true }))
    expect(
      padded
        .filter((event) => event.type === 'response.output_text.delta')
        .map((event) => (event.delta.length + (event as { obfuscation?: string }).obfuscation!.length) % 16),
    ).toEqual([0, 0, 0, 0])
  })

  test('it goes on when its reader leaves', async () => {
    const gate = createGate()
    const { client } = await start(waitingScript(gate.opened))
    let id = ''
    for await (const event of await client.responses.create({ ...hello, stream: true })) {
      if (event.type === 'response.created') id = event.response.id
      if (event.type === 'response.output_text.delta') break
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
    gate.open()
    await until(async () => (await client.responses.retrieve(id)).status === 'completed')
    expect((await client.responses.retrieve(id)).output_text).toBe('one two three four')
  })

  test('cancelling stops the engine, ends the stream without a word, and may be done twice', async () => {
    const { client, engine, url } = await start(waitingScript(new Promise(() => {})))
    const stream = await client.responses.create({ ...hello, stream: true })
    const seen: ResponseStreamEvent[] = []
    let cancelled: OpenAI.Responses.Response | null = null
    for await (const event of stream) {
      seen.push(event)
      if (event.sequence_number === 6 && seen[0]?.type === 'response.created')
        cancelled = await client.responses.cancel(seen[0].response.id)
    }
    expect(types(seen).at(-1)).toBe('output_text.delta')
    expect(cancelled).toMatchObject({ status: 'cancelled', error: null, usage: null, output: [], completed_at: null })
    const id = cancelled?.id ?? ''
    await until(() => engine.abortedCount === 1)
    expect(await client.responses.cancel(id)).toEqual(cancelled)
    expect(await client.responses.retrieve(id)).toMatchObject({ ...cancelled })
    expect(await collect(await client.responses.retrieve(id, { stream: true }))).toEqual(seen)
    const { status } = await fetch(`${url}/v1/responses/${id}/cancel`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    expect(status).toBe(200)
  })

  test('one that waits for its turn stays queued, and can be cancelled there', async () => {
    const gate = createGate()
    const { client, engine } = await start(waitingScript(gate.opened), { limits: { backgroundAtOnce: 1, backgroundWaiting: 2 } })
    const first = await client.responses.create(hello)
    const second = await client.responses.create(hello)
    const third = await client.responses.create(hello)
    await expect(client.responses.create(hello)).rejects.toMatchObject({ status: 429, code: 'rate_limit_exceeded' })
    await until(async () => (await client.responses.retrieve(first.id)).status === 'in_progress')
    expect((await client.responses.retrieve(second.id)).status).toBe('queued')
    expect(await client.responses.cancel(second.id)).toMatchObject({ status: 'cancelled', output: [], service_tier: 'auto' })
    expect(types(await collect(await client.responses.retrieve(second.id, { stream: true })))).toEqual(['created', 'queued'])
    gate.open()
    await until(async () => (await client.responses.retrieve(third.id)).status === 'completed')
    expect(engine.requests).toHaveLength(2)
  })

  test('deleting it while it runs stops it for good', async () => {
    const { client, engine } = await start(waitingScript(new Promise(() => {})))
    const stream = await client.responses.create({ ...hello, stream: true })
    let id = ''
    for await (const event of stream) {
      if (event.type === 'response.created') id = event.response.id
      if (event.type === 'response.output_text.delta') await client.responses.delete(id).catch(() => undefined)
    }
    await until(() => engine.abortedCount === 1)
    await expect(client.responses.retrieve(id)).rejects.toBeInstanceOf(NotFoundError)
    await expect(client.responses.cancel(id)).rejects.toBeInstanceOf(NotFoundError)
    await expect(client.responses.delete(id)).rejects.toBeInstanceOf(NotFoundError)
  })

  test('what the engine refuses is told by the response, and in its stream', async () => {
    const { client } = await start(() => {
      throw new ApiError({ code: 'context_length_exceeded', param: 'input', message: 'Too long.' })
    })
    const { id } = await client.responses.create(hello)
    await until(async () => (await client.responses.retrieve(id)).status === 'failed')
    expect(await client.responses.retrieve(id)).toMatchObject({
      error: { code: 'context_length_exceeded', message: 'Too long.' },
      output: [],
    })
  })

  test('it can be continued when it has ended, not before', async () => {
    const gate = createGate()
    const { client, engine } = await start(waitingScript(gate.opened))
    const { id } = await client.responses.create(hello)
    const next = { model: 'test-model', input: 'Go on', previous_response_id: id }
    const refusal = await client.responses.create(next).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(BadRequestError)
    expect(refusal).toMatchObject({ param: 'previous_response_id' })
    gate.open()
    await until(async () => (await client.responses.retrieve(id)).status === 'completed')
    await client.responses.create(next)
    expect(engine.requests.at(-1)?.items).toHaveLength(3)
    const listed = []
    for await (const item of client.responses.inputItems.list(id, { order: 'asc', limit: 1 })) listed.push(item.type)
    expect(listed).toEqual(['message'])
  })

  test('closing lets it finish, or tells its readers that it failed', async () => {
    const store = await (await kind.createPlace()).open()
    const engine = createTestEngine(waitingScript(new Promise(() => {})))
    const server = await listen(createTestApp({ engine, store, limits: { shutdownGrace: 50 } }))
    onTestFinished(() => store.close())
    const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any', maxRetries: 0 })
    const { id } = await client.responses.create(hello)
    const reading = collect(await client.responses.retrieve(id, { stream: true })).catch((error: unknown) => error)
    await until(() => engine.requests.length === 1)
    await server[Symbol.asyncDispose]()
    expect(await reading).toMatchObject({ error: { code: 'server_is_overloaded' } })
    expect((await store.get(id))?.response).toMatchObject({ status: 'failed', error: { code: 'server_is_overloaded' } })
  })
})

test('only what is stored can run in the background, and only what runs in the background can be cancelled', async () => {
  await using server = await listen(createTestApp())
  const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any', maxRetries: 0 })
  await expect(client.responses.create({ ...hello, store: false })).rejects.toMatchObject({ status: 400, param: 'background' })
  const { id } = await client.responses.create({ model: 'test-model', input: 'Hi' })
  await expect(client.responses.cancel(id)).rejects.toMatchObject({ status: 400, message: '400 Cannot cancel a synchronous response.' })
})

test('a store that cannot begin it answers with an error; one that fails later does not take the stream away', async () => {
  const memory = await openSqliteStore(':memory:')
  let isBroken = true
  const begin: typeof memory.begin = (record) => {
    const log = memory.begin(record)
    const orFail = <T>(work: () => Promise<T>) => (isBroken ? Promise.reject(new Error('disk full')) : work())
    return { ...log, flushed: () => orFail(() => log.flushed()), finish: (response) => orFail(() => log.finish(response)) }
  }
  const faults: string[] = []
  const steps: Step[] = saying('one ', 'two')
  const engine = createTestEngine(function* () {
    yield* steps.slice(0, 3)
    isBroken = true
    yield* steps.slice(3)
  })
  const store = { ...memory, begin }
  await using server = await listen(createTestApp({ engine, store, logger: (entry) => faults.push(entry.event) }))
  const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any', maxRetries: 0 })
  await expect(client.responses.create(hello)).rejects.toMatchObject({ status: 500, code: 'server_error' })
  expect(engine.requests).toHaveLength(0)
  isBroken = false
  const events = await collect(await client.responses.create({ ...hello, stream: true }))
  expect(types(events).at(-1)).toBe('completed')
  expect(faults.filter((event) => event === 'fault')).toHaveLength(2)
  expect(usage.total_tokens).toBe(8)
  const first = events[0] as StreamEvent | undefined
  expect(first?.type === 'response.created' && (await memory.get(first.response.id))?.response.status).not.toBe('completed')
  await memory.close()
})
