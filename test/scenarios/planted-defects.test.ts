import { builtinScenarios, runCheck } from '@goldwire/harness'
import { createScriptedEngine, type RunningServer, startServer } from '@goldwire/server'
import { textScript } from '@goldwire/server/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openAlteringProxy, type Alter, type PassingAnswer } from './altering-proxy.ts'

let server: RunningServer

beforeAll(async () => {
  server = await startServer({ engine: createScriptedEngine({ script: textScript(['Hello', ' there', '.']), delayMs: 15 }) })
})
afterAll(() => server.close())

// A connection does not go through the proxy; nothing is slow enough here, and the script calls no tool: the golden run has these.
const skipped = new Set(['api/websocket', 'api/under-load', 'api/timestamps', 'api/tool-choice'])
const scenarios = builtinScenarios.filter((each) => !skipped.has(each.name))

async function check(name: string | null, alter: Alter) {
  await using proxy = await openAlteringProxy(server.url, alter)
  const asked = scenarios.filter((each) => name === null || each.name === name)
  expect(asked).not.toEqual([])
  const { scenarios: results } = await runCheck(asked, { baseUrl: proxy.url, model: 'scripted', timeoutMs: 10_000 })
  return results
}

test('a server that does everything passes every built-in scenario that it can be asked for', async () => {
  const results = await check(null, () => undefined)
  const told = results.map((each) => `${each.name} ${each.status} ${each.reason}`)
  expect(told.filter((each) => !/ pass |asks for no key|answers whatever|has nothing to compact/.test(each))).toEqual([])
})

test('a server that has only POST /responses is told what it lacks, and fails nothing for that', async () => {
  const results = await check(null, ({ path }) => (path === '/responses' ? undefined : { status: 404, text: 'no such page' }))
  const status = (name: string) => results.find((each) => each.name === name)?.status
  for (const name of ['api/conversations', 'api/input-tokens', 'api/compact', 'api/models'])
    expect([name, status(name)]).toEqual([name, 'unsupported'])
  expect(status('api/non-streaming')).toBe('pass')
})

const json = (answer: PassingAnswer, change: (body: { [key: string]: unknown }) => void) => {
  const body = JSON.parse(answer.text) as { [key: string]: unknown }
  change(body)
  return { text: JSON.stringify(body) }
}
const isStored = ({ method, path }: PassingAnswer) => method === 'GET' && /^\/responses\/resp_\w+$/.test(path)
const isItems = ({ path }: PassingAnswer) => path.includes('/input_items')

const defects: [scenario: string, what: string, alter: Alter, says: RegExp][] = [
  [
    'api/non-streaming',
    'a body without a field of the stream',
    (each) => (each.asked?.['stream'] === true ? undefined : json(each, (body) => delete body['text'])),
    /GW207|text is missing/,
  ],
  ['api/easy-messages', 'messages need a type', () => ({ status: 400, text: '{}' }), /assistant message without type/],
  [
    'api/bad-request',
    'a parameter that is not named',
    (each) => json(each, (body) => Object.assign(body['error'] as object, { param: null })),
    /param is null, expected "temperature"/,
  ],
  ['api/bad-request', 'a status of its own', () => ({ status: 422 }), /answered with 422, expected 400/],
  ['api/bad-request', 'whatever is asked is answered', () => ({ status: 200, text: '{}' }), /answered with 200, expected 400/],
  [
    'api/unknown-id',
    'an unknown id is empty',
    (each) => (each.status === 404 ? { status: 200, text: '{}' } : undefined),
    /unknown id was answered with 200/,
  ],
  [
    'api/unknown-id',
    'a 404 without an error',
    (each) => (each.status === 404 ? { text: '{"detail":"Not Found"}' } : undefined),
    /body of the 404/,
  ],
  [
    'api/retrieve',
    'a stored response that changed',
    (each) => (isStored(each) ? json(each, (body) => (body['id'] = 'resp_other')) : undefined),
    /\/id differs/,
  ],
  [
    'api/retrieve',
    'a promise to store that is not kept',
    (each) => (isStored(each) ? { status: 404, text: '{"error":{"message":"gone"}}' } : undefined),
    /store: true was answered with 404/,
  ],
  [
    'api/delete',
    'a deletion that deletes nothing',
    (each) => (each.method === 'GET' ? { status: 200 } : undefined),
    /deleted response was answered with 200/,
  ],
  ['api/delete', 'a deletion that says nothing', (each) => (each.method === 'DELETE' ? { text: '{}' } : undefined), /does not say deleted/],
  [
    'api/input-items',
    'the default order is wrong',
    (each) => (isItems(each) && !each.path.includes('order') ? json(each, (body) => (body['data'] as unknown[]).reverse()) : undefined),
    /newest first/,
  ],
  [
    'api/input-items',
    'has_more is never true',
    (each) => (isItems(each) ? json(each, (body) => (body['has_more'] = false)) : undefined),
    /has_more is not true/,
  ],
  [
    'api/input-items',
    'a limit that does not limit',
    (each) => (each.path.includes('limit=2') ? json(each, (body) => (body['data'] as unknown[]).push({ id: 'x' })) : undefined),
    /first two/,
  ],
  [
    'api/not-stored',
    'everything is kept',
    (each) => (each.asked === null && each.status === 404 ? { status: 200, text: '{}' } : undefined),
    /store: false was answered with 200/,
  ],
  [
    'api/background',
    'no background at all',
    (each) => (each.method === 'POST' ? json(each, (body) => (body['status'] = 'completed')) : undefined),
    /status is completed, expected queued/,
  ],
  [
    'api/resume',
    'a resumed stream that starts anew',
    (each) =>
      each.path.includes('starting_after')
        ? { text: each.text.replaceAll(/"sequence_number":(\d+)/g, (_, n: string) => `"sequence_number":${Number(n) + 1}`) }
        : undefined,
    /the numbers after 0/,
  ],
  [
    'api/resume',
    'a resumed stream with another text',
    (each) => (each.path.includes('starting_after') ? { text: each.text.replaceAll('"delta":" there"', '"delta":" here"') } : undefined),
    /\/delta differs from event/,
  ],
  [
    'api/cancel',
    'a cancelled response that is completed',
    (each) => (isStored(each) ? json(each, (body) => (body['status'] = 'failed')) : undefined),
    /is failed, expected cancelled/,
  ],
  [
    'api/cancel',
    'a second cancel that is refused',
    (each) => (each.path.endsWith('/cancel') && each.count > 2 ? { status: 409 } : undefined),
    /again was answered with 409/,
  ],
  [
    'api/cancel-foreground',
    'anything can be cancelled',
    (each) => (each.path.endsWith('/cancel') ? { status: 200 } : undefined),
    /expected 400/,
  ],
  [
    'api/conversations',
    'answers are not added to it',
    (each) => (each.path.includes('/items?') ? json(each, (body) => (body['data'] as unknown[]).pop()) : undefined),
    /three messages/,
  ],
  [
    'api/conversations',
    'metadata are lost',
    (each) => (each.path === '/conversations' ? json(each, (body) => (body['metadata'] = {})) : undefined),
    /metadata\/topic differs/,
  ],
  [
    'api/input-tokens',
    'another object',
    (each) => (each.path.includes('input_tokens') ? json(each, (body) => (body['object'] = 'tokens')) : undefined),
    /object is "tokens"/,
  ],
  ['api/models', 'an unlisted model', (each) => json(each, (body) => (body['object'] = 'models')), /not a list/],
]

test.each(defects)('%s: %s', async (name, _, alter, says) => {
  const [result] = await check(name, alter)
  expect(result?.status).toBe('fail')
  const told = [
    ...(result?.findings ?? []).map((each) => `${each.rule} ${each.message}`),
    ...(result?.divergences ?? []).map((each) => each.message),
  ]
  expect(told.join('\n')).toMatch(says)
})

test('a server that goes away in the middle is told as unreachable', async () => {
  const [result] = await runCheck(scenarios.slice(0, 1), { baseUrl: 'http://127.0.0.1:9', model: 'm' }).then((each) => each.scenarios)
  expect(result).toMatchObject({ status: 'unreachable', findings: [] })
})
