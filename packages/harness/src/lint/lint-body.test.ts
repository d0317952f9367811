import { expect, test } from 'vitest'
import { parseStreamText } from '../golden/parse-stream-text.ts'
import { lintBody } from './lint-body.ts'
import { lintStream } from './lint-stream.ts'

const rulesOf = (body: unknown, status = 200) => lintBody(body, { status }).map(({ rule }) => rule.slice(0, 5))

test.each([
  {},
  { detail: 'Not Found' },
  { message: 'no such route' },
  { object: 'chat.completion', choices: [] },
  { response: {} },
  [],
  null,
  'ok',
])('the body %j is no answer of the API', (body) => {
  expect(rulesOf(body)).toEqual(['GW018'])
  expect(rulesOf(body, 404)).toEqual(['GW018'])
})

test('the finding says what is expected, which depends on the status', () => {
  expect(lintBody({ detail: 'Not Found' }, { status: 404 })[0]?.message).toBe(
    'The body is {"detail":"Not Found"}, expected an error `{"error":{message,type,param,code}}`',
  )
  expect(lintBody({ object: 'chat.completion' }, { status: 200 })[0]?.message).toBe(
    'The body is an object "chat.completion", expected a Response (`"object":"response"`)',
  )
})

test('an error that is only a text has not the shape of an error', () => {
  expect(rulesOf({ error: 'model not found' }, 404)).not.toEqual([])
  expect(rulesOf({ error: { message: 'No.', type: 'invalid_request_error', param: null, code: null } }, 400)).toEqual([])
})

test.each(['list', 'response.input_tokens', 'response.deleted', 'response.compaction', 'conversation', 'conversation.deleted'])(
  'an object %s of the API is not judged',
  (object) => {
    expect(rulesOf({ object })).toEqual([])
  },
)

test('a file that holds the answer of another server is an error, not an empty success', () => {
  expect(lintStream(parseStreamText('{"detail":"Not Found"}')).map(({ severity }) => severity)).toEqual(['error'])
})

test('a body nested thousands of levels deep is a finding', () => {
  const deep = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`) as unknown
  expect(rulesOf({ object: 'response', metadata: deep })).toContain('GW019')
})
