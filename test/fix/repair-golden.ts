import type { Golden, GoldenLine } from '@goldwire/harness'
import { goldenToSse } from '@goldwire/harness'
import { createFrameParser, type StreamEvent } from '@goldwire/schemas'
import { createRepairer, type Repair } from '@goldwire/server/fix'

export interface RepairedGolden {
  /** What the repairer sent, as a recording of it. */
  golden: Golden
  events: readonly StreamEvent[]
  repairs: readonly Repair[]
  /** Milliseconds for the whole stream. */
  took: number
}

/** Sends a recorded stream through the repairer, byte for byte as it was sent. */
export function repairGolden(golden: Golden, { chunk = Infinity }: { chunk?: number } = {}): RepairedGolden {
  const { header } = golden
  const repairer = createRepairer({ request: header.request?.body ?? null })
  const events: StreamEvent[] = []
  const began = performance.now()
  if (header.response.framing === 'websocket') {
    for (const line of golden.lines) if (line.dir !== 'out') events.push(...repairer.event(line.data))
  } else {
    const parser = createFrameParser({ onFrame: (frame) => events.push(...repairer.frame(frame)) })
    const bytes = new TextEncoder().encode(goldenToSse(golden))
    for (let at = 0; at < bytes.length; at += chunk) parser.feed(bytes.subarray(at, at + chunk))
    parser.end()
  }
  events.push(...repairer.end())
  const took = performance.now() - began
  return { golden: recordingOf(golden, events), events, repairs: repairer.repairs, took }
}

function recordingOf({ header }: Golden, events: readonly StreamEvent[]): Golden {
  const headers = { 'content-type': 'text/event-stream; charset=utf-8' }
  return {
    header: { ...header, response: { status: 200, headers, framing: 'sse' } },
    lines: events.map((data): GoldenLine => ({ t: null, event: data.type, data })),
  }
}
