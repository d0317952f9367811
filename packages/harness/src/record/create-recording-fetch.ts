import { createRecorder, type Recorder, type RecorderOptions, type Recording, type RecordingNaming } from './create-recorder.ts'
import type { Cut, HeaderMap, RecordedAnswer, RecordedRequest } from './recorded-header.ts'

export interface RecordingFetchOptions extends Omit<RecorderOptions, 'provider'> {
  /** What does the fetching. @defaultValue the global one */
  fetch?: typeof globalThis.fetch
  /** @defaultValue `unknown` */
  provider?: string
  /** How recordings are called, where that is not left to the request: each replaces the one before. */
  naming?: RecordingNaming
}

/** A `fetch` that records. */
export interface RecordingFetch {
  (input: string | URL | Request, init?: RequestInit): Promise<Response>
  session: string
  /** Waits until everything that has ended is recorded. */
  settled(): Promise<void>
}

/**
 * A `fetch` for any client (`new OpenAI({ fetch })`) that records what it fetches, chunk by chunk, while the client reads it. The client gets the
 * same bytes at the same pace; when it cancels, so is the request, and the recording says so.
 *
 * What `fetch` cannot see is not recorded: the bytes before decompression, trailers, and how a connection broke.
 */
export function createRecordingFetch({
  fetch = globalThis.fetch,
  provider = 'unknown',
  naming,
  ...options
}: RecordingFetchOptions): RecordingFetch {
  const recorder: Recorder = createRecorder({ ...options, provider })
  const ending = new Set<Promise<unknown>>()
  const watch = (end: Promise<unknown>): void => {
    ending.add(end)
    void end.finally(() => ending.delete(end))
  }
  const record = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    const recording = recorder.begin(naming)
    const asked = describe(request)
    let response: Response
    try {
      response = await fetch(request)
    } catch (error) {
      if (request.signal.aborted) recording.end(await asked(), noAnswer, aborted)
      else recording.drop()
      throw error
    }
    return recorded(response, recording, asked, watch)
  }
  return Object.assign(record, {
    session: recorder.session,
    settled: async () => {
      await Promise.all(ending)
      await recorder.close()
    },
  })
}

const noAnswer: RecordedAnswer = { status: null, headers: null, framing: 'json' }
const aborted: Cut = { reason: 'aborted by the client before an answer came', by: 'client', how: 'end' }

function describe(request: Request): () => Promise<RecordedRequest> {
  const { method, headers } = request
  const url = new URL(request.url)
  // A copy is taken before the body is sent, for it can be read only once.
  const body = request.body === null ? Promise.resolve(new ArrayBuffer(0)) : request.clone().arrayBuffer()
  body.catch(() => undefined)
  return async () => {
    const bytes = new Uint8Array(await body.catch(() => new ArrayBuffer(0)))
    return { method, path: url.pathname + url.search, headers: toHeaderMap(headers), body: bytes, bodyBytes: bytes.length }
  }
}

function toHeaderMap(headers: Headers): HeaderMap {
  const cookies = headers.getSetCookie()
  return { ...Object.fromEntries(headers), ...(cookies.length > 0 && { 'set-cookie': cookies }) }
}

function recorded(
  response: Response,
  recording: Recording,
  asked: () => Promise<RecordedRequest>,
  watch: (end: Promise<unknown>) => void,
): Response {
  const headers = toHeaderMap(response.headers)
  const framing = /event-stream/i.test(response.headers.get('content-type') ?? '') ? 'sse' : 'json'
  // `fetch` has undone the encoding already.
  const decoded = (response.headers.get('content-encoding') ?? '').split(',').flatMap((name) => name.trim() || [])
  const answer: RecordedAnswer = { status: response.status, headers, framing, decoded }
  const end = (cut: Cut | null): void => watch(asked().then((request) => recording.end(request, answer, cut)))
  if (response.body === null) {
    end(null)
    return response
  }
  const reader = response.body.getReader()
  const body = new ReadableStream(
    {
      type: 'bytes',
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (done) {
            end(null)
            controller.close()
            controller.byobRequest?.respond(0)
            return
          }
          // A copy: a stream of bytes takes what it is given away from its giver.
          recording.add('body', value.slice())
          await recording.room()
          controller.enqueue(value)
        } catch (error) {
          const isAbort = error instanceof Error && error.name === 'AbortError'
          end(
            isAbort
              ? { ...aborted, reason: 'aborted by the client' }
              : { reason: `the stream broke (${reasonOf(error)})`, by: 'upstream', how: 'reset' },
          )
          controller.error(error)
        }
      },
      async cancel(reason) {
        end({ ...aborted, reason: 'aborted by the client' })
        await reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
  const { status, statusText } = response
  const copy = new Response(body, { status, statusText, headers: response.headers })
  for (const key of ['url', 'redirected', 'type'] as const) Object.defineProperty(copy, key, { value: response[key] })
  return copy
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}
