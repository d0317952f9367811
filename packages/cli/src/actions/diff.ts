import { diffStreams, eventsOf, readDiffRules, readStreamFile, renderDiffReport, summariseDiff, type WireEvent } from '@goldwire/harness'
import { ExitCode, UsageError } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import type { DiffFlags } from '../commands/diff.ts'

/** What `goldwire diff` does once its flags are read. */
export async function diff(
  expectedPath: string,
  actualPath: string,
  { exact, rules, json, verbose }: DiffFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const [expected, actual] = [await readEvents(expectedPath, terminal), await readEvents(actualPath, terminal)]
  const divergences = diffStreams(expected, actual, { exact: exact ?? false, rules: rules === undefined ? [] : await readDiffRules(rules) })
  const summary = summariseDiff(divergences)
  if (json) terminal.out(`${JSON.stringify({ divergences, summary })}\n`)
  else terminal.out(`${renderDiffReport(divergences, { colour: terminal.colour, verbose: verbose ?? false })}\n`)
  return summary.equal ? ExitCode.fine : ExitCode.findings
}

async function readEvents(path: string, terminal: Terminal): Promise<WireEvent[]> {
  const events = eventsOf(await readStreamFile(path, { stdin: terminal.stdin() }))
  if (events.length === 0) throw new UsageError(`${path} holds no event; diff compares streams`)
  return events
}
