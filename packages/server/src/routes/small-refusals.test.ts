import { connect } from 'node:net'

import { expect, onTestFinished, test } from 'vitest'

import { startServer } from '../server.ts'
import { createTestApp, createTestEngine } from '../testing/test-app.ts'

const post = async (payload: string | object, options: Parameters<typeof createTestApp>[0] = {}, url = '/v1/responses') => {
  const app = createTestApp(options)
  onTestFinished(() => app.close())
  const answer = await app.inject({ method: 'POST', url, headers: { 'content-type': 'application/json' }, payload })
  return { status: answer.statusCode, error: answer.json<{ error?: object }>().error, headers: answer.headers }
}
const plain = { model: 'test-model', input: 'Hi' }

test('max_tool_calls is 1 at least', async () => {
  expect(await post({ ...plain, max_tool_calls: 0 })).toMatchObject({
    status: 400,
    error: { param: 'max_tool_calls', code: 'integer_below_min_value' },
  })
})

test('a key of metadata that would be lost is refused', async () => {
  expect(await post('{"model":"test-model","input":"Hi","metadata":{"__proto__":"x"}}')).toMatchObject({
    status: 400,
    error: { param: 'metadata', code: 'invalid_value' },
  })
})

test('json_object needs a conversation that speaks of JSON', async () => {
  const text = { format: { type: 'json_object' } }
  expect(await post({ ...plain, text })).toMatchObject({
    status: 400,
    error: { param: 'input', type: 'invalid_request_error', code: null },
  })
  expect((await post({ ...plain, input: 'Answer in Json.', text })).status).toBe(200)
  expect((await post({ ...plain, instructions: 'Write JSON', text })).status).toBe(200)
})

test('a call that is required out of no tools is refused, also beside tools that run here', async () => {
  const tools = [{ type: 'code_interpreter', container: { type: 'auto' } }]
  const tool_choice = { type: 'allowed_tools', mode: 'required', tools: [] }
  expect(await post({ ...plain, tools, tool_choice })).toMatchObject({ status: 400, error: { param: 'tool_choice' } })
})

test.each(['/v1/responses/input_tokens', '/v1/responses/compact'])('%s counts as a request of its caller', async (url) => {
  const app = createTestApp({ rateLimits: { requestsPerMinute: 1 } })
  onTestFinished(() => app.close())
  const ask = () => app.inject({ method: 'POST', url, payload: plain })
  expect((await ask()).statusCode).toBe(200)
  const second = await ask()
  expect(second.statusCode).toBe(429)
  expect(second.json()).toMatchObject({ error: { code: 'rate_limit_exceeded' } })
})

test('what Node would answer with an empty body is answered in the words of the API', async () => {
  await using server = await startServer({ engine: createTestEngine() })
  const { hostname, port } = new URL(server.url)
  const raw = (head: string) =>
    new Promise<string>((resolve, reject) => {
      let text = ''
      const socket = connect(Number(port), hostname, () => socket.write(`${head}\r\n\r\n`))
      socket.on('data', (data) => (text += String(data)))
      socket.on('close', () => resolve(text))
      socket.on('error', reject)
    })
  const noHost = await raw('GET /v1/models HTTP/1.1')
  expect(noHost).toMatch(/^HTTP\/1\.1 400 /)
  expect(noHost).toContain('"type":"invalid_request_error"')
  const expects = await raw(`GET /v1/models HTTP/1.1\r\nhost: ${hostname}\r\nexpect: a-miracle`)
  expect(expects).toMatch(/^HTTP\/1\.1 417 /)
  expect(expects).toContain('"type":"invalid_request_error"')
})
