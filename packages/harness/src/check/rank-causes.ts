import { clientsThatBreak } from '../clients/clients-that-break.ts'
import type { Severity } from '../lint/finding.ts'
import { ruleLabel } from '../lint/rule.ts'
import { rules } from '../lint/rules.ts'
import type { ScenarioResult } from './run-scenario.ts'

/** One thing to mend, over all scenarios: a rule that is broken, or a difference that no rule names. */
export interface Cause {
  /** Id and name of the rule (`GW102 sequence-missing`), or kind and place of a difference (`extra-field /timings`). */
  label: string
  severity: Severity
  /** Names of the scenarios it shows in. */
  scenarios: string[]
  /** How many there are of what it shows in: streams, where it shows in streams only. */
  of: number
  unit: 'stream' | 'scenario'
  /** How often it shows. */
  count: number
  /** What was said of it first. */
  message: string
  /** What goes wrong for whom; null where nobody wrote it down. */
  why: string | null
  /** Clients that break by it alone, and did. */
  clients: string[]
}

type Judged = Pick<ScenarioResult, 'name' | 'status' | 'findings' | 'divergences' | 'events' | 'clients'>

const WEIGHT: { [severity in Severity]: number } = { error: 0, warning: 1, info: 2 }
const known = new Map(rules.map((rule) => [ruleLabel(rule), rule]))

/**
 * What is to be mended first: errors before warnings, then by how many clients break in how many scenarios, then by scenarios alone. A difference that comes of a broken rule counts as that rule. Notes are left out.
 */
export function rankCauses(results: readonly Judged[]): Cause[] {
  const causes = new Map<string, Cause>()
  const judged = results.filter(({ status }) => status === 'fail' || status === 'pass')
  const streams = new Set(judged.filter(({ events, clients }) => events > 0 && clients.length > 0).map((each) => each.name))
  for (const { name, findings, divergences } of judged) {
    const add = (label: string, severity: Severity, count: number, message: string) => {
      const cause: Cause = causes.get(label) ?? {
        label,
        severity,
        scenarios: [],
        of: 0,
        unit: 'scenario',
        count: 0,
        message,
        why: null,
        clients: [],
      }
      if (WEIGHT[severity] < WEIGHT[cause.severity]) cause.severity = severity
      if (cause.scenarios.at(-1) !== name) cause.scenarios.push(name)
      cause.count += count
      causes.set(label, cause)
    }
    for (const { rule, severity, message } of findings) if (severity !== 'info') add(rule, severity, 1, message)
    const told = new Set(findings.map((each) => each.rule))
    for (const each of divergences)
      if (each.severity !== 'info' && !(each.rule !== undefined && told.has(each.rule)))
        add(causeOf(each), each.severity, each.count ?? 1, each.message)
  }
  const hurtIn = new Map(
    judged.map(({ name, clients }) => [name, clients.filter((each) => each.verdict !== 'ok').map((each) => each.client)]),
  )
  for (const cause of causes.values()) {
    cause.unit = cause.scenarios.every((name) => streams.has(name)) ? 'stream' : 'scenario'
    cause.of = cause.unit === 'stream' ? streams.size : judged.length
    cause.why = known.get(cause.label)?.why ?? null
    const hurt = new Set(cause.scenarios.flatMap((name) => hurtIn.get(name) ?? []))
    cause.clients = known.has(cause.label) ? clientsThatBreak(cause.label).filter((client) => hurt.has(client)) : []
  }
  const damage = ({ clients, scenarios }: Cause) => clients.length * scenarios.length
  return [...causes.values()].sort(
    (a, b) => WEIGHT[a.severity] - WEIGHT[b.severity] || damage(b) - damage(a) || b.scenarios.length - a.scenarios.length,
  )
}

/** What a divergence is counted as: its rule, or what differs where. Places in lists are one place. */
export function causeOf({ kind, rule, pointer, message }: ScenarioResult['divergences'][number]): string {
  if (rule !== undefined) return rule
  return pointer === '' ? message : `${kind} ${pointer.replaceAll(/\/\d+(?=\/|$)/g, '/*')}`
}
