import { parseGolden } from '../golden/parse-golden.ts'
import type { Golden, GoldenHeader } from '../golden/golden.ts'
import { toInteractions } from '../replay/interaction.ts'
import type { Clock } from '../replay/clock.ts'
import { type SampleOptions, sampleStream } from './sample-streams.ts'

export interface GoldenOptions extends SampleOptions {
  name?: string
  body?: unknown
  /** Milliseconds between two events; null: no times. */
  gap?: number | null
  header?: Partial<GoldenHeader>
  background?: boolean
}

/** A golden of a made-up stream, read from its text as a file would be. */
export function streamGolden({
  name = 'test/stream',
  body = { model: 'm', input: 'Hi', stream: true },
  gap = null,
  header = {},
  background = false,
  ...sample
}: GoldenOptions = {}): Golden {
  const events = sampleStream(sample).map((event) => (background ? inBackground(event) : event))
  const lines = events.map((data, index) => ({ t: gap === null ? null : (index + 1) * gap, event: data.type, data }))
  const request = { method: 'POST', path: '/v1/responses', headers: null, body }
  const response = { status: 200, headers: { 'content-type': 'text/event-stream; charset=utf-8' }, framing: 'sse' } as const
  return fromText({ ...headerOf(name, request, response), ...header }, lines)
}

/** As the API tells a background response: queued first, no padding. */
function inBackground<Event extends { type: string }>(event: Event): Event {
  const { obfuscation: _padding, ...rest } = event as Event & { obfuscation?: unknown }
  const { response } = rest as { response?: { status: string } }
  if (response === undefined) return rest as unknown as Event
  const status = event.type === 'response.created' ? 'queued' : response.status
  return { ...rest, response: { ...response, background: true, status } } as unknown as Event
}

/** A golden of one body. */
export function bodyGolden(
  request: { method?: string; path: string; body?: unknown },
  body: unknown,
  { status = 200, name = `test${request.path}` } = {},
): Golden {
  const { method = 'POST', path, body: asked = null } = request
  const header = headerOf(name, { method, path, headers: null, body: asked }, { status, headers: null, framing: 'json' })
  return fromText(header, [{ t: null, body }])
}

function headerOf(name: string, request: GoldenHeader['request'], response: GoldenHeader['response']): GoldenHeader {
  return { golden: 1, name, provider: 'test', recorded_at: null, source: null, request, response }
}

export function fromText(header: GoldenHeader, lines: readonly object[]): Golden {
  return parseGolden([header, ...lines].map((line) => JSON.stringify(line)).join('\n'), header.name)
}

/** A clock that stands still until somebody waits; then it is at once as late as they wait for. */
export function createTestClock(): Clock & { sleeps: number[]; advance(ms: number): void } {
  let now = 1000
  const sleeps: number[] = []
  return {
    now: () => now,
    sleeps,
    advance: (ms) => void (now += ms),
    until: async (at, signal) => {
      // Whoever waits lets others run, as with the real one.
      await new Promise((resolve) => setImmediate(resolve))
      if (signal?.aborted === true || at <= now) return
      sleeps.push(at - now)
      now = at
    },
  }
}

/** Id of the response a golden is about. @throws when it is about none */
export function responseIdOf(golden: Golden): string {
  const id = toInteractions([golden])[0]?.responseId
  if (id == null) throw new Error(`${golden.header.name} is about no response`)
  return id
}
