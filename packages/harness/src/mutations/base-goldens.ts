import type { Golden, GoldenLine } from '../golden/golden.ts'
import { isObject, type JsonObject } from '../lint/json.ts'
import { soundStreams } from './sound-streams.ts'

const START = '2026-08-17T14:13:20Z'
/** Request fields that a Response echoes; what is null in the echo was not asked for. */
const asked = ['instructions', 'max_output_tokens', 'tools', 'background', 'previous_response_id', 'text', 'tool_choice'] as const

/**
 * Made-up sound streams, whole goldens with request, headers and arrival times, one for each kind of content and of transport. Defects can
 * be planted in them where no recording is at hand.
 */
export function baseGoldens(): Golden[] {
  const streams = Object.entries(soundStreams).map(([name, make]) => baseGolden(name, make()))
  const text = (name: string) => soundStreams[name]?.() ?? []
  return [...streams, resumed(text('background'), 5), overWebSocket(text('long text'), text('parallel functions'))]
}

/** A golden of a made-up stream as it comes over SSE: the request that asked for it, plain frames, an event every 20 ms. */
export function baseGolden(name: string, events: readonly JsonObject[]): Golden {
  return {
    header: {
      golden: 1,
      name: `made/${name.replaceAll(' ', '-')}`,
      provider: 'openai',
      recorded_at: START,
      source: null,
      request: { method: 'POST', path: '/v1/responses', headers: { 'content-type': 'application/json' }, body: requestOf(events) },
      response: { status: 200, headers: { 'content-type': 'text/event-stream; charset=utf-8' }, framing: 'sse' },
    },
    lines: events.map((data, index): GoldenLine => ({ t: 250 + index * 20, event: String(data['type']), data })),
  }
}

function requestOf(events: readonly JsonObject[]): JsonObject {
  const first = events.find((event) => isObject(event['response']))?.['response']
  const response: JsonObject = isObject(first) ? first : {}
  const body: JsonObject = { model: response['model'], input: 'Please answer.', stream: true }
  for (const key of asked) if (response[key] !== null && response[key] !== undefined) body[key] = response[key]
  return body
}

/** The rest of a background response, as `GET /v1/responses/{id}?stream=true&starting_after=N` sends it. */
function resumed(events: readonly JsonObject[], after: number): Golden {
  const golden = baseGolden('resumed', events.slice(after + 1))
  const first = events[0]?.['response']
  const id = isObject(first) ? String(first['id']) : ''
  return {
    header: {
      ...golden.header,
      request: { method: 'GET', path: `/v1/responses/${id}?stream=true&starting_after=${after}`, headers: null, body: null },
    },
    lines: golden.lines,
  }
}

/** Two responses, one after the other, on one connection. */
function overWebSocket(...streams: JsonObject[][]): Golden {
  const { header } = baseGolden('websocket', streams[0] ?? [])
  const lines = streams.flatMap((events, turn): GoldenLine[] => {
    const own = JSON.parse(JSON.stringify(events).replaceAll('resp_', `resp_${turn}`)) as JsonObject[]
    const { stream: _, ...body } = requestOf(own)
    const start = turn * 5000
    return [
      { t: start, dir: 'out', data: { type: 'response.create', ...body } },
      ...own.map((data, index): GoldenLine => ({ t: start + 250 + index * 20, dir: 'in', data })),
    ]
  })
  return {
    header: {
      ...header,
      request: { method: 'GET', path: '/v1/responses', headers: null, body: null },
      response: { status: 101, headers: null, framing: 'websocket' },
    },
    lines,
  }
}
