import { eventsOf, readStreamFile, unsoundReasons } from '@goldwire/harness'
import { ExitCode, UsageError } from '../exit-code.ts'
import { findStreamFiles } from '../find-stream-files.ts'
import { renderResynthReport, summariseResynth, type ResynthFile } from '../resynth-report.ts'
import { createProgress, type Terminal } from '../terminal.ts'
import { tellUnreadable, toUnreadable, type UnreadableFile } from '../unreadable-file.ts'
import type { ResynthFlags } from '../commands/resynth.ts'

/** What `goldwire resynth` does once its flags are read. */
export async function resynth(paths: readonly string[], { json, verbose }: ResynthFlags, terminal: Terminal): Promise<ExitCode> {
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
