import { rememberText } from '../golden/exact-text.ts'
import type { Framing, GoldenHeader } from '../golden/golden.ts'
import { largestPiece } from './lines-of-entries.ts'

/** Headers as a golden holds them: names in lower case, a list where a name came more than once. */
export type HeaderMap = Record<string, string | string[]>

/** What was asked. */
export interface RecordedRequest {
  method: string
  /** As the client sent it, with its query. */
  path: string
  headers: HeaderMap
  body: Uint8Array
  /** Bytes of the body, more than `body` holds when it was too large to keep. */
  bodyBytes: number
}

/** How an exchange ended that did not end by itself. */
export interface Cut {
  /** In words. */
  reason: string
  by: 'client' | 'upstream' | 'recorder'
  /** `reset`: the connection broke; `end`: it was closed in good order, but too early. */
  how: 'reset' | 'end'
}

/** How the answer came. */
export interface RecordedAnswer {
  status: number | null
  headers: HeaderMap | null
  framing: Exclude<Framing, 'data-only'>
  trailers?: HeaderMap
  /** Content encodings that were undone, by the recorder or before it; the golden holds the body without them. */
  decoded?: readonly string[]
  /** When the end, or the break, was seen: milliseconds since the request was sent. */
  ended?: number
  /** How a WebSocket was closed. */
  close?: { code: number; reason: string; by: 'client' | 'server' } | null
}

export interface RecordedPlace {
  name: string
  provider: string
  recordedAt: string
  session: string
  index: number
}

/** The header of a recording. The request's JSON body keeps its exact text; where that is more than one line it stands in `request.raw`. */
export function recordedHeader(
  place: RecordedPlace,
  request: RecordedRequest,
  answer: RecordedAnswer,
  cut: Cut | null,
  more: object = {},
): GoldenHeader {
  const body = readBody(request)
  const { status, headers, framing, trailers, decoded, ended, close } = answer
  const header: GoldenHeader = {
    golden: 1,
    name: place.name,
    provider: place.provider,
    recorded_at: place.recordedAt,
    source: null,
    session: place.session,
    index: place.index,
    request: { method: request.method, path: request.path, headers: request.headers, body: body.value, ...body.more },
    response: {
      status,
      headers,
      framing,
      ...(trailers !== undefined && Object.keys(trailers).length > 0 && { trailers }),
      ...(decoded !== undefined && decoded.length > 0 && { decoded }),
      ...(ended !== undefined && { ended }),
      ...(close !== undefined && close !== null && { close }),
    },
    ...(cut !== null && { cut: cut.reason, cut_by: cut.by, cut_how: cut.how }),
    ...more,
  }
  if (body.exact === undefined) return header
  const mark = `\u0000${place.session}\u0000`
  const text = JSON.stringify({ ...header, request: { ...header.request, body: mark } })
  return rememberText(
    header,
    text.replace(JSON.stringify(mark), () => body.exact ?? 'null'),
  )
}

interface ReadBody {
  value: unknown
  /** One line of JSON, exactly as sent. */
  exact?: string
  more?: { raw?: string; note?: string }
}

function readBody({ body, bodyBytes }: RecordedRequest): ReadBody {
  if (bodyBytes > largestPiece) return { value: null, more: { note: `its body of ${bodyBytes} bytes was not kept` } }
  if (bodyBytes === 0) return { value: null }
  const text = new TextDecoder().decode(body)
  try {
    const value = JSON.parse(text) as unknown
    return text.trim() === text && !/[\r\n]/.test(text) ? { value, exact: text } : { value, more: { raw: text } }
  } catch {
    const lossy = text.includes('\uFFFD')
    return { value: text, more: lossy ? { note: 'its body was not UTF-8; bad bytes stand as U+FFFD' } : {} }
  }
}
