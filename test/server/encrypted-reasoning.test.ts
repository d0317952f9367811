import { referenceModelPath } from '@goldwire/reference-model'
import { createApp, createMemoryStore, createScriptedEngine, type Engine, type EngineRequest, startServer } from '@goldwire/server'
import type { InputItem } from '@goldwire/schemas'
import OpenAI, { BadRequestError } from 'openai'
import { expect, test } from 'vitest'

import { itemsIn, lintedResponse } from './linted-response.ts'

const usage = {
  input_tokens: 5,
  input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
  output_tokens: 9,
  output_tokens_details: { reasoning_tokens: 4 },
  total_tokens: 14,
}
const thought = 'The word has five letters.'
const include = ['reasoning.encrypted_content' as const]

/** Thinks the same thing each time and keeps what it was asked. */
function thinkingEngine(asked: EngineRequest[]): Engine {
  return createScriptedEngine({
    models: [{ id: 'thinker', created: 1_700_000_000, owned_by: 'goldwire', contextSize: 4096, reasons: true }],
    script: (request) => {
      asked.push(request)
      return [
        { type: 'item.start', item: { type: 'reasoning' } },
        { type: 'part.start', part: 'reasoning_text' },
        { type: 'delta', delta: thought.slice(0, 9) },
        { type: 'delta', delta: thought.slice(9) },
        { type: 'part.end' },
        { type: 'item.end' },
        { type: 'item.start', item: { type: 'message' } },
        { type: 'part.start', part: 'output_text' },
        { type: 'delta', delta: 'Five.' },
        { type: 'part.end' },
        { type: 'item.end' },
        { type: 'stop', reason: 'completed', usage },
      ]
    },
  })
}

async function serve(options: { secret?: string } = {}) {
  const asked: EngineRequest[] = []
  const app = createApp({ engine: thinkingEngine(asked), store: createMemoryStore(), ...options })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'any', maxRetries: 0 })
  return { client, asked, [Symbol.asyncDispose]: () => app.close() }
}

const base = { model: 'thinker', store: false, include, reasoning: { effort: 'low' as const } }
const question = { role: 'user' as const, content: 'How many letters?' }

test('each time a reasoning item is sent its ciphertext is another one, and the raw reasoning stays readable beside it', async () => {
  await using server = await serve()
  const { events, response } = await lintedResponse(server.client, { ...base, input: [question] })
  const ciphertexts = [...itemsIn(events, 'added', 'reasoning'), ...itemsIn(events, 'done', 'reasoning'), response.output[0]].map(
    (item) => (item as { encrypted_content?: string }).encrypted_content,
  )
  expect(ciphertexts).toHaveLength(3)
  expect(new Set(ciphertexts).size).toBe(3)
  for (const ciphertext of ciphertexts) expect(Buffer.from(ciphertext ?? '', 'base64url').toString('latin1')).not.toContain('five')
  expect(response.output[0]).toMatchObject({ content: [{ type: 'reasoning_text', text: thought }] })
})

test('nobody gets a ciphertext who did not ask for one', async () => {
  await using server = await serve()
  const { response } = await lintedResponse(server.client, { ...base, include: [], input: [question] })
  expect(Object.keys(response.output[0] ?? {})).toEqual(['id', 'type', 'content', 'summary'])
})

test.each([
  ['whole', (item: object) => item],
  ['without its readable text', (item: object) => ({ ...item, content: undefined })],
  [
    'as Codex sends it',
    ({ encrypted_content }: { encrypted_content?: unknown }) => ({ type: 'reasoning', summary: [], encrypted_content }),
  ],
  ['with a null summary', (item: object) => ({ ...item, summary: null, content: null })],
  ['with a text nobody thought', (item: object) => ({ ...item, content: [{ type: 'reasoning_text', text: 'Six!' }] })],
])('reasoning that comes back %s is what the model thought', async (_, change) => {
  await using server = await serve()
  const first = await server.client.responses.create({ ...base, input: [question] })
  const [reasoning, message] = first.output as InputItem[]
  const input = [question, change((reasoning ?? {}) as { encrypted_content?: unknown }), message, { role: 'user', content: 'Sure?' }]
  const { response } = await lintedResponse(server.client, { ...base, input })
  expect(response.status).toBe('completed')
  const told = server.asked.at(-1)?.items.find((item) => item.type === 'reasoning')
  expect(told).toMatchObject({ content: [{ type: 'reasoning_text', text: thought }] })
})

test('a foreign or damaged ciphertext is refused in the words of OpenAI', async () => {
  await using server = await serve({ secret: 'one' })
  await using other = await serve({ secret: 'another' })
  const first = await other.client.responses.create({ ...base, input: [question] })
  const [reasoning] = first.output as { id: string; encrypted_content: string }[]
  const send = (encrypted_content: string) =>
    server.client.responses
      .create({ ...base, input: [question, { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content }] })
      .catch((error: unknown) => error)
  for (const ciphertext of [reasoning?.encrypted_content ?? '', 'gAAAAABnot-ours==']) {
    const error = await send(ciphertext)
    expect(error).toBeInstanceOf(BadRequestError)
    expect(error).toMatchObject({ code: 'invalid_encrypted_content', type: 'invalid_request_error', param: null })
    expect((error as Error).message).toContain('could not be verified. Reason: Encrypted content could not be decrypted or parsed.')
  }
  await using sharing = await serve({ secret: 'another' })
  const again = await sharing.client.responses.create({
    ...base,
    input: [question, { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: reasoning?.encrypted_content ?? '' }],
  })
  expect(again.status).toBe('completed')
})

test('the embedded model thinks, is read back from its ciphertext, and goes on', async () => {
  await using server = await startServer({ engine: 'llama', model: { id: 'reference', path: referenceModelPath } })
  const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any', maxRetries: 0 })
  const body = { ...base, model: 'reference', temperature: 0 }
  const { response } = await lintedResponse(client, { ...body, input: [{ role: 'user', content: 'Count from 3 to 8.' }] })
  const [reasoning] = response.output as { type: string; encrypted_content?: string; content: unknown[] }[]
  expect(reasoning).toMatchObject({ type: 'reasoning', encrypted_content: expect.stringMatching(/^[\w-]{40,}$/) })
  const input = [
    { role: 'user', content: 'Count from 3 to 8.' },
    ...response.output.map((item) => ({ ...item, content: item.type === 'reasoning' ? [] : (item as { content?: unknown }).content })),
    { role: 'user', content: 'Count from 1 to 3.' },
  ]
  const { response: next } = await lintedResponse(client, { ...body, input })
  expect(next.status).toBe('completed')
})
