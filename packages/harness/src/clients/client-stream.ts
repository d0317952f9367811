import { join } from '../golden/chunks.ts'
import { goldenToBytes } from '../golden/exact-bytes.ts'
import type { Golden } from '../golden/golden.ts'

/** One frame as a parser of event streams hands it on. */
export interface ClientFrame {
  /** The `event:` field; null where there was none. */
  event: string | null
  /** Data lines joined; null where there was none. */
  data: string | null
  /** No blank line closed it: the stream ended. */
  isCut: boolean
}

/** What the user of a client gave it along. */
export interface Asked {
  /** Names of the tools. */
  tools: readonly string[]
  /** How often the model may be asked before it has to answer. */
  turns: number
}

/** An answer as clients see it. */
export interface ClientStream {
  /** Null where nobody knows: every tool that is called was given, and another turn may follow. */
  asked: Asked | null
  status: number
  /** Null where the answer has none, or nobody kept it. */
  contentType: string | null
  /** Whether headers were kept at all. */
  hasHeaders: boolean
  /** The text begins with a byte order mark, which is not part of `text`. */
  hasMark: boolean
  /** The whole of what was sent; where only events were kept, with the frames that OpenAI would send. */
  text: string
}

/** What a golden looks like to a client: its status, its content type, its bytes. Messages of a WebSocket are read as frames. */
export function clientStreamOf(golden: Golden, asked: Asked | null = null): ClientStream {
  const { status, headers, framing } = golden.header.response
  const inward = golden.lines.filter(({ dir }) => dir !== 'out')
  const header =
    framing === 'websocket' ? { ...golden.header, response: { ...golden.header.response, framing: 'data-only' as const } } : golden.header
  const bytes = goldenToBytes({ header, lines: framing === 'websocket' ? inward.map(({ raw: _, bytes: __, ...line }) => line) : inward })
  const type = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'content-type')?.[1]
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(join(bytes))
  const hasMark = text.startsWith('\ufeff')
  return {
    asked,
    hasMark,
    status: framing === 'websocket' ? 200 : (status ?? 200),
    contentType: [type].flat()[0] ?? null,
    hasHeaders: headers !== null && framing !== 'websocket',
    text: hasMark ? text.slice(1) : text,
  }
}

export interface FrameDialect {
  /** Ends of lines that are known: `any` (CRLF, LF, CR) or `lf` (LF, with a CR before it cut off). */
  lines: 'any' | 'lf'
}

/** Frames by the WHATWG rules: comments and unknown fields are left out, one blank behind the colon is cut off. */
export function framesOf({ text }: ClientStream, { lines }: FrameDialect = { lines: 'any' }): ClientFrame[] {
  const frames: ClientFrame[] = []
  let event: string | null = null
  let data: string | null = null
  const push = (isCut: boolean) => {
    if (event !== null || data !== null) frames.push({ event, data, isCut })
    event = data = null
  }
  const all = text.split(lines === 'any' ? /\r\n|\n|\r/ : /\r?\n/)
  // Behind the last line end stands no line.
  if (all.at(-1) === '') all.pop()
  for (const line of all) {
    if (line === '') {
      push(false)
      continue
    }
    const colon = line.indexOf(':')
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (name === 'event') event = value
    if (name === 'data') data = data === null ? value : `${data}\n${value}`
  }
  push(true)
  return frames
}
