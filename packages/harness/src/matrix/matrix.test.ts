import { expect, test } from 'vitest'

import { toCheckJson } from '../check/check-json.ts'
import { runCheck } from '../check/run-check.ts'
import type { BuiltinScenario } from '../scenarios/builtin-scenario.ts'
import { UndecidedError, UnsupportedError } from '../scenarios/builtin-scenario.ts'
import { sendJson, startFakeServer } from '../testing/fake-server.ts'
import { badgeOf, renderBadge, toShieldsEndpoint } from './badge.ts'
import { renderMatrixMarkdown } from './matrix-markdown.ts'
import { renderMatrix } from './matrix-report.ts'
import { scoreOf, toMatrix } from './matrix.ts'
import { parseServersFile } from './parse-servers-file.ts'
import { readCheckJson } from './read-check-json.ts'
import { runMatrix } from './run-matrix.ts'

/** Right on the server whose model is `good`. */
const scenarios: BuiltinScenario[] = [
  {
    name: 'api/one',
    title: 'one | thing',
    async run(talk) {
      const { body } = await talk.send('POST', '/responses', { input: 'x' })
      talk.expectEqual(body, { model: 'good' }, '', 'what was wanted')
    },
  },
  { name: 'api/two', title: 'two', run: () => Promise.reject(new UnsupportedError('not here')) },
  { name: 'api/three', title: 'three', run: () => Promise.reject(new UndecidedError('who knows')) },
]

async function matrixOf() {
  await using server = await startFakeServer((response, body) => sendJson(response, 200, { model: (body as { model: string }).model }))
  const there = (name: string) => ({ name, baseUrl: server.url, model: name })
  return await runMatrix(scenarios, [there('good'), there('bad'), { name: 'gone', baseUrl: 'http://127.0.0.1:9', model: 'm' }])
}

test('servers stand side by side; one that is not there stops none', async () => {
  const { rows, columns } = toMatrix(await matrixOf())
  expect(rows.map(({ name, cells }) => [name, ...cells.map((cell) => cell?.status)])).toEqual([
    ['api/one', 'pass', 'fail', 'unreachable'],
    ['api/two', 'unsupported', 'unsupported', 'unreachable'],
    ['api/three', 'unsupported', 'unsupported', 'unreachable'],
  ])
  expect(columns.map(({ check }) => scoreOf(check))).toEqual([
    { passed: 1, of: 2 },
    { passed: 0, of: 2 },
    { passed: 0, of: 3 },
  ])
})

test('the table tells each cell in a word and each server what to mend first', async () => {
  const text = renderMatrix(toMatrix(await matrixOf()), { colour: false })
  expect(text).toMatch(/api\/one +│ pass +│ fail 1 +│ unreachable/)
  expect(text).toMatch(/api\/two +│ no +│ no/)
  expect(text).toMatch(/api\/three +│ \? +│ \?/)
  expect(text).toMatch(/passed +│ 1\/2 +│ 0\/2 +│ unreachable/)
  expect(text).toContain('value /model in api/one')
  expect(text).toContain('Failed to reach http://127.0.0.1:9/v1/responses')
})

test('Markdown: the table, with what is behind each server; names are no markup', async () => {
  const text = renderMatrixMarkdown(toMatrix(await matrixOf()))
  expect(text).toContain(String.raw`| <code>api/one</code><br>one \| thing | ✅ | ❌ 1 | 🚫 |`)
  expect(text).toContain('| **passed** | **1/2** | **0/2** | **unreachable** |')
  expect(text).toContain('* <code>api/two</code> is lacking: not here')
  expect(text).not.toContain('api/three</code> is lacking')
})

test('a check that was saved is read again, and scenarios that only it has come last', async () => {
  const [good, bad] = await matrixOf()
  if (!good || !bad) throw new Error('no columns')
  const saved = readCheckJson(JSON.stringify(bad.check))
  expect(saved.causes).toEqual(bad.check.causes)
  const older = {
    name: 'older',
    check: { ...saved, scenarios: saved.scenarios.slice(0, 1).map((each) => ({ ...each, name: 'api/zero' })) },
  }
  const { rows } = toMatrix([good, older])
  expect(rows.map(({ name, cells }) => [name, ...cells.map((cell) => cell?.status ?? null)])).toEqual([
    ['api/one', 'pass', null],
    ['api/two', 'unsupported', null],
    ['api/three', 'unsupported', null],
    ['api/zero', null, 'fail'],
  ])
})

test('what is no check is refused with the place', async () => {
  expect(() => readCheckJson('nothing')).toThrow(/^it is not JSON/)
  const check = toCheckJson(await runCheck([], { baseUrl: 'http://x', model: 'm' }))
  expect(readCheckJson(JSON.stringify(check))).toMatchObject({ base_url: 'http://x', scenarios: [] })
  expect(() => readCheckJson(JSON.stringify({ ...check, model: 5 }))).toThrow(/it is not what `goldwire check --json` prints: \/model/)
})

test('a badge says how many of how many, greener the more', () => {
  const badge = badgeOf({ passed: 26, of: 36 }, true)
  expect(toShieldsEndpoint(badge)).toEqual({ schemaVersion: 1, label: 'Responses API', message: '26/36', color: badge.colour })
  const svg = renderBadge({ ...badge, label: 'a<b' })
  expect(svg).toContain('<title>a&lt;b: 26/36</title>')
  expect(svg).not.toContain('a<b')
  const colours = [0, 18, 26, 33, 36].map((passed) => badgeOf({ passed, of: 36 }, true).colour)
  expect(new Set(colours).size).toBe(5)
  expect(badgeOf({ passed: 0, of: 36 }, false).message).toBe('unreachable')
})

test('a list of servers: those to ask and those asked before', () => {
  const servers = [
    { name: 'a', base_url: 'http://a', model: 'm', key_env: 'KEY' },
    { name: 'b', from: 'b.json' },
  ]
  expect(parseServersFile(JSON.stringify({ servers }))).toEqual(servers)
  for (const wrong of [
    {},
    { servers: [] },
    { servers: [{ name: 'a', base_url: 'http://a' }] },
    { servers: [{ ...servers[0], api_key: 'sk' }] },
  ])
    expect(() => parseServersFile(JSON.stringify(wrong))).toThrow(/write \{"servers"/)
})
