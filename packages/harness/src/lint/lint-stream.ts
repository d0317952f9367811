import type { Golden, GoldenLine } from '../golden/golden.ts'
import type { LintOptions } from './context.ts'
import type { Finding } from './finding.ts'
import { isObject } from './json.ts'
import { lintBody } from './lint-body.ts'
import { createLinter } from './linter.ts'

/**
 * Lints a whole stream: a golden (or anything `readStreamFile` reads), or a list of events. What a golden's header says about provider,
 * request, framing and date is used; options win over it. A golden of a JSON body is linted as such.
 *
 * @returns findings in the order of the stream; `event` counts the golden's lines (or the events) from 0
 */
export function lintStream(stream: Golden | readonly unknown[], options: LintOptions = {}): Finding[] {
  if (!isGolden(stream)) return lintEvents(stream, options)
  const known = { ...optionsFrom(stream), ...options }
  const { framing } = stream.header.response
  if (framing === 'json')
    return stream.lines.flatMap((line, index) =>
      lintBody(line.body, { ...known, status: stream.header.response.status }).map((finding) => ({ ...finding, event: index })),
    )
  if (framing === 'websocket') return lintMessages(stream.lines, known)
  const linter = createLinter(known)
  for (const line of stream.lines) linter.frame(line)
  return linter.end()
}

function lintEvents(events: readonly unknown[], options: LintOptions): Finding[] {
  const linter = createLinter(options)
  for (const event of events) linter.event(event)
  return linter.end()
}

function isGolden(stream: Golden | readonly unknown[]): stream is Golden {
  return !Array.isArray(stream)
}

/** What a golden's header says that the linter can use. */
export function optionsFrom({ header }: Golden): LintOptions {
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

/** One connection carries several responses, one after the other or in lanes named by `stream_id`; each is linted as a stream of its own. */
function lintMessages(lines: readonly GoldenLine[], options: LintOptions): Finding[] {
  const lanes = new Map<string, { linter: ReturnType<typeof createLinter>; places: number[]; ended: boolean }>()
  const findings: Finding[] = []
  const start = () => ({ linter: createLinter(options), places: [] as number[], ended: false })
  const close = ({ linter, places }: ReturnType<typeof start>) => {
    for (const finding of linter.end())
      findings.push({ ...finding, event: finding.event === null ? null : (places[finding.event] ?? null) })
  }
  lines.forEach((line, index) => {
    if (line.dir === 'out') return
    const type = isObject(line.data) ? line.data['type'] : undefined
    const id = isObject(line.data) && typeof line.data['stream_id'] === 'string' ? line.data['stream_id'] : ''
    let lane = lanes.get(id) ?? start()
    if (type === 'response.created' && lane.ended) {
      close(lane)
      lane = start()
    }
    lanes.set(id, lane)
    lane.places.push(index)
    lane.linter.frame(line)
    if (type === 'response.completed' || type === 'response.incomplete' || type === 'response.failed') lane.ended = true
  })
  for (const lane of lanes.values()) close(lane)
  return findings
}
