import type { GoldenHeader, GoldenLine } from '../golden/golden.ts'
import { parseStreamText } from '../golden/parse-stream-text.ts'
import type { LintOptions } from './context.ts'
import type { Finding } from './finding.ts'
import { lintBody } from './lint-body.ts'
import { createLinter } from './linter.ts'
import { createMessageLinter } from './message-linter.ts'
import { ruleLabel } from './rule.ts'
import { doneSentinelMissing, emptyStream, frameUnterminated } from './rules/framing.ts'
import { noTerminal } from './rules/lifecycle-rules.ts'

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
  const { framing } = header.response
  if (framing === 'websocket') return createMessageLinter(known)
  if (framing === 'json') {
    const findings: Finding[] = []
    let place = 0
    return {
      line({ body }) {
        const event = place++
        // A stream that says it is something else is read as that by whoever recorded it.
        const stream = typeof body === 'string' && /^(?:event|data): /m.test(body) ? parseStreamText(body) : null
        if (stream?.header.response.framing === 'sse') findings.push(...lintLines(stream.lines, { ...known, framing: 'sse' }))
        else for (const finding of lintBody(body, known)) findings.push({ ...finding, event })
      },
      end: () => findings,
    }
  }
  const linter = createLinter(known)
  return { line: (line) => linter.frame(line), end: () => linter.end().map(forgiveEnd(header)) }
}

function lintLines(lines: readonly GoldenLine[], options: LintOptions): Finding[] {
  const linter = createLinter(options)
  for (const line of lines) linter.frame(line)
  return linter.end()
}

/** What is found of a stream that was not heard to its end. */
const ofTheEnd = new Set([noTerminal, frameUnterminated, emptyStream, doneSentinelMissing].map(ruleLabel))

/** A client that left, and a recorder that was stopped, have not heard the end: that it is missing is noted, and is no fault of the server. */
function forgiveEnd(header: GoldenHeader): (finding: Finding) => Finding {
  const { cut } = header
  const by = header['cut_by']
  if (typeof cut !== 'string' || (by !== 'client' && by !== 'recorder')) return (finding) => finding
  return (finding) =>
    finding.severity === 'error' && ofTheEnd.has(finding.rule)
      ? { ...finding, severity: 'info', message: `${finding.message}, as far as it was heard (${cut})` }
      : finding
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
    status: response.status,
    endedAt: typeof response['ended'] === 'number' ? response['ended'] : null,
    capture: isCapture,
  }
}
