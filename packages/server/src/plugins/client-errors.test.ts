import { once } from 'node:events'
import { connect } from 'node:net'

import { expect, test } from 'vitest'

import { createTestApp, type Listening, listen } from '../testing/test-app.ts'

/** Sends raw text, and gives all that comes back until the server closes. */
async function talk(server: Listening, text: string): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  let answer = ''
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()))
  socket.write(text)
  await once(socket, 'close')
  return answer
}

function bodyOf(answer: string): unknown {
  return JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4))
}

test('what is not HTTP is answered in the shape of the API', async () => {
  await using server = await listen(createTestApp())
  const answer = await talk(server, 'HELLO\r\n\r\n')
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
  expect(bodyOf(answer)).toMatchObject({ error: { type: 'invalid_request_error', code: null } })
})

test('headers without end are refused', async () => {
  await using server = await listen(createTestApp())
  const answer = await talk(server, `GET /health HTTP/1.1\r\nhost: x\r\nlong: ${'x'.repeat(20_000)}\r\n\r\n`)
  expect(answer).toMatch(/^HTTP\/1\.1 431 /)
  expect(bodyOf(answer)).toMatchObject({ error: { type: 'invalid_request_error' } })
})

test.each([
  ['headers', 'POST /v1/responses HTTP/1.1\r\nhost: x\r\n'],
  ['a body', 'POST /v1/responses HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"model":'],
])('%s that do not come are not waited for', async (_what, text) => {
  await using server = await listen(createTestApp({ limits: { headersTimeout: 100, requestTimeout: 200 } }))
  const start = performance.now()
  const answer = await talk(server, text)
  expect(performance.now() - start).toBeLessThan(2_000)
  expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/)
  expect(bodyOf(answer)).toMatchObject({ error: { code: 'request_timeout' } })
})
