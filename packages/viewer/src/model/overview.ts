import type { ViewerData, ViewerScenario, ViewerSeverity } from '../viewer-data.ts'
import { problemsOf, type Side } from './scenario-view.ts'

/** A rule or a kind of divergence over all scenarios of a page. */
export interface RuleSummary {
  label: string
  source: 'lint' | 'diff'
  severity: ViewerSeverity
  count: number
  /** Where it occurs first in each scenario. */
  places: RulePlace[]
}

export interface RulePlace {
  scenario: number
  /** Line of the stream; null when it is about all of it. */
  event: number | null
  side: Side
}

export interface ClientSummary {
  client: string
  breaksIn: number[]
  because: string[]
}

const WEIGHT: { [severity in ViewerSeverity]: number } = { error: 0, warning: 1, info: 2 }

/** Worst and most frequent first. */
export function summariseRules({ scenarios }: ViewerData): RuleSummary[] {
  const found = new Map<string, RuleSummary>()
  for (const [index, scenario] of scenarios.entries()) {
    for (const { label, source, severity, count, actual, expected } of problemsOf(scenario)) {
      const key = `${source}\n${label}\n${severity}`
      const known = found.get(key) ?? { label, source, severity, count: 0, places: [] }
      known.count += count
      const side = actual === null && expected !== null ? 'expected' : 'actual'
      if (known.places.at(-1)?.scenario !== index) known.places.push({ scenario: index, event: actual ?? expected, side })
      found.set(key, known)
    }
  }
  return [...found.values()].sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity] || b.count - a.count)
}

/** Clients that break somewhere first, the others after them. */
export function summariseClients({ scenarios }: ViewerData): ClientSummary[] {
  const found = new Map<string, ClientSummary>()
  for (const [index, scenario] of scenarios.entries()) {
    for (const { client, verdict, because } of scenario.clients ?? []) {
      const known = found.get(client) ?? { client, breaksIn: [], because: [] }
      if (verdict === 'breaks') {
        known.breaksIn.push(index)
        known.because = [...new Set([...known.because, ...because])]
      }
      found.set(client, known)
    }
  }
  return [...found.values()].sort((a, b) => b.breaksIn.length - a.breaksIn.length)
}

export function countSeverity(scenario: ViewerScenario, severity: ViewerSeverity): { lint: number; diff: number } {
  const count = (list: readonly { severity: ViewerSeverity }[] = []) => list.filter((each) => each.severity === severity).length
  return { lint: count(scenario.findings), diff: count(scenario.divergences) }
}
