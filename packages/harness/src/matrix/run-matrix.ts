import { toCheckJson } from '../check/check-json.ts'
import { runCheck, type CheckOptions, type CheckReport } from '../check/run-check.ts'
import type { ScenarioResult } from '../check/run-scenario.ts'
import type { Scenario } from '../check/scenario.ts'
import type { ServerUnderTest } from '../check/server-under-test.ts'
import type { BuiltinScenario } from '../scenarios/builtin-scenario.ts'
import type { MatrixColumn } from './matrix.ts'

export interface NamedServer extends ServerUnderTest {
  /** Its name in the matrix. */
  name: string
}

export interface MatrixOptions extends Pick<CheckOptions, 'config'> {
  /** Called after each scenario of each server. */
  onResult?: (server: NamedServer, result: ScenarioResult, done: number) => void
}

/**
 * Runs the same scenarios against several servers: one after the other on each, the servers side by side. A server that cannot be reached is told
 * as such and does not stop the others.
 * @returns in the order of the servers; the reports hold what came back as well
 */
export function runMatrix(
  scenarios: readonly (Scenario | BuiltinScenario)[],
  servers: readonly NamedServer[],
  { onResult, ...options }: MatrixOptions = {},
): Promise<(MatrixColumn & { report: CheckReport })[]> {
  return Promise.all(
    servers.map(async (server) => {
      const report = await runCheck(scenarios, server, {
        ...options,
        onResult: (result, index) => onResult?.(server, result, index + 1),
      })
      return { name: server.name, check: toCheckJson(report), report }
    }),
  )
}
