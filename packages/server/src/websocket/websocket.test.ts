import { expect, test } from 'vitest'

import { createTestApp, listen } from '../testing/test-app.ts'
import { openSocket, typed } from '../testing/socket-client.ts'

const create = (fields: object = {}) => ({ type: 'response.create', model: 'test-model', input: 'Hi', ...fields })

test('a response comes as the same events as over HTTP, one text frame each', async () => {
  await using server = await listen(createTestApp())
  await using client = await openSocket(server.url)
  client.send(create())
  await client.next(typed('response.completed'))
  expect(client.messages.map(({ type }) => type)).toEqual([
    'response.created',
    'response.in_progress',
    'response.output_item.added',
    'response.content_part.added',
    'response.output_text.delta',
    'response.output_text.delta',
    'response.output_text.done',
    'response.content_part.done',
    'response.output_item.done',
    'response.completed',
  ])
  expect(client.messages.map((message) => message.sequence_number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(client.messages.every((message) => !('stream_id' in message))).toBe(true)
  expect(client.messages[4]).toHaveProperty('obfuscation')
})
