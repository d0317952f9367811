import type { Golden, GoldenLine } from '@goldwire/harness'
import { goldenToSse } from '@goldwire/harness'
import { createFrameParser, type StreamEvent } from '@goldwire/schemas'
import { createRepairer, isErrorBody, type Repair, repairBody } from '@goldwire/server/fix'

export interface RepairedGolden {
  /** What the client gets, as a recording of it; null where it is an HTTP error in the API's shape. */
  golden: Golden | null
  events: readonly StreamEvent[]
  repairs: readonly Repair[]
}

type Body = { [key: string]: unknown }

/** Sends a recorded answer through the repair, byte for byte as it was sent, and answers in the form that was asked for. */
export function repairGolden(golden: Golden, { chunk = Infinity }: { chunk?: number } = {}): RepairedGolden {
  const { header } = golden
  const request = (header.request?.body ?? null) as Body | null
  const body = header.response.framing === 'json' ? golden.lines[0]?.body : undefined
  if ((header.response.status ?? 200) >= 400 || (body !== undefined && !isResponse(body))) return { golden: null, events: [], repairs: [] }
  if (request !== null && request['stream'] !== true && body !== undefined) {
    const { response, repairs } = repairBody(body as Body, { request })
    return { golden: { header, lines: [{ t: null, body: response }] }, events: [], repairs }
  }
  const repairer = createRepairer({ request })
  const events: StreamEvent[] = []
  if (body !== undefined) {
    events.push(...repairer.event({ type: `response.${String((body as Body)['status'])}`, sequence_number: 0, response: body }))
  } else {
    const parser = createFrameParser({ onFrame: (frame) => events.push(...repairer.frame(frame)) })
    const bytes = new TextEncoder().encode(goldenToSse(golden))
    for (let at = 0; at < bytes.length; at += chunk) parser.feed(bytes.subarray(at, at + chunk))
    parser.end()
  }
  events.push(...repairer.end())
  const isOneBody = request !== null && request['stream'] === false
  return { golden: isOneBody ? bodyOf(golden, repairer.response) : recordingOf(golden, events), events, repairs: repairer.repairs }
}

const isResponse = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'object' in body && body.object === 'response' && !isErrorBody(body)

function recordingOf({ header }: Golden, events: readonly StreamEvent[]): Golden {
  const headers = { 'content-type': 'text/event-stream; charset=utf-8' }
  return {
    header: { ...header, response: { status: 200, headers, framing: 'sse' } },
    lines: events.map((data): GoldenLine => ({ t: null, event: data.type, data })),
  }
}

function bodyOf({ header }: Golden, body: unknown): Golden {
  return {
    header: { ...header, response: { status: 200, headers: { 'content-type': 'application/json' }, framing: 'json' } },
    lines: [{ t: null, body }],
  }
}
