import { lintBody } from '@goldwire/harness'
import { referenceModelPath } from '@goldwire/reference-model'
import { compactedResponseSchema } from '@goldwire/schemas'
import { type RunningServer, startServer } from '@goldwire/server'
import OpenAI, { BadRequestError } from 'openai'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { itemsIn, lintedResponse } from './linted-response.ts'

let server: RunningServer
let client: OpenAI

beforeAll(async () => {
  server = await startServer({ engine: 'llama', model: { id: 'reference', path: referenceModelPath }, secret: 'ours' })
  client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any', maxRetries: 0 })
})
afterAll(() => server.close())

const body = { model: 'reference', temperature: 0, max_output_tokens: 64 }
const context_management = [{ type: 'compaction' as const, compact_threshold: 1000 }]
const user = (content: string) => ({ role: 'user' as const, content })
const assistant = (content: string) => ({ role: 'assistant' as const, content })
/** Well over 1000 tokens. */
const history = [
  user('My name is Rosalind.'),
  assistant('Nice to meet you, Rosalind!'),
  ...Array.from({ length: 40 }, (_, index) => [user(`Count from ${index} to ${index + 5}.`), assistant('1 2 3 4 5 6 7 8')]).flat(),
]
const typesOf = (response: { output: { type: string }[] }) => response.output.map(({ type }) => type)

test('a conversation over the threshold is compacted first, and then answered from less', async () => {
  const { input_tokens: before } = await client.responses.inputTokens.count({
    model: 'reference',
    input: [...history, user('Count from 1 to 3.')],
  })
  expect(before).toBeGreaterThan(1000)
  const { events, response } = await lintedResponse(client, {
    ...body,
    context_management,
    input: [...history, user('Count from 1 to 3.')],
  })
  expect(typesOf(response)).toEqual(['compaction', 'message'])
  expect(response.usage?.input_tokens).toBeLessThan(before)
  const sealed = [...itemsIn(events, 'added', 'compaction'), ...itemsIn(events, 'done', 'compaction'), response.output[0]].map(
    (item) => (item as { encrypted_content?: string }).encrypted_content ?? '',
  )
  expect(new Set(sealed).size).toBe(3)
  for (const ciphertext of sealed) expect(Buffer.from(ciphertext, 'base64url').toString('latin1')).not.toContain('Rosalind')
})

test('what was compacted is told from the ciphertext, whether the client or the store brings it', async () => {
  const { response } = await lintedResponse(client, { ...body, context_management, input: [...history, user('Count from 1 to 3.')] })
  const question = user('What is my name?')
  const { input_tokens: short } = await client.responses.inputTokens.count({ model: 'reference', input: [question] })
  const counted = async (more: object) => (await lintedResponse(client, { ...body, ...more })).response.usage?.input_tokens ?? 0
  const byClient = await counted({ input: [...response.output, question] })
  const pruned = await counted({ input: [...history, user('Count from 1 to 3.'), ...response.output, question] })
  const byStore = await counted({ input: [question], previous_response_id: response.id })
  expect(byClient).toBeGreaterThan(short + 20)
  expect([pruned, byStore]).toEqual([byClient, byClient])
  expect(byClient).toBeLessThan(1000)
})

test('an answer that crosses the threshold is followed by a compaction', async () => {
  // An answer of a fixed length, whatever the model makes of the words.
  const schema = {
    type: 'object',
    properties: { a: { const: 'one two three four five six' } },
    required: ['a'],
    additionalProperties: false,
  }
  const text = { format: { type: 'json_schema' as const, name: 'fixed', strict: true, schema } }
  const tokens = async (words: number) =>
    (await client.responses.inputTokens.count({ model: 'reference', text, input: [user('word '.repeat(words))] })).input_tokens
  const [base, more] = [await tokens(1), await tokens(201)]
  const input = [user('word '.repeat(Math.floor((993 - base) / ((more - base) / 200))))]
  const { response } = await lintedResponse(client, { ...body, context_management, input, text })
  expect(response.usage?.input_tokens).toBeLessThan(1000)
  expect(response.usage?.total_tokens).toBeGreaterThanOrEqual(1000)
  expect(typesOf(response)).toEqual(['message', 'compaction'])
})

test('below the threshold nothing happens', async () => {
  const { response } = await lintedResponse(client, { ...body, context_management, input: 'Count from 1 to 3.' })
  expect(typesOf(response)).toEqual(['message'])
})

test('a trigger compacts what stands before it; at the end it is all that was asked for', async () => {
  const { response } = await lintedResponse(client, { ...body, input: [user('Hello'), assistant('Hi'), { type: 'compaction_trigger' }] })
  expect(typesOf(response)).toEqual(['compaction'])
  expect(response.usage?.output_tokens).toBe(0)
  const { response: answered } = await lintedResponse(client, {
    ...body,
    input: [user('Hello'), assistant('Hi'), { type: 'compaction_trigger' }, user('Count from 1 to 3.')],
  })
  expect(typesOf(answered)).toEqual(['compaction', 'message'])
})

test('a conversation is compacted by itself: users keep their words, the rest is one item, and it can be continued', async () => {
  const compacted = await client.responses.compact({ model: 'reference', input: history, instructions: 'Be kind.' })
  expect(compactedResponseSchema.parse(compacted)).toMatchObject({ object: 'response.compaction' })
  expect(lintBody(compacted).filter(({ severity }) => severity === 'error')).toEqual([])
  const output = compacted.output as unknown as { type: string; role?: string }[]
  expect(output.filter(({ role }) => role === 'user')).toHaveLength(41)
  expect(output.filter(({ role }) => role === 'assistant')).toEqual([])
  expect(output.at(-1)?.type).toBe('compaction')
  const { response } = await lintedResponse(client, { ...body, input: [...output, user('Count from 1 to 3.')] })
  expect(['completed', 'incomplete']).toContain(response.status)
})

test('the compaction of a stored conversation needs only its id', async () => {
  const { response } = await lintedResponse(client, { ...body, input: 'Count from 1 to 3.' })
  const compacted = await client.responses.compact({ model: 'reference', previous_response_id: response.id })
  expect(compacted.output.map(({ type }) => type)).toEqual(['message', 'compaction'])
})

test('a compaction of another server is refused', async () => {
  const error = await client.responses
    .create({ ...body, input: [{ type: 'compaction', encrypted_content: 'gAAAAABforeign' }, user('Hi')] })
    .catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(BadRequestError)
  expect(error).toMatchObject({ code: 'invalid_encrypted_content' })
})

test('an answer that calls the client is not compacted away before the client has answered', async () => {
  const tools = [
    { type: 'function', name: 'look', parameters: { type: 'object', properties: {}, additionalProperties: false }, strict: true },
  ]
  const filler = user('a '.repeat(900))
  const { response } = await lintedResponse(client, { ...body, context_management, input: [filler], tools, tool_choice: 'required' })
  expect(typesOf(response)).not.toContain('compaction')
})
