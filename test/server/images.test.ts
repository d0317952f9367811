import { startServer } from '@goldwire/server'
import { openChatUpstream, sse } from '@goldwire/server/testing'
import OpenAI, { toFile } from 'openai'
import { expect, test } from 'vitest'

import { lintedResponse } from './linted-response.ts'

const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
const text = { choices: [{ index: 0, delta: { content: 'A cat.' } }] }
const stop = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }

async function open(images: boolean) {
  const upstream = await openChatUpstream({ answer: { body: sse(text, stop) } })
  const server = await startServer({ engine: 'chat', chat: { upstream: upstream.url, dialect: { images } } })
  const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any', maxRetries: 0 })
  const { id } = await client.files.create({ file: await toFile(png, 'cat.png'), purpose: 'vision' })
  const uploaded = { type: 'input_image', file_id: id, detail: 'low' }
  const linked = { type: 'input_image', image_url: 'https://example.com/cat.png', detail: 'auto' }
  const input = [
    { role: 'user', content: [{ type: 'input_text', text: 'What is this?' }, uploaded, linked] },
    { type: 'function_call', call_id: 'call_1', name: 'look', arguments: '{}' },
    { type: 'function_call_output', call_id: 'call_1', output: [uploaded] },
  ]
  const body = { model: 'chat-model', input }
  const close = async () => {
    await server.close()
    await upstream[Symbol.asyncDispose]()
  }
  return { client, upstream, body, id, [Symbol.asyncDispose]: close }
}

test('uploaded and linked images, and what a tool shows, reach an upstream that sees', async () => {
  await using opened = await open(true)
  const { client, upstream, body, id } = opened
  const { response } = await lintedResponse(client, body)
  expect(response).toMatchObject({ status: 'completed', output: [{ content: [{ text: 'A cat.' }] }] })
  const url = `data:image/png;base64,${png.toString('base64')}`
  expect(upstream.requests[0]?.body['messages']).toMatchObject([
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is this?' },
        { type: 'image_url', image_url: { url, detail: 'low' } },
        { type: 'image_url', image_url: { url: 'https://example.com/cat.png', detail: 'auto' } },
      ],
    },
    { role: 'assistant', tool_calls: [{ id: 'call_1' }] },
    { role: 'tool', tool_call_id: 'call_1' },
    { role: 'user', content: [{ type: 'text' }, { type: 'image_url', image_url: { url } }] },
  ])
  const { data } = await client.responses.inputItems.list(response.id, { order: 'asc' })
  expect(data[0]).toMatchObject({ content: [{}, { type: 'input_image', file_id: id }, { type: 'input_image' }] })
})

test('images are refused by name where the upstream reads text only', async () => {
  await using opened = await open(false)
  const refused = { status: 400, code: 'unsupported_value', param: 'input[0].content[1]' }
  await expect(lintedResponse(opened.client, opened.body)).rejects.toMatchObject(refused)
})
