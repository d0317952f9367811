import { expect, test } from 'vitest'

import { sendJson, startFakeServer } from '../testing/fake-server.ts'
import { captureResponse } from './capture-response.ts'

test('a connection that is reset before any answer is tried once more', async () => {
  let count = 0
  await using server = await startFakeServer((response, _, request) => {
    count += 1
    if (count === 1) request.socket.resetAndDestroy()
    else sendJson(response, 200, { count })
  })
  expect((await captureResponse({ baseUrl: server.url, body: {} })).body).toEqual({ count: 2 })
})

test('a server that resets every connection is not reached, and is not asked for ever', async () => {
  let count = 0
  await using server = await startFakeServer((_, __, request) => {
    count += 1
    request.socket.resetAndDestroy()
  })
  await expect(captureResponse({ baseUrl: server.url, body: {} })).rejects.toThrow(/Failed to reach/)
  expect(count).toBe(2)
})

test('text that is no JSON is sent as it is', async () => {
  let type: string | undefined
  await using server = await startFakeServer((response, body, request) => {
    type = request.headers['content-type']
    sendJson(response, 200, body)
  })
  expect((await captureResponse({ baseUrl: server.url, body: undefined, text: '"as it is"' })).body).toBe('as it is')
  expect(type).toBe('application/json')
})
