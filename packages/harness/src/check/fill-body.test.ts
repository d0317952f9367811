import { expect, test } from 'vitest'

import { fillBody } from './fill-body.ts'

test('values of earlier answers land at their pointers, and the body given stays as it was', () => {
  const body = { previous_response_id: 'old', input: [{ call_id: 'x', output: '1' }] }
  const answers = [{ id: 'resp_1', output: [{ call_id: 'call_9' }] }]
  expect(fillBody(body, { '/previous_response_id': '0#/id', '/input/0/call_id': '0#/output/0/call_id' }, answers)).toEqual({
    previous_response_id: 'resp_1',
    input: [{ call_id: 'call_9', output: '1' }],
  })
  expect(body.previous_response_id).toBe('old')
})

test('a place that is not there is told', () => {
  expect(() => fillBody({}, { '/a': '0#/output/0/call_id' }, [{ output: [] }])).toThrow('answer 0 has nothing at /output/0/call_id')
  expect(() => fillBody({}, { '/input/0/call_id': '0#/id' }, [{ id: 'x' }])).toThrow('the request body has nothing at /input/0/call_id')
})
