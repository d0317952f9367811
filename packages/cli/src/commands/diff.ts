import { diffStreams, eventsOf, readDiffRules, readStreamFile, renderDiffReport, summariseDiff, type WireEvent } from '@goldwire/harness'
import type { Command } from 'commander'

import { ExitCode, UsageError } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'

interface DiffFlags {
  exact?: boolean
  rules?: string
  json?: boolean
  verbose?: boolean
}

export function addDiffCommand(program: Command, terminal: Terminal, done: (code: ExitCode) => void): void {
  program
    .command('diff')
    .summary('compare two streams event by event')
    .description('Pairs output items, then events, then fields. Texts, ids, times and delta counts never matter, unless --exact.')
    .argument('<expected>', 'the stream to measure by: a golden, raw SSE text, or JSON Lines of events')
    .argument('<actual>', 'the stream to judge; - for standard input')
    .option('--exact', 'compare texts and delta boundaries too (same model, same seed)')
    .option('--rules <file>', 'JSON file of what is known to differ: [{pointer, severity, because}]')
    .option('--json', 'print one JSON document')
    .option('--verbose', 'show notes as well')
    .addHelpText('after', EXAMPLES)
    .action(async (expected: string, actual: string, flags: DiffFlags) => done(await diff(expected, actual, flags, terminal)))
}

const EXAMPLES = `
Examples:
  goldwire diff goldens/openai/text.golden.jsonl mine.sse
  goldwire diff before.sse after.sse --exact
  curl -sN $URL/v1/responses -d @body.json | goldwire diff goldens/openai/function-auto.golden.jsonl - --json

Ends with 0 when nothing diverges, 1 when something does, 2 when a file cannot be read.`

async function diff(
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
