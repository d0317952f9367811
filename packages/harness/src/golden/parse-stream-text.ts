import { createFrameParser, type Frame } from '@goldwire/schemas'
import { rememberText } from './exact-text.ts'
import { frameToLine } from './frames-to-golden.ts'
import { type Framing, type Golden, type GoldenHeader, type GoldenLine, goldenLineProblem } from './golden.ts'
import { GoldenError } from './golden-error.ts'
import { parseGolden } from './parse-golden.ts'

/**
 * Reads the text of a stream in any of the forms {@link readStreamFile} knows. What is not a golden gets a header that claims nothing:
 * provider `unknown`, no request, no time.
 *
 * @throws {GoldenError} when the text is in none of the forms
 */
export function parseStreamText(text: string, file = 'stream'): Golden {
  const body = text.replace(/^\uFEFF/, '')
  const head = /^HTTP\/[\d.]+ (\d{3})[^\n]*\r?\n([\s\S]*?)\r?\n\r?\n/.exec(body)
  if (head !== null) return withHttpHead(parseStreamText(body.slice(head[0].length), file), head)
  const start = body.trimStart()
  if (start === '') return golden(file, 'sse', [])
  if (start.startsWith('{') || start.startsWith('[')) return fromJson(body, file)
  // Whatever else is in it, a stream has at least one line that an SSE reader would take for a field.
  // The byte order mark is part of what was sent.
  if (/^(?:(?:event|data|id|retry)(?::|$)|:)/m.test(body)) return golden(file, 'sse', fromSse(text))
  throw new GoldenError('is not a stream: neither a golden, SSE text, JSON Lines of events, a JSON array of events, nor a JSON body', {
    file,
  })
}

function golden(file: string, framing: Framing, lines: GoldenLine[]): Golden {
  const response = { status: null, headers: null, framing }
  return { header: { golden: 1, name: file, provider: 'unknown', recorded_at: null, source: null, request: null, response }, lines }
}

function withHttpHead(stream: Golden, [, status, head = '']: RegExpExecArray): Golden {
  const pairs = head.split(/\r?\n/).map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const
  })
  const headers = Object.fromEntries(pairs.filter(([name]) => name !== ''))
  const header: GoldenHeader = { ...stream.header, response: { ...stream.header.response, status: Number(status), headers } }
  return { ...stream, header }
}

function fromSse(text: string): GoldenLine[] {
  const frames: Frame[] = []
  const parser = createFrameParser({ onFrame: (frame) => frames.push(frame), maxFrameBytes: Number.MAX_SAFE_INTEGER })
  parser.feed(text)
  parser.end()
  return frames.map((frame) => frameToLine(frame))
}

function fromJson(text: string, file: string): Golden {
  const firstLine = text.slice(0, Math.max(0, text.indexOf('\n')) || text.length)
  const first = tryParse(firstLine)
  if (isObject(first) && Object.hasOwn(first, 'golden')) return parseGolden(text, file)
  const whole = first !== undefined && text.trim() === firstLine.trim() ? first : tryParse(text)
  if (whole !== undefined) return fromOneDocument(whole, text, file)
  if (first === undefined) throw new GoldenError('starts like JSON, but neither its first line nor the whole is JSON', { file, line: 1 })
  return fromJsonLines(text, file)
}

function fromOneDocument(value: unknown, text: string, file: string): Golden {
  if (Array.isArray(value)) return golden(file, 'data-only', value.map(eventLine))
  if (isObject(value) && typeof value['type'] === 'string' && value['object'] !== 'response')
    return golden(file, 'data-only', [eventLine(value)])
  return golden(file, 'json', [rememberText({ t: null, body: value }, `{"t":null,"body":${text.trim()}}`)])
}

/** JSON Lines; a line that is not JSON is kept as the text it is, for the linter to find fault with. */
function fromJsonLines(text: string, file: string): Golden {
  const rows = text.split(/\r?\n/).filter((row) => row.trim() !== '')
  const lines = rows.map((row): GoldenLine => {
    const value = tryParse(row)
    if (value === undefined) return { t: null, event: null, text: row }
    const line = eventLine(value)
    return Object.hasOwn(line, 't') && line.data === value ? rememberText(line, `{"t":null,"event":null,"data":${row.trim()}}`) : line
  })
  return golden(file, lines.some((line) => line.event) ? 'sse' : 'data-only', lines)
}

/** One line of JSON Lines: an event, a golden line, or text that is no JSON. */
export function jsonLine(row: string): GoldenLine {
  const value = tryParse(row)
  return value === undefined ? { t: null, event: null, text: row } : eventLine(value)
}

/** An event by itself, or one already wrapped as a golden line (a golden without its header). */
function eventLine(value: unknown): GoldenLine {
  if (isObject(value) && typeof value['type'] !== 'string' && 'data' in value) {
    const line = { t: null, ...value } as GoldenLine
    if (goldenLineProblem(line) === null) return line
  }
  return { t: null, event: null, data: value }
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
