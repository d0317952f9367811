import { bypass, http, type HttpHandler } from 'msw'

/** `fetch` that msw lets through; what a recording `fetch` fetches with while msw intercepts all others. */
export const bypassFetch: typeof globalThis.fetch = (input, init) => fetch(bypass(new Request(input, init)))

export interface RecordHandlerOptions {
  /** Requests to record. @defaultValue all whose path has `/v1/` in it */
  url?: RegExp
}

/**
 * An msw handler that sends requests on to the real server and records what comes back. It takes the `fetch` that records
 * (`createRecordingFetch` of the entry `record`), so that this entry stays free of what only Node has.
 *
 * @example
 * const record = createRecordingFetch({ fetch: bypassFetch, out: 'goldens', provider: 'openai' })
 * const server = setupServer(recordHandler(record))
 * // afterAll: server.close(); await record.settled()
 */
export function recordHandler(record: typeof globalThis.fetch, { url = /\/v1\// }: RecordHandlerOptions = {}): HttpHandler {
  return http.all(url, async ({ request }) => record(request))
}
