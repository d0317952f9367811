import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { checkOutcome, renderCheckReport, renderJunit, runCheck, toCheckJson } from '@goldwire/harness'
import { ExitCode, UsageError } from '../exit-code.ts'
import { checkPage } from '../report/pages.ts'
import { writeBadge } from '../report/write-badge.ts'
import { formatsOf, writeReport } from '../report/write-report.ts'
import { writeWhole } from '../report/write-whole.ts'
import { pickScenarios, shortName } from '../pick-scenarios.ts'
import { useConfig } from '../use-config.ts'
import { createProgress, type Terminal } from '../terminal.ts'
import type { CheckFlags } from '../commands/check.ts'

/** What `goldwire check` does once its flags are read. */
export async function check(baseUrl: string, flags: CheckFlags, terminal: Terminal): Promise<ExitCode> {
  if (!/^https?:\/\//.test(baseUrl)) throw new UsageError(`${baseUrl} is not a URL; write http://HOST:PORT`)
  formatsOf(flags)
  const timeoutMs = Number(flags.timeout) * 1000
  if (!(timeoutMs > 0)) throw new UsageError(`--timeout ${flags.timeout}: it must be a number of seconds above 0`)
  const scenarios = await pickScenarios(flags)
  const apiKey = flags.apiKey ?? process.env['GOLDWIRE_API_KEY']
  const config = await useConfig(flags.config)
  const progress = createProgress(terminal)
  progress.show(`0 of ${scenarios.length}`)
  const report = await runCheck(
    scenarios,
    { baseUrl, model: flags.model, timeoutMs, ...(apiKey === undefined || apiKey === '' ? {} : { apiKey }) },
    {
      config: config.filter,
      onResult: (result, index) => progress.show(`${index + 1} of ${scenarios.length} ${result.name} ${result.status}`),
    },
  )
  progress.clear()
  const suppressed = report.scenarios.reduce((sum, each) => sum + (each.suppressed?.length ?? 0), 0)
  config.tell(suppressed, terminal)
  if (flags.report !== undefined) {
    const { renderViewer } = await import('@goldwire/viewer')
    await writeWhole(flags.report, renderViewer(checkPage(report, scenarios)))
  }
  const outcome = () => checkOutcome(report, (name) => (flags.goldens === undefined ? null : goldenFile(flags.goldens, name)))
  if (flags.junit !== undefined) await writeWhole(flags.junit, renderJunit(outcome()))
  if (flags.badge !== undefined) await writeBadge(flags.badge, toCheckJson(report))
  await writeReport(flags, terminal, {
    json: () => {
      const used = config.toJson(suppressed)
      return { ...toCheckJson(report), ...(used === null ? {} : { config: used }) }
    },
    terminal: (colour) => renderCheckReport(report, { colour, verbose: flags.verbose ?? false }),
    outcome,
  })
  if (report.summary.unreachable > 0) return ExitCode.usage
  return report.summary.fail > 0 ? ExitCode.findings : ExitCode.fine
}

/** Goldens that come with goldwire are not in the reader's repository: only those of `--goldens` are named. */
function goldenFile(folder: string, name: string): string | null {
  if (name.startsWith('api/')) return null
  const file = [name, shortName(name)].map((each) => join(folder, `${each}.golden.jsonl`)).find((path) => existsSync(path))
  return file ?? null
}
