import { writeFile } from 'node:fs/promises'

import {
  defaultGoldensPath,
  loadScenarios,
  renderCheckReport,
  renderHtmlReport,
  renderJunit,
  runCheck,
  toCheckJson,
} from '@goldwire/harness'
import type { Command } from 'commander'

import { ExitCode, UsageError } from '../exit-code.ts'
import { createProgress, type Terminal } from '../terminal.ts'

interface CheckFlags {
  model: string
  apiKey?: string
  goldens?: string
  scenario: string[]
  report?: string
  junit?: string
  json?: boolean
  verbose?: boolean
  timeout: string
}

export function addCheckCommand(program: Command, terminal: Terminal, done: (code: ExitCode) => void): void {
  program
    .command('check')
    .summary('judge a live server by real OpenAI streams')
    .description(
      "Sends each golden's request to a server, lints what comes back, diffs it against the golden, and says which clients would break.",
    )
    .argument('<base-url>', 'where the server listens, with or without /v1')
    .requiredOption('--model <name>', 'model name the server knows')
    .option('--api-key <key>', 'sent as bearer token (default: $GOLDWIRE_API_KEY)')
    .option('--goldens <dir>', 'goldens to measure by (default: those that come with goldwire)')
    .option('--scenario <name...>', 'only these', [])
    .option('--timeout <seconds>', 'for one answer', '120')
    .option('--report <file.html>', 'write a page with every finding')
    .option('--junit <file.xml>', 'write JUnit XML')
    .option('--json', 'print one JSON document')
    .option('--verbose', 'show notes and warnings of passing scenarios as well')
    .addHelpText('after', EXAMPLES)
    .action(async (baseUrl: string, flags: CheckFlags) => done(await check(baseUrl, flags, terminal)))
}

const EXAMPLES = `
Examples:
  goldwire check http://127.0.0.1:8080 --model reference
  goldwire check http://127.0.0.1:11434/v1 --model qwen3:0.6b --report report.html
  goldwire check $URL --model m --scenario text --scenario function-auto --json

A scenario whose feature the server refuses is "unsupported": neither passed nor failed.
Ends with 0 when nothing failed, 1 when something did, 2 when the server cannot be reached or the goldens cannot be read.`

async function check(baseUrl: string, flags: CheckFlags, terminal: Terminal): Promise<ExitCode> {
  if (!/^https?:\/\//.test(baseUrl)) throw new UsageError(`${baseUrl} is not a URL; write http://HOST:PORT`)
  const timeoutMs = Number(flags.timeout) * 1000
  if (!(timeoutMs > 0)) throw new UsageError(`--timeout ${flags.timeout}: it must be a number of seconds above 0`)
  const all = await loadScenarios(flags.goldens ?? defaultGoldensPath())
  const unknown = flags.scenario.filter((name) => !all.some((each) => matches(each.name, name)))
  if (unknown.length > 0)
    throw new UsageError(`no golden is called ${unknown.join(', ')}; there are ${all.map((each) => shortName(each.name)).join(', ')}`)
  const scenarios = flags.scenario.length === 0 ? all : all.filter((each) => flags.scenario.some((name) => matches(each.name, name)))
  const apiKey = flags.apiKey ?? process.env['GOLDWIRE_API_KEY']
  const progress = createProgress(terminal)
  progress.show(`0 of ${scenarios.length}`)
  const report = await runCheck(
    scenarios,
    { baseUrl, model: flags.model, timeoutMs, ...(apiKey === undefined || apiKey === '' ? {} : { apiKey }) },
    { onResult: (result, index) => progress.show(`${index + 1} of ${scenarios.length} ${result.name} ${result.status}`) },
  )
  progress.clear()
  if (flags.report !== undefined) await writeFile(flags.report, renderHtmlReport(report))
  if (flags.junit !== undefined) await writeFile(flags.junit, renderJunit(report))
  if (flags.json) terminal.out(`${JSON.stringify(toCheckJson(report))}\n`)
  else terminal.out(`${renderCheckReport(report, { colour: terminal.colour, verbose: flags.verbose ?? false })}\n`)
  if (report.summary.unreachable > 0) return ExitCode.usage
  return report.summary.fail > 0 ? ExitCode.findings : ExitCode.fine
}

const shortName = (name: string) => name.replace(/^[^/]+\//, '')
const matches = (full: string, asked: string) => full === asked || shortName(full) === asked
