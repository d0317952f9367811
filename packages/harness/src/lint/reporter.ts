import type { Finding, Severity } from './finding.ts'
import { type Rule, ruleLabel } from './rule.ts'

/** Between which events something was lost. */
export interface Loss {
  readonly from: number
  readonly to: number
  /** It would have been the last: no number can have been skipped for it. */
  readonly isEnd?: boolean
}

export interface ReportOptions {
  /** JSON pointer inside the event. */
  pointer?: string
  /** Reports with the same rule and key are one finding: the first is kept, the others are counted. Default: the message. */
  key?: string
  /** Instead of the rule's own severity. */
  severity?: Severity
  /** Names what is complained of, so that a later event can take the complaint back (see {@link Reporter.withdraw}). */
  tag?: string | readonly string[]
  /** Something was not there that belongs between these two events: a number skipped there is the same loss. */
  lost?: Loss
  /** The event could not be read: one that is missing at its place is this one. */
  isUnread?: boolean
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
  /** How often something worse than info was said. */
  amount(): number
  /** Everything reported so far, in the order of the stream, of one event what is worst; findings about the whole stream last. */
  findings(): Finding[]
}

interface Entry {
  finding: Finding
  count: number
  lost: Loss[]
  isGap: boolean
  /** Events that could not be read. */
  unread: number[]
}

/** Enough to see that a loss was reported twice; a stream without end must not fill the memory. */
const remembered = 1000

export function createReporter(): Reporter {
  const entries = new Map<string, Entry>()
  const tags = new Map<string, string[]>()
  let last: number | null = null
  let amount = 0
  const places = new Set<string>()
  return {
    report(
      rule,
      event,
      message,
      { pointer = '', key = message, severity = rule.severity, tag, lost, isGap = false, isUnread = false } = {},
    ) {
      if (event !== last) places.clear()
      last = event
      places.add(pointer)
      const id = `${rule.id}\u0000${key}`
      let entry = entries.get(id)
      if (entry === undefined) {
        entry = { finding: { rule: ruleLabel(rule), severity, event, pointer, message }, count: 0, lost: [], isGap, unread: [] }
        entries.set(id, entry)
      }
      entry.count++
      const { finding } = entry
      // Told late, seen early.
      if (event !== null && finding.event !== null && event < finding.event) entry.finding = { ...finding, event, pointer, message }
      if (severity !== 'info') amount++
      if (lost !== undefined && entry.lost.length < remembered) entry.lost.push(lost)
      if (isUnread && event !== null && entry.unread.length < remembered) entry.unread.push(event)
      if (tag === undefined) return
      for (const one of typeof tag === 'string' ? [tag] : tag) {
        const tagged = tags.get(one)
        if (tagged !== undefined) tagged.push(id)
        else if (tags.size < remembered) tags.set(one, [id])
      }
    },
    withdraw(tag) {
      for (const id of tags.get(tag) ?? []) {
        const entry = entries.get(id)
        if (entry === undefined) continue
        entry.count--
        if (entry.count <= 0) entries.delete(id)
      }
      tags.delete(tag)
    },
    hasSpoken: (event, pointer) => last === event && places.has(pointer),
    amount: () => amount,
    findings() {
      const all = [...entries.values()]
      const lost = all.flatMap((entry) => (entry.finding.severity === 'info' ? [] : entry.lost))
      const unread = all.flatMap((entry) => entry.unread)
      return all
        .filter((entry) => !isSameLoss(entry, lost) && !isUnreadLoss(entry, unread))
        .map(({ finding, count }) => (count === 1 ? finding : { ...finding, message: `${finding.message} (and ${again(count - 1)})` }))
        .sort((a, b) => place(a) - place(b) || ranks[a.severity] - ranks[b.severity])
    },
  }
}

/** One event that did not arrive leaves a gap in the numbers and a gap in the grammar; the grammar says what it was. */
function isSameLoss({ isGap, count, finding: { event } }: Entry, lost: readonly Loss[]): boolean {
  return isGap && count === 1 && event !== null && lost.some(({ from, to, isEnd }) => from <= event && event <= to && isEnd !== true)
}

/** What is missing may be the event that could not be read; each of those explains one loss. */
function isUnreadLoss({ lost, count, isGap, finding: { event, severity } }: Entry, unread: number[]): boolean {
  if (count !== 1 || severity === 'info') return false
  if (isGap) return event !== null && unread.some((at) => at < event)
  const [range] = lost
  const found = range === undefined ? -1 : unread.findIndex((at) => range.from <= at && at <= range.to)
  if (found !== -1) unread.splice(found, 1)
  return found !== -1
}

const ranks: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 }

function place({ event }: Finding): number {
  return event ?? Number.MAX_SAFE_INTEGER
}

function again(times: number): string {
  return times === 1 ? 'once more' : `${times} more times`
}
