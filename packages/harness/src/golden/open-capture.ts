import { createFrameParser, parseFrame, type Frame } from '@goldwire/schemas'
import { openBytes } from './capture-bytes.ts'
import { frameToLine } from './frames-to-golden.ts'
import type { Golden, GoldenHeader, GoldenLine } from './golden.ts'
import { GoldenError } from './golden-error.ts'
import { parseGolden, parseGoldenLine } from './parse-golden.ts'
import { jsonLine, parseStreamText } from './parse-stream-text.ts'
import type { ReadStreamOptions } from './read-stream-file.ts'

/** A capture that is read line by line: its header, and its lines in batches as they are read. May be iterated once. */
export interface OpenCapture {
  header: GoldenHeader
  batches: AsyncIterable<GoldenLine[]>
}

/** Captures up to so many characters are read whole; longer ones line by line. */
const READ_WHOLE = 4 * 1024 * 1024

/**
 * Opens a capture of any size and of any form that `readStreamFile` reads, gzipped or not; `-` is standard input. A golden, SSE text or JSON
 * Lines is never in memory as a whole; one JSON document is.
 *
 * Lines that are read one by one do not remember their exact text: this is for judging a capture, not for writing it again.
 *
 * @throws {GoldenError} naming the file when it cannot be opened or is none of these; while iterating, when a line is no line of a golden
 */
export async function openCapture(file: string, { stdin = process.stdin }: ReadStreamOptions = {}): Promise<OpenCapture> {
  const name = file === '-' ? 'standard input' : file
  const { head, isWhole, rest } = await openBytes(file, stdin, READ_WHOLE)
  if (isWhole) return inMemory(parseStreamText(head.toString('utf8'), name))
  const text = head.toString('utf8')
  // What `curl -i` prints before the body tells the header; the rest is read as it would be without.
  const http = /^\uFEFF?HTTP\/[\d.]+ \d{3}[\s\S]*?\r?\n\r?\n/.exec(text)?.[0] ?? ''
  const all = (async function* () {
    yield head.subarray(Buffer.byteLength(http))
    yield* rest
  })()
  const capture = await openLong(text.slice(http.length).replace(/^\uFEFF/, ''), all, name)
  return http === '' ? capture : { ...capture, header: parseStreamText(http, name).header }
}

function inMemory({ header, lines }: Golden): OpenCapture {
  return {
    header,
    batches: (async function* () {
      yield lines
    })(),
  }
}

async function openLong(head: string, bytes: AsyncIterable<Uint8Array>, file: string): Promise<OpenCapture> {
  const start = head.trimStart()
  // Says by itself what is wrong with text that is no stream.
  if (!start.startsWith('{') && !start.startsWith('['))
    return { header: parseStreamText(head.slice(0, 65_536), file).header, batches: readSse(bytes) }
  const firstLine = start.slice(0, start.indexOf('\n'))
  const first = start.startsWith('[') ? null : parsedOrNull(firstLine)
  if (first === null) return inMemory(await readWhole(bytes, file))
  if (Object.hasOwn(first, 'golden')) return { header: parseGolden(firstLine, file).header, batches: readGoldenLines(bytes, file) }
  return { header: parseStreamText(`${firstLine}\n${firstLine}`, file).header, batches: readJsonLines(bytes) }
}

async function* readSse(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<GoldenLine[]> {
  let lines: GoldenLine[] = []
  const parser = createFrameParser({ onFrame: (frame) => lines.push(lineOf(frame)) })
  for await (const chunk of bytes) {
    parser.feed(chunk)
    yield lines
    lines = []
  }
  parser.end()
  yield lines
}

function lineOf(frame: Frame): GoldenLine {
  const parsed = frame.canonical ? parseFrame(frame) : null
  return parsed?.kind === 'event' ? { t: null, event: frame.event, data: parsed.data } : frameToLine(frame)
}

async function* readGoldenLines(bytes: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<GoldenLine[]> {
  let number = 0
  for await (const rows of readRows(bytes)) {
    yield rows.flatMap((row) => {
      number++
      return number === 1 || row.trim() === '' ? [] : [parseGoldenLine(row, file, number)]
    })
  }
}

async function* readJsonLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<GoldenLine[]> {
  for await (const rows of readRows(bytes)) yield rows.filter((row) => row.trim() !== '').map(jsonLine)
}

/** Whole lines, in batches. */
async function* readRows(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder()
  let open: string[] = []
  for await (const chunk of bytes) {
    const text = decoder.decode(chunk, { stream: true })
    const end = text.lastIndexOf('\n')
    if (end < 0) {
      open.push(text)
      continue
    }
    yield (open.join('') + text.slice(0, end)).split('\n')
    open = [text.slice(end + 1)]
  }
  const last = open.join('') + decoder.decode()
  if (last !== '') yield [last]
}

async function readWhole(bytes: AsyncIterable<Uint8Array>, file: string): Promise<Golden> {
  const kept: Uint8Array[] = []
  for await (const chunk of bytes) kept.push(chunk)
  const all = Buffer.concat(kept)
  // The longest string that V8 knows.
  if (all.length > 0x1fffffe8) {
    const size = Math.round(all.length / 1024 / 1024)
    throw new GoldenError(`is one JSON document of ${size} MB, which cannot be read whole; write it as JSON Lines: jq -c '.[]'`, { file })
  }
  return parseStreamText(all.toString('utf8'), file)
}

function parsedOrNull(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}
