import type { Finding, Severity } from './finding.ts'
import { type Rule, ruleLabel } from './rule.ts'

export interface ReportOptions {
  /** JSON pointer inside the event. */
  pointer?: string
  /** Reports with the same rule and key are one finding: the first is kept, the others are counted. Default: the message. */
  key?: string
  /** Instead of the rule's own severity. */
  severity?: Severity
  /** Names what is complained of, so that a later event can take the complaint back (see {@link Reporter.withdraw}). */
  tag?: string
  /** Something was not there that belongs between these two events: a number skipped there is the same loss. */
  lost?: { from: number; to: number }
  /** A number was skipped before this event. */
  isGap?: boolean
}

/** Collects findings; one defect that shows in many events becomes one finding with a count. */
export interface Reporter {
  report(rule: Rule, event: number | null, message: string, options?: ReportOptions): void
  /** Takes back what was reported under this tag: a later event showed what it really was. */
  withdraw(tag: string): void
  /** Whether something was said of this place already; only known for the event reported on last. */
  hasSpoken(event: number, pointer: string): boolean
  /** Everything reported so far, in the order of the stream; findings about the whole stream last. */
  findings(): Finding[]
}

interface Entry {
  finding: Finding
  count: number
  lost: { from: number; to: number }[]
  isGap: boolean
}

/** Enough to see that a loss was reported twice; a stream without end must not fill the memory. */
const remembered = 1000

export function createReporter(): Reporter {
  const entries = new Map<string, Entry>()
  const tags = new Map<string, string>()
  let last: number | null = null
  const places = new Set<string>()
  return {
    report(rule, event, message, { pointer = '', key = message, severity = rule.severity, tag, lost, isGap = false } = {}) {
      if (event !== last) places.clear()
      last = event
      places.add(pointer)
      const id = `${rule.id}\u0000${key}`
      let entry = entries.get(id)
      if (entry === undefined) {
        entry = { finding: { rule: ruleLabel(rule), severity, event, pointer, message }, count: 0, lost: [], isGap }
        entries.set(id, entry)
      }
      entry.count++
      if (lost !== undefined && entry.lost.length < remembered) entry.lost.push(lost)
      if (tag !== undefined && tags.size < remembered) tags.set(tag, id)
    },
    withdraw(tag) {
      const id = tags.get(tag)
      const entry = id === undefined ? undefined : entries.get(id)
      if (id === undefined || entry === undefined) return
      entry.count--
      if (entry.count > 0) return
      entries.delete(id)
      tags.delete(tag)
    },
    hasSpoken: (event, pointer) => last === event && places.has(pointer),
    findings() {
      const all = [...entries.values()]
      const lost = all.flatMap((entry) => entry.lost)
      return all
        .filter((entry) => !isSameLoss(entry, lost))
        .map(({ finding, count }) => (count === 1 ? finding : { ...finding, message: `${finding.message} (and ${again(count - 1)})` }))
        .sort((a, b) => place(a) - place(b))
    },
  }
}

/** One event that did not arrive leaves a gap in the numbers and a gap in the grammar; the grammar says what it was. */
function isSameLoss({ isGap, count, finding: { event } }: Entry, lost: readonly { from: number; to: number }[]): boolean {
  return isGap && count === 1 && event !== null && lost.some(({ from, to }) => from <= event && event <= to)
}

function place({ event }: Finding): number {
  return event ?? Number.MAX_SAFE_INTEGER
}

function again(times: number): string {
  return times === 1 ? 'once more' : `${times} more times`
}
