import { basename } from 'node:path'

import { isEvent } from '../golden/events-of.ts'
import type { Golden, GoldenLine } from '../golden/golden.ts'
import { parseStreamText } from '../golden/parse-stream-text.ts'
import { readStreamFile } from '../golden/read-stream-file.ts'

/** Whatever a test has in hand of a stream. */
export type StreamLike =
  | Golden
  /** A path, or the text of the stream: SSE, JSON Lines, a golden, a JSON body. */
  | string
  /** Of `fetch`; its body must not have been read. */
  | Response
  /** Events, such as the stream of the openai SDK, or bytes or text. */
  | Iterable<unknown>
  | AsyncIterable<unknown>

/**
 * Reads a stream to its end, whatever a test has of it. What only a response of `fetch` knows (status, headers, frames as sent) is kept.
 *
 * @throws TypeError for what is no stream; GoldenError when a file or text cannot be read as one
 */
export async function toGolden(stream: unknown): Promise<Golden> {
  if (typeof stream === 'string') return isText(stream) ? parseStreamText(stream) : readStreamFile(stream)
  if (isGolden(stream)) return stream
  if (isResponse(stream)) return ofResponse(stream)
  if (isObject(stream) && (Symbol.asyncIterator in stream || Symbol.iterator in stream))
    return ofElements(await collect(stream as AsyncIterable<unknown>))
  throw new TypeError(
    `expected a stream: a golden, a path, SSE text, a Response of fetch, or an (async) iterable of events; got ${stream === null ? 'null' : typeof stream}`,
  )
}

/** A path has one line, and does not begin as a stream or a document does. */
function isText(text: string): boolean {
  return text.trim() === '' || /[\r\n]/.test(text) || /^\s*[[{:]|^(?:event|data|id|retry):/.test(text)
}

async function ofResponse(response: Response): Promise<Golden> {
  if (response.bodyUsed) throw new TypeError('the body of the response was read already; give the response itself, or a clone() of it')
  const golden = parseStreamText(await response.text(), response.url === '' ? 'response' : response.url)
  const headers = Object.fromEntries(response.headers)
  return { ...golden, header: { ...golden.header, response: { ...golden.header.response, status: response.status, headers } } }
}

async function collect(elements: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = []
  for await (const element of elements) all.push(element)
  return all
}

function ofElements(elements: readonly unknown[]): Golden {
  const decoder = new TextDecoder()
  if (elements.length > 0 && elements.every((each) => typeof each === 'string' || each instanceof Uint8Array)) {
    const text =
      elements.map((each) => (typeof each === 'string' ? each : decoder.decode(each, { stream: true }))).join('') + decoder.decode()
    return parseStreamText(text)
  }
  const lines: GoldenLine[] = elements.map((data) => ({ t: null, event: null, data: isEvent(data) ? { ...data } : data }))
  const response = { status: null, headers: null, framing: 'data-only' as const }
  return { header: { golden: 1, name: 'events', provider: 'unknown', recorded_at: null, source: null, request: null, response }, lines }
}

/** A golden of what a test received, named after its file. */
export function namedAfter(file: string, { header, lines }: Golden): Golden {
  return { header: { ...header, name: basename(file).replace(/\.golden\.jsonl$/, '') }, lines }
}

function isGolden(value: unknown): value is Golden {
  return isObject(value) && isObject(value['header']) && Array.isArray(value['lines'])
}

function isResponse(value: unknown): value is Response {
  return isObject(value) && value['headers'] instanceof Headers && typeof value['text'] === 'function'
}

function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null
}
