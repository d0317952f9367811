import { expect, test } from 'vitest'

import type { LogEntry } from '../logger.ts'
import { askInProcess, reach, ways } from '../testing/matrix.ts'
import { createTestApp } from '../testing/test-app.ts'

const body = { model: 'test-model', input: 'Hi' }
const createApp = () => createTestApp({ apiKeys: ['first-key', 'second-key'] })

test.each(ways)('only known keys are let in (%s)', async (way) => {
  await using server = await reach(way, createApp())
  const { ask } = server
  for (const key of ['first-key', 'second-key']) {
    expect((await ask({ body, headers: { authorization: `Bearer ${key}` } })).status).toBe(200)
  }
  for (const authorization of ['Bearer wrong-key', 'Bearer first-ke', 'Bearer first-key2', 'Bearer ', 'Basic first-key', 'first-key', '']) {
    const { status, headers, json, text } = await ask({ body, headers: authorization === '' ? {} : { authorization } })
    expect(status).toBe(401)
    expect(json).toMatchObject({ error: { type: 'invalid_request_error', param: null, code: 'invalid_api_key' } })
    expect(headers['www-authenticate']).toMatch(/^Bearer realm=/)
    expect(text).not.toContain('wrong-key')
  }
})

test.each(ways)('every URL is behind the keys but health (%s)', async (way) => {
  await using server = await reach(way, createApp())
  const { ask } = server
  for (const path of ['/v1/models', '/v1/responses/resp_1', '/v1/nothing', '/', '/health/', '/healthy', '//health']) {
    expect([path, (await ask({ method: 'GET', path })).status]).toEqual([path, 401])
  }
  expect((await ask({ method: 'GET', path: '/health' })).status).toBe(200)
})

test('a request without a key is refused before its body is read', async () => {
  const answer = await askInProcess(createApp())({ text: 'not JSON at all' })
  expect(answer.status).toBe(401)
})

test('without keys everybody is let in', async () => {
  expect((await askInProcess(createTestApp())({ body })).status).toBe(200)
})

test('nothing of what was said, and no key, is logged', async () => {
  const log: LogEntry[] = []
  const app = createTestApp({ apiKeys: ['first-key'], logger: (entry) => log.push(entry) })
  const ask = askInProcess(app)
  const headers = { authorization: 'Bearer first-key' }
  await ask({ body: { ...body, input: 'my secret' }, headers })
  await ask({ body, headers: { authorization: 'Bearer wrong-key' } })
  await ask({ method: 'GET', path: '/v1/responses/resp_1?token=my-token', headers })
  expect(log.flatMap((entry) => (entry.event === 'request' ? [[entry.method, entry.route, entry.status]] : []))).toEqual([
    ['POST', '/v1/responses', 200],
    ['POST', '/v1/responses', 401],
    ['GET', '/v1/responses/:response_id', 404],
  ])
  expect(JSON.stringify(log)).not.toMatch(/secret|key|token|Hello/)
})

test('no other site is let in by a browser', async () => {
  const answer = await askInProcess(createTestApp())({ body, headers: { origin: 'https://elsewhere.example' } })
  expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
})
