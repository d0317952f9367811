import type { CheckReport, CheckSummary } from './run-check.ts'
import type { ScenarioResult } from './run-scenario.ts'

/** The document of `goldwire check --json`: results without the captured bytes. */
export interface CheckJson {
  base_url: string
  model: string
  scenarios: Omit<ScenarioResult, 'capture'>[]
  summary: CheckSummary
}

export function toCheckJson({ baseUrl, model, scenarios, summary }: CheckReport): CheckJson {
  return { base_url: baseUrl, model, scenarios: scenarios.map(({ capture: _, ...rest }) => rest), summary }
}
