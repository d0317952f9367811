import { type CheckReport, runMatrix, scoreOf, toMatrix, renderMatrix, renderMatrixMarkdown, type MatrixColumn } from '@goldwire/harness'

import { ExitCode, UsageError } from '../exit-code.ts'
import type { MatrixFlags } from '../commands/matrix.ts'
import { readSources } from '../matrix-sources.ts'
import { pickScenarios } from '../pick-scenarios.ts'
import { matrixPage } from '../report/matrix-page.ts'
import { writeBadge } from '../report/write-badge.ts'
import { writeWhole } from '../report/write-whole.ts'
import { createProgress, type Terminal } from '../terminal.ts'
import { useConfig } from '../use-config.ts'

/** What `goldwire matrix` does once its flags are read. */
export async function matrix(flags: MatrixFlags, terminal: Terminal): Promise<ExitCode> {
  const timeoutMs = Number(flags.timeout) * 1000
  if (!(timeoutMs > 0)) throw new UsageError(`--timeout ${flags.timeout}: it must be a number of seconds above 0`)
  const { servers, checked, order } = await readSources(flags, process.env)
  if (flags.badge !== undefined && order.length > 1 && !flags.badge.includes('{name}'))
    throw new UsageError(`--badge ${flags.badge}: with several servers write {name} where the server's name belongs`)
  const scenarios = await pickScenarios(flags)
  const config = await useConfig(flags.config)
  const progress = createProgress(terminal)
  const done = new Map<string, number>()
  const asked = await runMatrix(
    scenarios,
    servers.map((each) => ({ ...each, timeoutMs })),
    {
      config: config.filter,
      onResult: ({ name }, _, count) => {
        done.set(name, count)
        progress.show([...done].map(([server, so]) => `${server} ${so} of ${scenarios.length}`).join(', '))
      },
    },
  )
  progress.clear()
  const wanted = new Set(scenarios.map((each) => each.name))
  const saved = checked.map(({ name, check }): MatrixColumn & { report?: CheckReport } => ({
    name,
    check: flags.scenario.length === 0 ? check : { ...check, scenarios: check.scenarios.filter((each) => wanted.has(each.name)) },
  }))
  const columns = order.flatMap((name) => [...asked, ...saved].filter((each) => each.name === name))
  config.tell(
    columns.reduce((sum, { check }) => sum + check.scenarios.reduce((count, each) => count + (each.suppressed?.length ?? 0), 0), 0),
    terminal,
  )
  const table = toMatrix(columns)
  if (flags.report !== undefined) {
    const { renderViewer } = await import('@goldwire/viewer')
    await writeWhole(flags.report, renderViewer(matrixPage(columns, scenarios)))
  }
  if (flags.markdown !== undefined) await writeWhole(flags.markdown, renderMatrixMarkdown(table))
  if (flags.badge !== undefined)
    for (const { name, check } of columns) await writeBadge(flags.badge.replaceAll('{name}', fileName(name)), check)
  const text = flags.json
    ? JSON.stringify({
        servers: columns.map(({ name, check }) => ({ name, score: scoreOf(check), check })),
        rows: table.rows,
      })
    : renderMatrix(table, { colour: terminal.colour, verbose: flags.verbose ?? false })
  terminal.out(`${text}\n`)
  const statuses = columns.flatMap(({ check }) => check.scenarios.map((each) => each.status))
  if (statuses.includes('unreachable')) return ExitCode.usage
  return statuses.includes('fail') ? ExitCode.findings : ExitCode.fine
}

/** A server's name may be anything; a file's may not. */
const fileName = (name: string) => name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
