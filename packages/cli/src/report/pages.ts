import {
  captureToGolden,
  judgeClients,
  redactGolden,
  type BuiltinScenario,
  type CheckReport,
  type Divergence,
  type Golden,
  type LintedFile,
  type Scenario,
} from '@goldwire/harness'
import type { ViewerData, ViewerScenario } from '@goldwire/viewer'

import { createPageRoom, type PageRoom } from './page-room.ts'
import { eventsToViewerStream, generator, rulesFor, toViewerStream } from './viewer-stream.ts'

const TOO_MUCH = 'Together the streams are too large for one page; make one of this stream alone.'

/**
 * The page of `goldwire lint --report`: streams with findings first in line for the room there is.
 * @param read reads a file's stream again; only the findings were kept
 */
export async function lintPage(files: readonly LintedFile[], read: (file: string) => Promise<Golden | null>): Promise<ViewerData> {
  const room = createPageRoom()
  const shown = new Map<string, Golden>()
  for (const { file, events } of files.toSorted((a, b) => weigh(b) - weigh(a))) {
    const golden = room.mayHold(events) ? await read(file).catch(() => null) : null
    if (golden !== null && room.take(golden)) shown.set(file, golden)
  }
  const scenarios = files.map(({ file, events, findings }): ViewerScenario => {
    const golden = shown.get(file)
    return {
      name: file,
      status: findings.some((each) => each.severity === 'error') ? 'fail' : 'pass',
      events,
      findings,
      clients: judgeClients(findings, golden ?? null),
      ...(golden === undefined ? { reason: TOO_MUCH } : { actual: toViewerStream(golden, file) }),
    }
  })
  return {
    title: 'goldwire lint',
    subtitle: titleOf(files.map((each) => each.file)),
    generator: generator(),
    scenarios,
    rules: rulesFor(scenarios),
  }
}

function weigh({ findings }: LintedFile): number {
  return findings.reduce((sum, each) => sum + (each.severity === 'error' ? 1000 : each.severity === 'warning' ? 10 : 0.01), 0)
}

interface NamedGolden {
  file: string
  golden: Golden
}

/**
 * The page of `goldwire diff --report`.
 * @param places what the divergences' places count
 */
export function diffPage(
  expected: NamedGolden,
  actual: NamedGolden,
  divergences: readonly Divergence[],
  places: 'lines' | 'events',
): ViewerData {
  const scenario: ViewerScenario = {
    name: actual.file,
    status: divergences.some((each) => each.severity === 'error') ? 'fail' : 'pass',
    expected: toViewerStream(expected.golden, expected.file, places),
    actual: toViewerStream(actual.golden, actual.file, places),
    divergences,
  }
  return { title: 'goldwire diff', subtitle: `${expected.file} → ${actual.file}`, generator: generator(), scenarios: [scenario] }
}

/** The page of `goldwire check --report`: what came back beside the golden. Keys that the server repeated are masked, for pages travel. */
export function checkPage(report: CheckReport, scenarios: readonly (Scenario | BuiltinScenario)[]): ViewerData {
  const shown = checkScenarios(report, scenarios, createPageRoom())
  return {
    title: 'goldwire check',
    subtitle: `${report.baseUrl} · model ${report.model}`,
    generator: generator(),
    scenarios: shown,
    rules: rulesFor(shown),
  }
}

/** The results of a check as a page shows them, with as many streams as there is room for. */
export function checkScenarios(
  { baseUrl, scenarios: results }: CheckReport,
  scenarios: readonly (Scenario | BuiltinScenario)[],
  room: PageRoom,
): ViewerScenario[] {
  const sent = new Map(scenarios.map((each) => [each.name, each]))
  return results.map(
    ({
      name,
      title,
      status,
      reason,
      undecided,
      capture,
      golden: told,
      findings,
      divergences,
      clients,
      events,
      durationMs,
    }): ViewerScenario => {
      const scenario = sent.get(name)
      const asked = scenario !== undefined && 'request' in scenario ? scenario : null
      const came =
        told ?? (capture && asked && captureToGolden(capture, { ...asked.request, name, provider: 'unknown', body: asked.request.body }))
      const golden = came && redactGolden(came)
      const hasRoom = golden !== null && room.take(golden)
      return {
        name,
        title,
        status,
        ...(undecided ? { undecided } : {}),
        reason: golden !== null && !hasRoom ? TOO_MUCH : reason,
        events,
        durationMs,
        findings,
        divergences,
        clients,
        actual: hasRoom ? toViewerStream(golden, baseUrl, 'events') : null,
        expected: hasRoom && asked && asked.expected.events.length > 0 ? eventsToViewerStream(asked.expected.events, 'golden') : null,
      }
    },
  )
}

/** The page of `goldwire view`. */
export function viewPage(streams: readonly { file: string; golden: Golden; findings: LintedFile['findings'] }[]): ViewerData {
  const room = createPageRoom()
  const scenarios = streams.map(({ file, golden, findings }): ViewerScenario => {
    const shown = room.take(golden) ? { actual: toViewerStream(golden, file) } : { reason: TOO_MUCH }
    return { name: file, events: golden.lines.length, findings, clients: judgeClients(findings, golden), ...shown }
  })
  return {
    title: 'goldwire view',
    subtitle: titleOf(streams.map((each) => each.file)),
    generator: generator(),
    scenarios,
    rules: rulesFor(scenarios),
  }
}

function titleOf(files: readonly string[]): string {
  return files.length === 1 ? (files[0] ?? '') : `${files.length} streams`
}
