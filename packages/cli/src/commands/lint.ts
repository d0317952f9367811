import { lintFile, renderLintReport, summariseLint, type LintedFile } from '@goldwire/harness'
import { Option, type Command } from 'commander'

import { ExitCode } from '../exit-code.ts'
import { findStreamFiles } from '../find-stream-files.ts'
import { createProgress, type Terminal } from '../terminal.ts'
import { tellUnreadable, toUnreadable, type UnreadableFile } from '../unreadable-file.ts'

interface LintFlags {
  json?: boolean
  verbose?: boolean
  profile: 'openai' | 'open-responses'
}

export function addLintCommand(program: Command, terminal: Terminal, done: (code: ExitCode) => void): void {
  program
    .command('lint')
    .summary('find protocol defects in recorded streams')
    .description(
      'Checks streams against the schemas, the grammar and the agreement rules of the Responses API.\nReads goldens, raw SSE text, JSON Lines of events, or one JSON response body.',
    )
    .argument('<path...>', 'files, folders, or - for standard input')
    .addOption(new Option('--profile <profile>', 'whose rules apply').choices(['openai', 'open-responses']).default('openai'))
    .option('--json', 'print one JSON document')
    .option('--verbose', 'show notes (documented deviations, unknown keys) as well')
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], flags: LintFlags) => done(await lint(paths, flags, terminal)))
}

const EXAMPLES = `
Examples:
  goldwire lint goldens/openai
  curl -sN $URL/v1/responses -H 'content-type: application/json' -d '{"model":"m","input":"Hello!","stream":true}' | goldwire lint -
  goldwire lint capture.sse --json | jq '.files[].findings[]'

Ends with 0 when there is no error, 1 when there is one, 2 when a file cannot be read.`

async function lint(paths: readonly string[], { json, verbose, profile }: LintFlags, terminal: Terminal): Promise<ExitCode> {
  const progress = createProgress(terminal)
  const files = await findStreamFiles(paths)
  const linted: LintedFile[] = []
  const unreadable: UnreadableFile[] = []
  for (const [index, file] of files.entries()) {
    progress.show(`linting ${index + 1} of ${files.length}`)
    const result = await lintFile(file, { profile, stdin: terminal.stdin() }).catch(toUnreadable(file))
    if ('error' in result) unreadable.push(result)
    else linted.push(result)
  }
  progress.clear()
  tellUnreadable(unreadable, files.length, terminal)
  const summary = summariseLint(linted)
  if (json) terminal.out(`${JSON.stringify({ files: linted, summary, ...(unreadable.length > 0 ? { unreadable } : {}) })}\n`)
  else terminal.out(`${renderLintReport(linted, { colour: terminal.colour, verbose: verbose ?? false })}\n`)
  if (unreadable.length > 0) return ExitCode.usage
  return summary.errors > 0 ? ExitCode.findings : ExitCode.fine
}
