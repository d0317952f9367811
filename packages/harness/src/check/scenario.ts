import type { Fill } from './fill-body.ts'
import { eventsOf } from '../golden/events-of.ts'
import type { Golden } from '../golden/golden.ts'
import type { WireEvent } from '../shape/shape.ts'

/** A request that comes before the one that is judged. */
export interface SetupRequest {
  body: unknown
  /** Values of answers still earlier. */
  fill?: Fill
}

/** What `check` does with one golden: the requests to send and the stream to expect. */
export interface Scenario {
  name: string
  title: string
  /** Features the request asks for, e.g. `tool:web_search`; a server that refuses them is told `unsupported`, not `fail`. */
  needs: string[]
  /** Why no request can provoke this stream on purpose (a failure inside the server, say); null for all others. */
  unprovokable: string | null
  /** Bodies of the requests that come before, each answered without streaming. */
  setup: SetupRequest[]
  /** What of the setup's answers goes into the request's body. */
  fill: Fill
  request: { method: string; path: string; body: unknown }
  expected: { status: number; framing: string; events: WireEvent[]; body: unknown }
}

/** Turns a golden into a scenario; its header key `scenario` is ours, absent in a plain capture. @returns undefined when the golden has no request body to send. */
export function toScenario(golden: Golden): Scenario | undefined {
  const { header, lines } = golden
  const body = header.request?.body
  if (body === null || body === undefined) return undefined
  const extra = (typeof header['scenario'] === 'object' && header['scenario'] !== null ? header['scenario'] : {}) as Partial<
    Pick<Scenario, 'title' | 'needs' | 'unprovokable' | 'setup' | 'fill'>
  >
  return {
    name: header.name,
    title: extra.title ?? header.name,
    needs: extra.needs ?? [],
    // Half a stream is nothing to measure a whole one by.
    unprovokable: extra.unprovokable ?? (typeof header.cut === 'string' ? `the golden is not whole: ${header.cut}` : null),
    setup: extra.setup ?? [],
    fill: extra.fill ?? {},
    request: { method: header.request?.method ?? 'POST', path: header.request?.path ?? '/v1/responses', body },
    expected: {
      status: header.response.status ?? 200,
      framing: header.response.framing,
      events: eventsOf(golden),
      body: lines.flatMap((line) => ('body' in line ? [line.body] : []))[0] ?? null,
    },
  }
}
