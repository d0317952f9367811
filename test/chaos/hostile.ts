import { once } from 'node:events'
import { connect } from 'node:net'

import { apiErrorBodySchema } from '@goldwire/schemas'

import type { ServerProcess } from './start-server.ts'

/** Repeatable chance (mulberry32). */
function createChance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const wholesome = {
  model: 'chaos',
  input: [
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] },
    { type: 'function_call', call_id: 'call_1', name: 'look', arguments: '{}' },
    { type: 'function_call_output', call_id: 'call_1', output: 'x' },
  ],
  tools: [{ type: 'function', name: 'look', parameters: { type: 'object', properties: {} }, strict: false }],
  tool_choice: 'auto',
  text: { format: { type: 'json_schema', name: 'x', schema: { type: 'object' } } },
  reasoning: { effort: 'low' },
  metadata: { a: 'b' },
  conversation: null,
  temperature: 1,
  max_output_tokens: 100,
  stream: false,
  include: ['message.output_text.logprobs'],
}
const poisons: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  0.5,
  '',
  'x',
  '\u0000',
  '\ud800',
  '𝔘'.repeat(50),
  [],
  {},
  [[]],
  [null],
  { type: null },
  { __proto__: null, constructor: 1 },
  'a'.repeat(70_000),
]
const paths = [
  '/v1/responses',
  '/v1/responses/input_tokens',
  '/v1/conversations',
  '/v1/conversations/conv_1',
  '/v1/conversations/conv_1/items',
  '/v1/responses/resp_1/cancel',
  '/v1/responses/compact',
]
const odd = [
  '/',
  '/v1',
  '/v1/responses/%00',
  '/v1/responses/..%2f..%2fetc%2fpasswd',
  '/v1/responses/resp_1?stream=true&starting_after=-9',
  '/v1/responses/resp_1/input_items?limit=1e9&order=1',
  '/v1/models/%F0%9F',
  '/v1/responses?stream=%',
  `/v1/responses/${'x'.repeat(3_000)}`,
  '/__proto__',
  '/v1/conversations/conv_1/items/__proto__',
  '/v1/files',
  '/v1/vector_stores',
  '/metrics?x',
  '//v1/responses',
]
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD']
const types = [
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  '',
]
const raw = [
  'GET / HTTP/9.9\r\n\r\n',
  'POST /v1/responses HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n',
  'POST /v1/responses HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
  '\u0000\u0001\u0002\r\n\r\n',
  `GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`,
  'POST /v1/responses HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello',
  'GET /v1/responses HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
]

/** 1,000 malformed and hostile requests: every refusal is one that clients can read, nothing is a 5xx, and the server lives. */
export async function hostile(
  server: ServerProcess,
  problems: string[],
  { requests = 1_000, seed = 7 } = {},
): Promise<Record<string, number>> {
  const chance = createChance(seed)
  const pick = <One>(from: readonly One[]): One => from[Math.floor(chance() * from.length)] as One
  const counts: Record<string, number> = { requests }
  const count = (key: string) => (counts[key] = (counts[key] ?? 0) + 1)

  const poison = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || chance() < 0.15) return pick(poisons)
    if (Array.isArray(value))
      return value.length === 0 || chance() < 0.2
        ? [...value, pick(poisons)]
        : value.with(Math.floor(chance() * value.length), poison(pick(value)))
    const key = pick(Object.keys(value).length === 0 ? ['type'] : Object.keys(value))
    return chance() < 0.15
      ? { ...value, [pick(['id', 'type', 'x', '__proto__', key])]: pick(poisons) }
      : { ...value, [key]: poison((value as Record<string, unknown>)[key]) }
  }
  const textOf = (): string | Uint8Array<ArrayBuffer> => {
    const text = JSON.stringify(poison(poison(wholesome)))
    const fate = chance()
    if (fate < 0.7) return text
    if (fate < 0.8) return text.slice(0, Math.floor(chance() * text.length))
    if (fate < 0.86) return `${'['.repeat(5_000)}${']'.repeat(5_000)}`
    if (fate < 0.93) return Uint8Array.from({ length: 200 }, () => Math.floor(chance() * 256))
    return `{"model":"chaos","input":${'{"type":"message","role":"user","content":'.repeat(300)}"x"${'}'.repeat(300)}}`
  }

  for (let index = 0; index < requests; index++) {
    if (index % 50 === 49) {
      count('broken HTTP')
      await sendRaw(server.url, pick(raw), problems)
      continue
    }
    const isOdd = chance() < 0.2
    const path = isOdd ? pick(odd) : pick(paths)
    const method = isOdd ? pick(methods) : 'POST'
    const body = method === 'GET' || method === 'HEAD' ? undefined : textOf()
    const answer = await fetch(server.url + path, {
      method,
      headers: { 'content-type': chance() < 0.9 ? 'application/json' : pick(types) },
      ...(body !== undefined && { body }),
      signal: AbortSignal.timeout(10_000),
    }).catch((error: unknown) => String(error))
    const what = `${method} ${path.slice(0, 60)} ${typeof body === 'string' ? body.slice(0, 300) : ''}`
    if (typeof answer === 'string') {
      problems.push(`${what}: ${answer}`)
      continue
    }
    const text = await answer.text()
    count(`${Math.floor(answer.status / 100)}xx`)
    if (answer.status >= 500) problems.push(`${what}: ${answer.status} ${text.slice(0, 200)}`)
    else if (answer.status >= 400 && method !== 'HEAD' && !isErrorBody(text))
      problems.push(`${what}: ${answer.status} with ${text.slice(0, 200)}`)
  }
  if (!server.isAlive()) problems.push('the server has died')
  else if (!(await fetch(`${server.url}/health`)).ok) problems.push('the server is not well')
  return counts
}

function isErrorBody(text: string): boolean {
  try {
    return apiErrorBodySchema.safeParse(JSON.parse(text)).success
  } catch {
    return false
  }
}

/** What is not even HTTP is answered with a status and an error body, or by closing the connection. */
async function sendRaw(url: string, text: string, problems: string[]): Promise<void> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let answer = ''
  socket.on('data', (data) => (answer += data.toString('latin1')))
  socket.on('error', () => undefined)
  socket.setTimeout(3_000, () => socket.destroy())
  socket.write(text)
  await once(socket, 'close')
  if (answer === '') return
  const [head = '', body = ''] = answer.split('\r\n\r\n')
  const status = Number(head.split(' ')[1])
  if (!(status >= 400 && status < 500)) problems.push(`${JSON.stringify(text.slice(0, 60))}: ${head.slice(0, 100)}`)
  else if (!isErrorBody(body)) problems.push(`${JSON.stringify(text.slice(0, 60))}: ${status} with ${body.slice(0, 200)}`)
}
