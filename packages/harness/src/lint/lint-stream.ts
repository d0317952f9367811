import type { Golden } from '../golden/golden.ts'
import { createCaptureLinter } from './capture-linter.ts'
import type { LintOptions } from './context.ts'
import type { Finding } from './finding.ts'
import { isObject } from './json.ts'
import { createLinter } from './linter.ts'
import { createMessageLinter } from './message-linter.ts'

export { optionsFrom } from './capture-linter.ts'

/**
 * Lints a whole stream: a golden (or anything `readStreamFile` reads), or a list of events. What a golden's header says about provider,
 * request, framing and date is used; options win over it. A golden of a JSON body is linted as such.
 *
 * @returns findings in the order of the stream; `event` counts the golden's lines (or the events) from 0
 */
export function lintStream(stream: Golden | readonly unknown[], options: LintOptions = {}): Finding[] {
  if (!isGolden(stream)) return lintEvents(stream, options)
  const linter = createCaptureLinter(stream.header, options)
  for (const line of stream.lines) linter.line(line)
  return linter.end()
}

function lintEvents(events: readonly unknown[], options: LintOptions): Finding[] {
  if (events.some((event) => isObject(event) && typeof event['stream_id'] === 'string')) {
    const messages = createMessageLinter(options)
    for (const data of events) messages.line({ t: null, dir: 'in', data })
    return messages.end()
  }
  const linter = createLinter(options)
  for (const event of events) linter.event(event)
  return linter.end()
}

function isGolden(stream: Golden | readonly unknown[]): stream is Golden {
  return !Array.isArray(stream)
}
