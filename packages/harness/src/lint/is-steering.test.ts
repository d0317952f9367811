import { expect, test } from 'vitest'

import { lintStream } from './lint-stream.ts'

const steer = { id: 'steer_1', previous_response_id: 'resp_1' }
const accepted = { type: 'response.steer.accepted', sequence_number: 0, steer }
const rulesOf = (event: object, framing: 'sse' | 'websocket') => lintStream([event], { framing }).map(({ rule }) => rule)

test('what is said about steering belongs to a WebSocket stream, and to no other', () => {
  expect(rulesOf(accepted, 'websocket')).not.toContain('GW205 unknown-event')
  expect(rulesOf(accepted, 'sse')).toContain('GW205 unknown-event')
})

test('steering that is not as it should be is no event of the API', () => {
  expect(rulesOf({ ...accepted, steer: { id: 'steer_1' } }, 'websocket')).toContain('GW205 unknown-event')
  expect(rulesOf({ ...accepted, type: 'response.steer.refused' }, 'websocket')).toContain('GW205 unknown-event')
})

test('steering takes part in the numbering', () => {
  const events = [accepted, { ...accepted, sequence_number: 2 }]
  expect(lintStream(events, { framing: 'websocket' }).map(({ rule }) => rule)).toContain('GW101 sequence-gap')
})
