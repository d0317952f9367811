import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseFrame, readFrames } from '@goldwire/schemas'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { framesToGolden } from './frames-to-golden.ts'
import type { Golden, GoldenHeader } from './golden.ts'
import { goldenToFrames, goldenToSse } from './golden-to-frames.ts'
import { parseGolden } from './parse-golden.ts'
import { readGolden } from './read-golden.ts'
import { captureState, goldenProblems } from './validate-golden.ts'
import { encodeGolden, writeGolden } from './write-golden.ts'

const corpus = process.env['GOLDWIRE_CORPUS'] ?? join(import.meta.dirname, '../../../../../shared/corpus')

const header: GoldenHeader = {
  golden: 1,
  name: 'test/one',
  provider: 'test',
  recorded_at: null,
  source: null,
  request: null,
  response: { status: 200, headers: null, framing: 'sse' },
}
const created = { type: 'response.created', sequence_number: 0 }
const completed = { type: 'response.completed', sequence_number: 1 }
const golden = (...lines: Golden['lines']): Golden => ({ header, lines })
const line = (data: { type: string }) => ({ t: 1.5, event: data.type, data })

async function fromSse(text: string): Promise<Golden> {
  const frames = []
  for await (const frame of readFrames(text)) frames.push({ frame, t: null })
  return golden(...framesToGolden(frames))
}

test.skipIf(!existsSync(corpus))(
  'all captures of the corpus (present here) read, validate and write back byte for byte',
  () => {
    const folders = ['openai', 'other', 'nonstream', 'errors']
    const files = folders.flatMap((folder) => readdirSync(join(corpus, folder)).map((name) => join(corpus, folder, name)))
    const counts = { files: 0, identical: 0, problems: 0 }
    for (const file of files) {
      const text = readFileSync(file, 'utf8')
      const read = parseGolden(text, file)
      counts.files++
      if (encodeGolden(read) === text) counts.identical++
      counts.problems += goldenProblems(read).length
    }
    expect(counts.files).toBeGreaterThanOrEqual(800)
    expect(counts).toEqual({ files: files.length, identical: files.length, problems: 0 })
  },
  60_000,
)

test.skipIf(!existsSync(corpus))(
  'the SSE text of every capture of the corpus (present here) reads back to the same data and the same text',
  async () => {
    for (const folder of ['openai', 'other']) {
      for (const name of readdirSync(join(corpus, folder))) {
        const read = await readGolden(join(corpus, folder, name))
        if (read.header.response.framing === 'websocket') continue
        const text = goldenToSse(read)
        const again = await fromSse(text)
        expect(again.lines.map((one) => one.data)).toEqual(read.lines.map((one) => one.data))
        expect(goldenToSse(again)).toBe(text)
      }
    }
  },
  60_000,
)

test('what JSON.parse forgets is written back as it was read, until the line is changed', () => {
  const text = `${JSON.stringify(header)}\n{"t":1,"event":"x","data":{"type":"x","n":1.0,"s":"\\u00e9"},"extra":1e2}\n`
  const read = parseGolden(text)
  expect(encodeGolden(read)).toBe(text)
  expect(goldenToSse(read)).toBe('event: x\ndata: {"type":"x","n":1.0,"s":"\\u00e9"}\n\n')
  for (const one of read.lines) (one.data as { n: number }).n = 2
  expect(encodeGolden(read).split('\n')[1]).toBe('{"t":1,"event":"x","data":{"type":"x","n":2,"s":"é"},"extra":100}')
})

test('a file that is no golden is refused with its name and line', () => {
  expect(() => parseGolden('{"type":"response.created"}\n', 'a.jsonl')).toThrow('a.jsonl:1: the first line is not a golden header')
  expect(() => parseGolden('{"golden":2}\n', 'a.jsonl')).toThrow('a.jsonl:1: golden version 2 is not known here')
  expect(() => parseGolden(`${JSON.stringify(header)}\n{"t":null,"da`, 'a.jsonl')).toThrow(/^a\.jsonl:2: not JSON .*cut short/)
  expect(() => parseGolden(`${JSON.stringify(header)}\n{"t":null}\n`, 'a.jsonl')).toThrow('a.jsonl:2: a line must have exactly one of')
  expect(() => parseGolden(`${JSON.stringify(header)}\n{"t":-1,"event":null,"data":1}\n`, 'a.jsonl')).toThrow('a.jsonl:2: t:')
  expect(() => parseGolden(JSON.stringify({ ...header, name: 1 }), 'a.jsonl')).toThrow('a.jsonl:1: bad golden header: name:')
})

test('a missing file is refused by name', async () => {
  await expect(readGolden('/nowhere/x.golden.jsonl')).rejects.toThrow('/nowhere/x.golden.jsonl: cannot be read')
})

test('any SSE text comes back from a golden byte for byte', async () => {
  const pieces = fc.constantFrom(
    'event: a\n',
    'data: {"type":"a"}\n',
    'data: [DONE]\n',
    ': hi\n',
    '\n',
    '\r\n',
    'data:{"a":\n',
    'data: 1}\r\n',
    'id: 1\n',
    'x\n',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(pieces, { maxLength: 20 }), async (parts) => {
      const text = parts.join('')
      const written = encodeGolden(await fromSse(text))
      expect(goldenToSse(parseGolden(written))).toBe(text)
    }),
  )
})

test('canonical frames need no raw, others keep their exact text', async () => {
  const read = await fromSse('event: a\ndata: {"type":"a","n":1.0}\n\ndata: {"type":"b"}\n\ndata: [DONE]\n\n: ping\n\n')
  expect(read.lines).toEqual([
    { t: null, event: 'a', data: { type: 'a', n: 1 } },
    { t: null, event: null, data: { type: 'b' }, raw: 'data: {"type":"b"}\n\n' },
    { t: null, event: null, text: '[DONE]', raw: 'data: [DONE]\n\n' },
    { t: null, comment: 'ping' },
  ])
  expect(encodeGolden(read)).toContain('"n":1.0')
})

test('frames of a data-only capture are made up in the plain form, WebSocket messages and bodies come as they are', () => {
  const dataOnly = { ...header, response: { ...header.response, framing: 'data-only' as const } }
  expect(goldenToSse({ header: dataOnly, lines: [{ t: null, event: null, data: created }] })).toBe(
    `event: response.created\ndata: ${JSON.stringify(created)}\n\n`,
  )
  const socket = { ...header, response: { ...header.response, framing: 'websocket' as const } }
  expect(goldenToFrames({ header: socket, lines: [{ t: 1, dir: 'in', data: created }] })).toEqual([
    { t: 1, dir: 'in', text: JSON.stringify(created) },
  ])
  const json = { ...header, response: { ...header.response, framing: 'json' as const } }
  expect(goldenToFrames({ header: json, lines: [{ t: 3, body: { id: 1 } }] })).toEqual([{ t: 3, text: '{"id":1}' }])
})

test('a capture cut short is told from a whole one', async () => {
  expect(captureState(golden(line(created), line(completed)))).toEqual({ whole: true, terminal: 'response.completed', reasons: [] })
  expect(captureState(golden(line(created)))).toMatchObject({ whole: false, terminal: null })
  expect(captureState({ header: { ...header, cut: 'the client left' }, lines: [line(created), line(completed)] }).reasons).toEqual([
    'the recorder says: the client left',
  ])
  const open = await fromSse(`event: response.completed\ndata: ${JSON.stringify(completed)}\n`)
  expect(captureState(open).reasons).toEqual(['the last frame is not closed by a blank line'])
  const frame = open.lines[0]?.raw ?? ''
  expect(parseFrame({ data: frame.split('data: ')[1]?.trim() ?? null, comments: [] }).kind).toBe('event')
})

test('a golden that is not valid is not written, nor half of one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'golden-'))
  const file = join(folder, 'deep', 'x.golden.jsonl')
  await expect(writeGolden(file, golden({ t: null }))).rejects.toThrow('not written: line 2')
  expect(await readdir(folder)).toEqual([])
  await writeGolden(file, golden(line(created), line(completed)))
  expect(await readdir(join(folder, 'deep'))).toEqual(['x.golden.jsonl'])
  expect(await readFile(file, 'utf8')).toBe(encodeGolden(golden(line(created), line(completed))))
  await expect(writeGolden(join(file, 'under-a-file'), golden(line(completed)))).rejects.toThrow('could not be written')
})

test('the framing of the header must fit the lines', () => {
  expect(goldenProblems(golden({ t: 1, body: {} }))).toEqual(['line 2: a body does not belong into a golden with framing sse'])
  const json = { ...header, response: { ...header.response, framing: 'json' as const } }
  expect(goldenProblems({ header: json, lines: [line(created)] })).toEqual(['line 2: a golden with framing json holds bodies only'])
})
