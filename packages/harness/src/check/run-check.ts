import { runScenario, type ScenarioOptions, type ScenarioResult } from './run-scenario.ts'
import type { BuiltinScenario } from '../scenarios/builtin-scenario.ts'
import { runBuiltin } from '../scenarios/run-builtin.ts'
import type { Scenario } from './scenario.ts'
import type { ServerUnderTest } from './server-under-test.ts'

export interface CheckSummary {
  scenarios: number
  pass: number
  fail: number
  unsupported: number
  unreachable: number
  errors: number
  warnings: number
}

export interface CheckReport {
  baseUrl: string
  model: string
  scenarios: ScenarioResult[]
  summary: CheckSummary
}

export interface CheckOptions extends ScenarioOptions {
  /** Called after each scenario. */
  onResult?: (result: ScenarioResult, index: number) => void
}

/** Runs all scenarios, those of goldens and built-in ones, one after the other; a server that cannot be reached is asked once and not again. */
export async function runCheck(
  scenarios: readonly (Scenario | BuiltinScenario)[],
  server: ServerUnderTest,
  { onResult, ...options }: CheckOptions = {},
): Promise<CheckReport> {
  const results: ScenarioResult[] = []
  for (const [index, scenario] of scenarios.entries()) {
    const isDead = results.length > 0 && results.every((each) => each.status === 'unreachable')
    const result = isDead
      ? { ...(results[0] as ScenarioResult), name: scenario.name, title: scenario.title }
      : 'run' in scenario
        ? await runBuiltin(scenario, server, options)
        : await runScenario(scenario, server, options)
    results.push(result)
    onResult?.(result, index)
  }
  return { baseUrl: server.baseUrl, model: server.model, scenarios: results, summary: summarise(results) }
}

function summarise(results: readonly ScenarioResult[]): CheckSummary {
  const status = (wanted: ScenarioResult['status']) => results.filter((each) => each.status === wanted).length
  const severity = (wanted: 'error' | 'warning') =>
    results.reduce((sum, each) => sum + [...each.findings, ...each.divergences].filter((one) => one.severity === wanted).length, 0)
  return {
    scenarios: results.length,
    pass: status('pass'),
    fail: status('fail'),
    unsupported: status('unsupported'),
    unreachable: status('unreachable'),
    errors: severity('error'),
    warnings: severity('warning'),
  }
}
