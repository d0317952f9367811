import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { lintBody, lintStream } from '@goldwire/harness'
import type { StreamEvent } from '@goldwire/schemas'
import { createScriptedEngine, type ServerConfig, startServer } from '@goldwire/server'
import { textScript } from '@goldwire/server/testing'
import OpenAI from 'openai'
import { expect, test } from 'vitest'

const words = Array.from({ length: 12 }, (_, index) => `word ${index} `)
const request = { model: 'scripted', input: 'Hi', background: true, stream: true } as const

function open(store: string, limits: ServerConfig['limits'] = {}) {
  const engine = createScriptedEngine({ script: textScript(words), delayMs: 4 })
  return startServer({ engine, store, limits })
}

const clientOf = (url: string) => new OpenAI({ baseURL: `${url}/v1`, apiKey: 'any', maxRetries: 0 })

async function collect(stream: AsyncIterable<unknown>): Promise<StreamEvent[]> {
  const events: StreamEvent[] = []
  for await (const event of stream) events.push(event as StreamEvent)
  return events
}

/** Events as they are on the wire: the official client throws where an `error` event comes. */
async function fetchEvents(url: string, path: string): Promise<StreamEvent[]> {
  const text = await (await fetch(`${url}/v1/responses/${path}`)).text()
  return text.split('\n').flatMap((line) => (line.startsWith('data: ') ? [JSON.parse(line.slice(6)) as StreamEvent] : []))
}

function errorsIn(events: readonly StreamEvent[], path = '/v1/responses'): string[] {
  const errors = lintStream(events, { request, path }).filter((finding) => finding.severity === 'error')
  return errors.map((finding) => `${finding.rule} at ${finding.event} ${finding.pointer}: ${finding.message}`)
}

const idOf = (events: readonly StreamEvent[]) => (events[0]?.type === 'response.created' ? events[0].response.id : '')

const stores = {
  memory: () => 'memory',
  SQLite: () => `sqlite:${join(mkdtempSync(join(tmpdir(), 'goldwire-background-')), 'responses.db')}`,
}

test.each(Object.entries(stores))('streams of background responses are faultless, first, resumed and replayed (%s)', async (_, store) => {
  await using server = await open(store())
  const client = clientOf(server.url)
  const events = await collect(await client.responses.create(request))
  expect(errorsIn(events)).toEqual([])
  const id = idOf(events)
  for (const after of [0, 1, 2, 5, events.length - 3]) {
    const resumed = await collect(await client.responses.retrieve(id, { stream: true, starting_after: after }))
    expect(resumed).toEqual(events.slice(after + 1))
    expect(errorsIn(resumed, `/v1/responses/${id}?stream=true&starting_after=${after}`)).toEqual([])
  }
  const padded = await collect(await client.responses.retrieve(id, { stream: true, include_obfuscation: true }))
  expect(padded).toHaveLength(events.length)
  expect(errorsIn(padded)).toEqual([])
  const body = await (await fetch(`${server.url}/v1/responses/${id}`)).json()
  expect(lintBody(body as never, { request: { ...request, stream: false } }).filter((finding) => finding.severity === 'error')).toEqual([])
})

test('what a closing server could not finish is a faultless failure, also when it is read again', async () => {
  const store = stores.SQLite()
  const server = await open(store, { shutdownGrace: 10 })
  const { id } = await clientOf(server.url).responses.create({ ...request, stream: false })
  const following = fetchEvents(server.url, `${id}?stream=true`)
  await new Promise((resolve) => setTimeout(resolve, 20))
  await server.close()
  const told = await following
  await using again = await open(store)
  const replayed = await fetchEvents(again.url, `${id}?stream=true`)
  expect(replayed).toEqual(told)
  expect(replayed.at(-1)?.type).toBe('response.failed')
  expect(errorsIn(replayed)).toEqual([])
})

test('a cancelled stream has nothing wrong but that it ends early', async () => {
  await using server = await open('memory')
  const client = clientOf(server.url)
  const events: StreamEvent[] = []
  for await (const event of await client.responses.create(request)) {
    events.push(event as unknown as StreamEvent)
    if (event.sequence_number === 7) await client.responses.cancel(idOf(events))
  }
  expect(errorsIn(events).map((error) => error.split(' ')[0])).toEqual(['GW301'])
  expect(await client.responses.retrieve(idOf(events))).toMatchObject({ status: 'cancelled' })
})
