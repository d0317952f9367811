import type { BuiltinScenario, CheckReport, MatrixColumn, Scenario } from '@goldwire/harness'
import type { ViewerData, ViewerScenario } from '@goldwire/viewer'

import { createPageRoom } from './page-room.ts'
import { checkScenarios } from './pages.ts'
import { generator, rulesFor } from './viewer-stream.ts'

/** The page of `goldwire matrix --report`: every server is a group; streams are there for servers that were asked now. */
export function matrixPage(
  columns: readonly (MatrixColumn & { report?: CheckReport })[],
  scenarios: readonly (Scenario | BuiltinScenario)[],
): ViewerData {
  const room = createPageRoom()
  const shown = columns.flatMap(({ name: group, check, report }) => {
    const results = report === undefined ? check.scenarios.map(withoutStream) : checkScenarios(report, scenarios, room)
    return results.map((each): ViewerScenario => ({ ...each, group }))
  })
  return {
    title: 'goldwire matrix',
    subtitle: columns.map(({ name, check }) => `${name} (${check.base_url}, model ${check.model})`).join(' · '),
    generator: generator(),
    scenarios: shown,
    rules: rulesFor(shown),
  }
}

function withoutStream(result: MatrixColumn['check']['scenarios'][number]): ViewerScenario {
  const { name, title, status, reason, undecided = false, findings, divergences, clients, events, durationMs } = result
  return { name, title, status, reason, undecided, findings, divergences, clients, events, durationMs }
}
