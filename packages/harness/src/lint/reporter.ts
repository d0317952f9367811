import type { Finding, Severity } from './finding.ts'
import { type Rule, ruleLabel } from './rule.ts'

export interface ReportOptions {
  /** JSON pointer inside the event. */
  pointer?: string
  /** Reports with the same rule and key are one finding: the first is kept, the others are counted. Default: the message. */
  key?: string
  /** Instead of the rule's own severity. */
  severity?: Severity
}

/** Collects findings; one defect that shows in many events becomes one finding with a count. */
export interface Reporter {
  report(rule: Rule, event: number | null, message: string, options?: ReportOptions): void
  /** Whether something was said of this place already; only known for the event reported on last. */
  hasSpoken(event: number, pointer: string): boolean
  /** Everything reported so far, in the order of the stream; findings about the whole stream last. */
  findings(): Finding[]
}

interface Entry {
  finding: Finding
  count: number
}

export function createReporter(): Reporter {
  const entries = new Map<string, Entry>()
  let last: number | null = null
  const places = new Set<string>()
  return {
    report(rule, event, message, { pointer = '', key = message, severity = rule.severity } = {}) {
      if (event !== last) places.clear()
      last = event
      places.add(pointer)
      const id = `${rule.id}\u0000${key}`
      const entry = entries.get(id)
      if (entry === undefined) entries.set(id, { finding: { rule: ruleLabel(rule), severity, event, pointer, message }, count: 1 })
      else entry.count++
    },
    hasSpoken: (event, pointer) => last === event && places.has(pointer),
    findings() {
      return [...entries.values()]
        .map(({ finding, count }) => (count === 1 ? finding : { ...finding, message: `${finding.message} (and ${again(count - 1)})` }))
        .sort((a, b) => place(a) - place(b))
    },
  }
}

function place({ event }: Finding): number {
  return event ?? Number.MAX_SAFE_INTEGER
}

function again(times: number): string {
  return times === 1 ? 'once more' : `${times} more times`
}
