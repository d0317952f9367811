import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { lintFile } from '../lint/lint-file.ts'
import { lintStream } from '../lint/lint-stream.ts'
import { sampleStream } from '../testing/sample-streams.ts'
import type { GoldenLine } from './golden.ts'
import { openCapture } from './open-capture.ts'
import { readStreamFile } from './read-stream-file.ts'
import { parseStreamText } from './parse-stream-text.ts'

/** Long enough to be read line by line: more than 4 MB. */
const events = sampleStream({ deltas: Array.from({ length: 25_000 }, (_, index) => (index % 50 === 0 ? ' größer 你好' : ' word')) })
const sse = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')
const jsonLines = events.map((event) => `${JSON.stringify(event)}\n`).join('')
const response = { status: 200, headers: null, framing: 'sse' }
const header = { golden: 1, name: 'long', provider: 'openai', recorded_at: null, source: null, request: null, response }
const golden = [header, ...events.map((data) => ({ t: null, event: data.type, data }))].map((line) => `${JSON.stringify(line)}\n`).join('')
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goldwire-long-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function opened(name: string, content: string | Uint8Array) {
  const file = join(folder, name)
  await writeFile(file, content)
  const capture = await openCapture(file)
  const lines: GoldenLine[] = []
  let batches = 0
  for await (const batch of capture.batches) {
    lines.push(...batch)
    batches++
  }
  return { file, header: capture.header, lines, batches }
}

test.each([
  ['long.sse', sse],
  ['long.jsonl', jsonLines],
  ['long.golden.jsonl', golden],
  ['head.sse', `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n${sse}`],
])('%s is read in pieces to what it is when read whole, gzipped or not', async (name, text) => {
  expect(text.length).toBeGreaterThan(4 * 1024 * 1024)
  const whole = parseStreamText(text, join(folder, name))
  const plain = await opened(name, text)
  expect(plain.batches).toBeGreaterThan(1)
  expect(plain.lines).toEqual(whole.lines)
  expect(plain.header).toEqual(whole.header)
  const packed = await opened(`${name}.gz`, gzipSync(text, { level: 1 }))
  expect(packed.lines).toEqual(whole.lines)
  expect((await readStreamFile(packed.file)).lines).toHaveLength(whole.lines.length)
  expect((await lintFile(plain.file)).findings).toEqual(lintStream(whole))
})

test('one long JSON document is read whole', async () => {
  const { lines } = await opened('long.json', JSON.stringify(events))
  expect(lines).toHaveLength(events.length)
})

test('what cannot be read is told by file and line', async () => {
  await expect(openCapture(join(folder, 'nowhere'))).rejects.toThrow(/nowhere: cannot be read/)
  await expect(opened('cut.golden.jsonl', golden.slice(0, -300))).rejects.toThrow(/cut\.golden\.jsonl:\d+: not JSON/)
  await expect(opened('cut.sse.gz', gzipSync(sse).subarray(0, -9))).rejects.toThrow(/cut\.sse\.gz: cannot be read/)
  await expect(opened('prose.txt', 'Once upon a time\n'.repeat(300_000))).rejects.toThrow('is not a stream')
})
