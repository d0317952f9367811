import { rankCauses, type Cause } from './rank-causes.ts'
import type { CheckReport, CheckSummary } from './run-check.ts'
import type { ScenarioResult } from './run-scenario.ts'

/** The document of `goldwire check --json`: results without the captured bytes. */
export interface CheckJson {
  base_url: string
  model: string
  scenarios: Omit<ScenarioResult, 'capture' | 'golden'>[]
  /** What to mend first, over all scenarios. */
  causes: Cause[]
  summary: CheckSummary
}

export function toCheckJson({ baseUrl, model, scenarios, summary }: CheckReport): CheckJson {
  return {
    base_url: baseUrl,
    model,
    scenarios: scenarios.map(({ capture: _, golden: __, ...rest }) => rest),
    causes: rankCauses(scenarios),
    summary,
  }
}
