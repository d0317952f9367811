import type { Command } from 'commander'
import type { ExitCode } from '../exit-code.ts'
import { addReportOptions, type ReportFlags } from '../report/report-options.ts'
import type { Terminal } from '../terminal.ts'

export interface DiffFlags extends ReportFlags {
  exact?: boolean
  rules?: string
}

export function addDiffCommand(program: Command, terminal: Terminal, done: (code: ExitCode) => void): void {
  addReportOptions(program.command('diff'))
    .summary('compare two streams event by event')
    .description(
      'Pairs output items, then events, then fields. Texts, ids, times and delta counts never matter, unless --exact.\nSays which rule of the protocol a divergence breaks, and which clients it stops. Compares streams, connections and JSON bodies.',
    )
    .argument('<expected>', 'the stream to measure by: a golden, raw SSE text, or JSON Lines of events')
    .argument('<actual>', 'the stream to judge; - for standard input')
    .option('--exact', 'compare texts and delta boundaries too (same model, same seed)')
    .option('--rules <file>', 'JSON file of what is known to differ, or may stand where: [{pointer, severity, because}]')
    .option('--verbose', 'show notes as well')
    .addHelpText('after', EXAMPLES)
    .action(async (expected: string, actual: string, flags: DiffFlags) =>
      done(await (await import('../actions/diff.ts')).diff(expected, actual, flags, terminal)),
    )
}

const EXAMPLES = `
Examples:
  goldwire diff goldens/openai/text.golden.jsonl mine.sse
  goldwire diff before.sse after.sse --exact
  goldwire diff before.sse after.sse --report side-by-side.html
  curl -sN $URL/v1/responses -H 'content-type: application/json' -d @body.json | goldwire diff goldens/openai/function-auto.golden.jsonl - --json

Ends with 0 when nothing diverges that is an error, 1 when something does, 2 when a file cannot be read.`
