import type { Command } from 'commander'
import type { ExitCode } from '../exit-code.ts'
import { addReportOptions, type ReportFlags } from '../report/report-options.ts'
import type { Terminal } from '../terminal.ts'

export interface CheckFlags extends ReportFlags {
  model: string
  apiKey?: string
  goldens?: string
  scenario: string[]
  junit?: string
  timeout: string
  config?: string
  badge?: string
}

export function addCheckCommand(program: Command, terminal: Terminal, done: (code: ExitCode) => void): void {
  addReportOptions(program.command('check'))
    .summary('judge a live server by real OpenAI streams')
    .description(
      "Sends each golden's request to a server, lints what comes back, diffs it against the golden, and says which clients would break. Then asks for what is around a stream: retrieve, resume, cancel, delete, errors, conversations, WebSocket, and so on (scenarios api/*).",
    )
    .argument('<base-url>', 'where the server listens, with or without /v1')
    .requiredOption('--model <name>', 'model name the server knows')
    .option('--api-key <key>', 'sent as bearer token (default: $GOLDWIRE_API_KEY)')
    .option('--goldens <dir>', 'goldens to measure by (default: those that come with goldwire)')
    .option('--scenario <name...>', 'only these; * stands for anything', [])
    .option('--timeout <seconds>', 'for one answer', '120')
    .option('--junit <file.xml>', 'write JUnit XML')
    .option('--badge <file>', 'write a badge of what passes: .svg, or .json for shields.io')
    .option('--config <file>', 'severities and accepted findings (default: the nearest goldwire.config.json above)')
    .option('--verbose', 'show notes and warnings of passing scenarios as well')
    .addHelpText('after', EXAMPLES)
    .action(async (baseUrl: string, flags: CheckFlags) => done(await (await import('../actions/check.ts')).check(baseUrl, flags, terminal)))
}

const EXAMPLES = `
Examples:
  goldwire check http://127.0.0.1:8080 --model reference
  goldwire check http://127.0.0.1:11434/v1 --model qwen3:0.6b --report report.html
  goldwire check $URL --model m --scenario text --scenario 'api/*' --json

A scenario whose feature the server refuses is "unsupported": neither passed nor failed.
Ends with 0 when nothing failed, 1 when something did, 2 when the server cannot be reached or the goldens cannot be read.`
