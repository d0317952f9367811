import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import OpenAI from 'openai'
import type { Response, ResponseCreateParamsStreaming, ResponseStreamEvent } from 'openai/resources/responses/responses'
import { expect, test } from 'vitest'

import { eventsOf } from '../golden/events-of.ts'
import type { Golden } from '../golden/golden.ts'
import { readGolden } from '../golden/read-golden.ts'
import { createReplayer, type ReplayOptions } from './create-replayer.ts'
import { createReplayFetch } from './replay-fetch.ts'
import { startReplayServer } from './replay-server.ts'

const folder = fileURLToPath(new URL('../../../../goldens/openai', import.meta.url))
const read = (name: string) => readGolden(`${folder}/${name}.golden.jsonl`)
const names = readdirSync(folder).map((name) => name.replace('.golden.jsonl', ''))
const bodyOf = (golden: Golden) => golden.header.request?.body as ResponseCreateParamsStreaming

async function over<Result>(golden: Golden, options: ReplayOptions, use: (client: OpenAI) => Promise<Result>): Promise<Result> {
  await using server = await startReplayServer(createReplayer([golden], options))
  return await use(new OpenAI({ apiKey: 'any', baseURL: `${server.url}/v1`, maxRetries: 0 }))
}

async function drain(stream: AsyncIterable<ResponseStreamEvent>, most = Infinity): Promise<ResponseStreamEvent[]> {
  const events: ResponseStreamEvent[] = []
  for await (const event of stream) if (events.push(event) >= most) break
  return events
}

test('the official client reads every golden as it was recorded, whatever the chunks', async () => {
  for (const name of names) {
    const golden = await read(name)
    const expected = eventsOf(golden)
    if (golden.header.response.framing !== 'sse' || expected.some(({ type }) => type === 'error')) continue
    const events = await over(golden, { chunk: 'random:3' }, async (client) => drain(await client.responses.create(bodyOf(golden))))
    expect(events, name).toEqual(expected)
  }
})

test('an error inside a stream reaches the client as an error', async () => {
  const golden = await read('error-mid-stream')
  await expect(over(golden, {}, async (client) => drain(await client.responses.create(bodyOf(golden))))).rejects.toThrow(OpenAI.APIError)
})

test('its stream helper ends with the response that was recorded', async () => {
  const golden = await read('function-parallel')
  const response = await over(golden, {}, async (client) => client.responses.stream(bodyOf(golden) as never).finalResponse())
  const recorded = eventsOf(golden).at(-1)?.['response'] as Response
  expect(response.id).toBe(recorded.id)
  expect(response.output.map(({ type }) => type)).toEqual(recorded.output.map(({ type }) => type))
})

test('its stream helper takes a background response up again behind any event', async () => {
  const golden = await read('background')
  const expected = eventsOf(golden).map((event) => event['sequence_number'])
  await over(golden, {}, async (client) => {
    for (const after of [0, 1, 5, expected.length - 2]) {
      const head = await drain(await client.responses.create(bodyOf(golden)), after + 1)
      const id = (head[0] as { response: Response }).response.id
      const stream = client.responses.stream({ response_id: id, starting_after: after })
      const tail = await drain(stream)
      expect([...head, ...tail].map((event) => event.sequence_number)).toEqual(expected)
      expect((await stream.finalResponse()).status).toBe('completed')
    }
  })
})

test('it cancels, reads, lists and deletes what was recorded as a stream', async () => {
  const golden = await read('background')
  await over(golden, { pace: '20/s' }, async (client) => {
    const stream = await client.responses.create(bodyOf(golden))
    let id = ''
    const seen: string[] = []
    for await (const event of stream) {
      seen.push(event.type)
      if (event.type === 'response.created') id = event.response.id
      if (seen.length === 4) await client.responses.cancel(id)
    }
    expect(seen).toEqual(
      eventsOf(golden)
        .slice(0, 4)
        .map(({ type }) => type),
    )
    expect((await client.responses.retrieve(id)).status).toBe('cancelled')
    const items = await client.responses.inputItems.list(id)
    expect(items.data).toMatchObject([{ type: 'message', role: 'user', content: [{ type: 'input_text', text: bodyOf(golden).input }] }])
    await client.responses.delete(id)
    await expect(client.responses.retrieve(id)).rejects.toThrow(`Response with id '${id}' not found.`)
  })
})

test('it retries what is told to be retried, and then has everything', async () => {
  const golden = await read('text')
  const replayer = createReplayer([golden], { faults: ['status:503,1', 'gateway@1'] })
  const client = new OpenAI({ apiKey: 'any', baseURL: 'https://replay.invalid/v1', maxRetries: 2, fetch: createReplayFetch(replayer) })
  expect(await drain(await client.responses.create(bodyOf(golden)))).toEqual(eventsOf(golden))
})
