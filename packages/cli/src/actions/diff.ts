import {
  diffCaptures,
  diffOutcome,
  eventsOf,
  readDiffRules,
  readStreamFile,
  renderDiffReport,
  summariseDiff,
  type Golden,
} from '@goldwire/harness'
import { ExitCode, UsageError } from '../exit-code.ts'
import { diffPage } from '../report/pages.ts'
import { formatsOf, writeReport } from '../report/write-report.ts'
import { writeWhole } from '../report/write-whole.ts'
import type { Terminal } from '../terminal.ts'
import type { DiffFlags } from '../commands/diff.ts'

/** What `goldwire diff` does once its flags are read. */
export async function diff(expectedPath: string, actualPath: string, flags: DiffFlags, terminal: Terminal): Promise<ExitCode> {
  formatsOf(flags)
  if (expectedPath === '-' && actualPath === '-') throw new UsageError('only one of the two streams can come from standard input')
  const { exact = false, rules } = flags
  const [expected, actual] = [await readGolden(expectedPath, terminal), await readGolden(actualPath, terminal)]
  const options = { exact, rules: rules === undefined ? [] : await readDiffRules(rules) }
  const { divergences, unusedRules } = diffCaptures(expected, actual, options)
  const summary = summariseDiff(divergences)
  if (flags.report !== undefined) {
    const { renderViewer } = await import('@goldwire/viewer')
    const page = diffPage({ file: expectedPath, golden: expected }, { file: actualPath, golden: actual }, divergences, 'lines')
    await writeWhole(flags.report, renderViewer(page))
  }
  await writeReport(flags, terminal, {
    json: () => ({ divergences, summary, ...(unusedRules.length > 0 ? { unused_rules: unusedRules } : {}) }),
    terminal: (colour) => renderDiffReport(divergences, { colour, verbose: flags.verbose ?? false }),
    outcome: () => diffOutcome(expectedPath, actualPath, actual.lines.length, divergences),
  })
  for (const rule of unusedRules) terminal.err(`goldwire: a rule of ${rules} was of no use: ${JSON.stringify(rule)}\n`)
  return summary.equal ? ExitCode.fine : ExitCode.findings
}

async function readGolden(path: string, terminal: Terminal): Promise<Golden> {
  const golden = await readStreamFile(path, { stdin: terminal.stdin() })
  if (eventsOf(golden).length === 0 && golden.header.response.framing !== 'json')
    throw new UsageError(`${path} holds no event; diff compares streams, or the bodies of answers that were not streamed`)
  return golden
}
