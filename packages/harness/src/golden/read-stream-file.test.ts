import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseStreamText } from './parse-stream-text.ts'
import { readStreamFile } from './read-stream-file.ts'

const events = [
  { type: 'response.created', sequence_number: 0 },
  { type: 'response.completed', sequence_number: 1 },
]
const sse = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')
const header =
  '{"golden":1,"name":"a/b","provider":"a","recorded_at":null,"source":null,"request":null,"response":{"status":200,"headers":null,"framing":"sse"}}'
const goldenText = `${header}\n${events.map((data) => JSON.stringify({ t: 1, event: data.type, data })).join('\n')}\n`
const dataOf = (text: string) => parseStreamText(text).lines.map((line) => line.data)
const framingOf = (text: string) => parseStreamText(text).header.response.framing

test.each([
  ['a golden', goldenText, 'sse'],
  ['SSE text', sse, 'sse'],
  ['SSE text with CRLF', sse.replaceAll('\n', '\r\n'), 'sse'],
  ['SSE text after a byte order mark', `\uFEFF${sse}`, 'sse'],
  ['JSON Lines', events.map((event) => JSON.stringify(event)).join('\n'), 'data-only'],
  ['JSON Lines with CRLF and blank lines', `${events.map((event) => JSON.stringify(event)).join('\r\n\r\n')}\r\n`, 'data-only'],
  ['a JSON array', JSON.stringify(events), 'data-only'],
  ['a pretty JSON array', JSON.stringify(events, null, 2), 'data-only'],
  ['golden lines without header', goldenText.split('\n').slice(1).join('\n'), 'sse'],
  ['the output of curl -i', `HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n${sse}`, 'sse'],
])('%s is recognised by its content', (_, text, framing) => {
  expect(dataOf(text)).toEqual(events)
  expect(framingOf(text)).toBe(framing)
})

test('one event alone, a body, and nothing at all are recognised', () => {
  expect(dataOf(JSON.stringify(events[0]))).toEqual([events[0]])
  expect(parseStreamText('{\n  "id": "resp_1",\n  "object": "response"\n}\n').lines).toEqual([
    { t: null, body: { id: 'resp_1', object: 'response' } },
  ])
  expect(parseStreamText(' \n').lines).toEqual([])
})

test('status and headers of curl -i are kept', () => {
  const { response } = parseStreamText(`HTTP/2 200 \r\nContent-Type: text/plain\r\n\r\n${sse}`).header
  expect(response).toEqual({ status: 200, headers: { 'content-type': 'text/plain' }, framing: 'sse' })
})

test('a line of JSON Lines that was cut is kept as text, the others as events', () => {
  const text = `${JSON.stringify(events[0])}\n{"type":"resp`
  expect(parseStreamText(text).lines).toEqual([
    { t: null, event: null, data: events[0] },
    { t: null, event: null, text: '{"type":"resp' },
  ])
})

test('what is no stream is refused by name', () => {
  expect(() => parseStreamText('<html>502</html>', 'x.html')).toThrow('x.html: is not a stream')
  expect(() => parseStreamText('{oops', 'x.json')).toThrow('x.json:1: starts like JSON')
})

test('a file is read whatever its name, and - is standard input', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'stream-')), 'capture.png')
  await writeFile(file, sse)
  expect((await readStreamFile(file)).lines.map((line) => line.data)).toEqual(events)
  async function* stdin() {
    yield new TextEncoder().encode(sse.slice(0, 30))
    yield sse.slice(30)
  }
  const piped = await readStreamFile('-', { stdin: stdin() })
  expect(piped.lines.map((line) => line.data)).toEqual(events)
  expect(piped.header.name).toBe('standard input')
  await expect(readStreamFile('/nowhere')).rejects.toThrow('/nowhere: cannot be read')
})
