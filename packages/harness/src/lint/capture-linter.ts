import type { GoldenHeader, GoldenLine } from '../golden/golden.ts'
import type { LintOptions } from './context.ts'
import type { Finding } from './finding.ts'
import { isObject } from './json.ts'
import { lintBody } from './lint-body.ts'
import { createLinter, type Linter } from './linter.ts'

/** Lints a capture line by line, whatever its framing; what is linted need not be kept. */
export interface CaptureLinter {
  /** The next line of the capture. */
  line(line: GoldenLine): void
  /** The capture is over. Returns everything that was found; `event` counts lines from 0. */
  end(): Finding[]
}

/**
 * Makes a linter for one capture. What its header says about provider, request, framing and date is used; options win over it. Bodies are
 * judged as such; of a connection, each answer by itself.
 */
export function createCaptureLinter(header: GoldenHeader, options: LintOptions = {}): CaptureLinter {
  const known = { ...optionsFrom({ header }), ...options }
  const { framing, status } = header.response
  if (framing === 'websocket') return createMessageLinter(known)
  if (framing === 'json') {
    const findings: Finding[] = []
    let place = 0
    return {
      line({ body }) {
        const event = place++
        for (const finding of lintBody(body, { ...known, status })) findings.push({ ...finding, event })
      },
      end: () => findings,
    }
  }
  const linter = createLinter(known)
  return { line: (line) => linter.frame(line), end: () => linter.end() }
}

/** What a golden's header says that the linter can use. */
export function optionsFrom({ header }: { header: GoldenHeader }): LintOptions {
  const { provider, request, response, source } = header
  const isCapture = source !== null && ['openai', 'azure', 'chatgpt'].includes(provider)
  return {
    provider,
    request: request?.body,
    path: request?.path ?? null,
    framing: response.framing,
    recordedAt: header.recorded_at,
    headers: response.headers,
    capture: isCapture,
  }
}

interface Lane {
  linter: Linter
  /** Line of each message. */
  places: number[]
  ended: boolean
}

/** One connection carries several responses, one after the other or in lanes named by `stream_id`; each is linted as a stream of its own. */
function createMessageLinter(options: LintOptions): CaptureLinter {
  const lanes = new Map<string, Lane>()
  const findings: Finding[] = []
  const start = (): Lane => ({ linter: createLinter(options), places: [], ended: false })
  const close = ({ linter, places }: Lane): void => {
    for (const finding of linter.end())
      findings.push({ ...finding, event: finding.event === null ? null : (places[finding.event] ?? null) })
  }
  let index = 0
  return {
    line(line) {
      const place = index++
      if (line.dir === 'out') return
      const type = isObject(line.data) ? line.data['type'] : undefined
      const id = isObject(line.data) && typeof line.data['stream_id'] === 'string' ? line.data['stream_id'] : ''
      let lane = lanes.get(id) ?? start()
      if (type === 'response.created' && lane.ended) {
        close(lane)
        lane = start()
      }
      lanes.set(id, lane)
      lane.places.push(place)
      lane.linter.frame(line)
      if (type === 'response.completed' || type === 'response.incomplete' || type === 'response.failed') lane.ended = true
    },
    end() {
      for (const lane of lanes.values()) close(lane)
      lanes.clear()
      return findings
    },
  }
}
