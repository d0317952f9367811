import { parseFrame, readFrames, type Frame } from '@goldwire/schemas'

import { isEvent } from '../golden/events-of.ts'
import type { WireEvent } from '../shape/shape.ts'

export interface CaptureOptions {
  /** With or without `/v1` at its end. */
  baseUrl: string
  body: unknown
  /** Sent as it is, in place of the body: what is not JSON. */
  text?: string
  method?: string
  /** Path below `/v1`, e.g. `/responses`. */
  path?: string
  apiKey?: string
  /** Milliseconds for the whole exchange. */
  timeoutMs?: number
  /** Largest answer that is kept, in bytes. @defaultValue 256 MiB */
  maxBytes?: number
  signal?: AbortSignal
}

/** What came back for one request: an SSE stream, frame by frame, or a JSON body. */
export interface Capture {
  status: number
  headers: { [name: string]: string }
  framing: 'sse' | 'json'
  /** Frames with their arrival in milliseconds since the request was sent. */
  frames: { t: number; frame: Frame }[]
  /** The frames' events; frames without JSON data leave none. */
  events: WireEvent[]
  body: unknown
  /** Why the stream ended before its end; null for a clean one. */
  cut: string | null
}

/** The server could not be reached at all (refused, no such host, no answer in time). */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
}

/**
 * Sends one request and keeps everything that comes back, also when it breaks off in the middle (`cut` says how).
 * @throws UnreachableError when no answer came at all.
 */
export async function captureResponse(options: CaptureOptions): Promise<Capture> {
  const { body, text, apiKey, method = 'POST', path = '/responses', timeoutMs = 120_000, maxBytes = 256 * MIB } = options
  const url = `${apiRoot(options.baseUrl)}${path}`
  const timeout = AbortSignal.timeout(timeoutMs)
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout
  const sent = performance.now()
  let response: Response
  try {
    response = await fetchAgain(url, {
      method,
      signal,
      headers: { 'content-type': 'application/json', ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }) },
      ...(text === undefined && body === undefined ? {} : { body: text ?? JSON.stringify(body) }),
    })
  } catch (cause) {
    const reason = timeout.aborted ? `no answer within ${timeoutMs / 1000} s` : reasonOf(cause)
    throw new UnreachableError(`Failed to reach ${url}: ${reason}`, { cause })
  }
  const capture: Capture = {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    framing: 'json',
    frames: [],
    events: [],
    body: null,
    cut: null,
  }
  const isStream = (response.headers.get('content-type') ?? '').includes('text/event-stream')
  try {
    const limited = response.body?.pipeThrough(limitBytes(maxBytes)) ?? null
    if (isStream && limited) await readStream(limited, sent, capture)
    else capture.body = parseBody(await new Response(limited).text())
  } catch (error) {
    capture.cut = timeout.aborted ? `no end within ${timeoutMs / 1000} s` : reasonOf(error)
  }
  return capture
}

/**
 * A server may close a connection that was kept alive just as the next request is sent on it: that says nothing about the server, and the
 * request is sent once more.
 */
async function fetchAgain(url: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request)
  } catch (error) {
    const code: unknown = error instanceof Error && error.cause instanceof Error && 'code' in error.cause ? error.cause.code : ''
    if (code !== 'ECONNRESET' && code !== 'EPIPE' && code !== 'UND_ERR_SOCKET') throw error
    return await fetch(url, request)
  }
}

const MIB = 1024 * 1024

/** A server that floods is given up on before it fills the memory. */
function limitBytes(most: number): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength
      if (bytes > most) controller.error(new Error(`more than ${most / MIB} MiB came`))
      else controller.enqueue(chunk)
    },
  })
}

/** What went wrong below `fetch`, which itself says little more than that it failed. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message
}

/** `http://host:1234` and `http://host:1234/v1/` both mean the same server. */
export function apiRoot(baseUrl: string): string {
  const trimmed = baseUrl.replace(/\/+$/, '')
  return /\/v\d+$/.test(trimmed) ? trimmed : `${trimmed}/v1`
}

async function readStream(body: ReadableStream<Uint8Array>, sent: number, capture: Capture): Promise<void> {
  capture.framing = 'sse'
  for await (const frame of readFrames(body)) {
    capture.frames.push({ t: Math.round((performance.now() - sent) * 10) / 10, frame })
    const parsed = parseFrame(frame)
    if (parsed.kind === 'event' && isEvent(parsed.data)) capture.events.push(parsed.data)
  }
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
