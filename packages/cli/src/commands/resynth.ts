import { eventsOf, readStreamFile, unsoundReasons } from '@goldwire/harness'
import type { Command } from 'commander'

import { ExitCode, UsageError } from '../exit-code.ts'
import { findStreamFiles } from '../find-stream-files.ts'
import { renderResynthReport, summariseResynth, type ResynthFile } from '../resynth-report.ts'
import { createProgress, type Terminal } from '../terminal.ts'
import { tellUnreadable, toUnreadable, type UnreadableFile } from '../unreadable-file.ts'

export function addResynthCommand(program: Command, terminal: Terminal, done: (code: ExitCode) => void): void {
  program
    .command('resynth')
    .summary("prove the reference server's emitter on recorded streams")
    .description(
      "Derives the steps of each recorded stream from its final response and delta boundaries, runs them through the server's own emitter,\nand compares the emitted events with the recorded ones by value.",
    )
    .argument('<path...>', 'goldens, raw SSE files, or folders of them; - for standard input')
    .option('--json', 'print one JSON document')
    .option('--verbose', 'list equal files as well')
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], flags: { json?: boolean; verbose?: boolean }) => done(await resynth(paths, flags, terminal)))
}

const EXAMPLES = `
Examples:
  goldwire resynth goldens/openai
  goldwire resynth capture.sse --json

Ends with 0 when every stream comes out equal, 1 when one does not, 2 when a file cannot be read.`

async function resynth(
  paths: readonly string[],
  { json, verbose }: { json?: boolean; verbose?: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  const { resynthesise } = await import('@goldwire/server')
  const progress = createProgress(terminal)
  const files = await findStreamFiles(paths)
  const results: ResynthFile[] = []
  const unreadable: UnreadableFile[] = []
  let withoutStream = 0
  for (const [index, file] of files.entries()) {
    progress.show(`resynthesising ${index + 1} of ${files.length}`)
    const golden = await readStreamFile(file, { stdin: terminal.stdin() }).catch(toUnreadable(file))
    if ('error' in golden) {
      unreadable.push(golden)
      continue
    }
    const events = eventsOf(golden)
    if (events.length === 0) {
      withoutStream += 1
      continue
    }
    const { equal, firstDivergence } = resynthesise(events)
    const unsound = unsoundReasons(golden)
    results.push({
      file,
      events: events.length,
      equal,
      sound: unsound.length === 0,
      unsound: unsound.join(', '),
      first_divergence: firstDivergence,
    })
  }
  progress.clear()
  tellUnreadable(unreadable, files.length, terminal)
  if (results.length === 0)
    throw new UsageError(`no stream of events in ${paths.join(', ')}: ${withoutStream} files hold a body that was not streamed`)
  const summary = summariseResynth(results)
  if (json) terminal.out(`${JSON.stringify({ files: results, summary, ...(unreadable.length > 0 ? { unreadable } : {}) })}\n`)
  else terminal.out(`${renderResynthReport(results, { colour: terminal.colour, verbose: verbose ?? false })}\n`)
  if (unreadable.length > 0) return ExitCode.usage
  return summary.equal === summary.files ? ExitCode.fine : ExitCode.findings
}
