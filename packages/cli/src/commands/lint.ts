import { Option, type Command } from 'commander'
import type { ExitCode } from '../exit-code.ts'
import { addReportOptions, type ReportFlags } from '../report/report-options.ts'
import type { Terminal } from '../terminal.ts'

export interface LintFlags extends ReportFlags {
  profile: 'openai' | 'open-responses'
  config?: string
}

export function addLintCommand(program: Command, terminal: Terminal, done: (code: ExitCode) => void): void {
  addReportOptions(program.command('lint'))
    .summary('find protocol defects in recorded streams')
    .description(
      'Checks streams against the schemas, the grammar and the agreement rules of the Responses API.\nReads goldens, raw SSE text, JSON Lines of events, or one JSON response body.',
    )
    .argument('<path...>', 'files, folders, or - for standard input')
    .addOption(new Option('--profile <profile>', 'whose rules apply').choices(['openai', 'open-responses']).default('openai'))
    .option('--config <file>', 'severities and accepted findings (default: the nearest goldwire.config.json above)')
    .option('--verbose', 'show notes (documented deviations, unknown keys) as well')
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], flags: LintFlags) => done(await (await import('../actions/lint.ts')).lint(paths, flags, terminal)))
}

const EXAMPLES = `
Examples:
  goldwire lint goldens/openai
  curl -sN $URL/v1/responses -H 'content-type: application/json' -d '{"model":"m","input":"Hello!","stream":true}' | goldwire lint -
  goldwire lint capture.sse --json | jq '.files[].findings[]'
  goldwire lint captures --format sarif --output lint.sarif
  goldwire lint captures --report lint.html

Ends with 0 when there is no error, 1 when there is one, 2 when a file cannot be read.`
