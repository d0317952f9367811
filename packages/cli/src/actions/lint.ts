import { resolve } from 'node:path'
import { Readable } from 'node:stream'

import { lintFile, lintOutcome, readStreamFile, renderLintReport, summariseLint, type LintedFile } from '@goldwire/harness'
import { ExitCode } from '../exit-code.ts'
import { findStreamFiles } from '../find-stream-files.ts'
import { lintPage } from '../report/pages.ts'
import { keepHeapSmall } from '../keep-heap-small.ts'
import { formatsOf, writeReport } from '../report/write-report.ts'
import { writeWhole } from '../report/write-whole.ts'
import { useConfig } from '../use-config.ts'
import { createProgress, type Terminal } from '../terminal.ts'
import { tellUnreadable, toUnreadable, type UnreadableFile } from '../unreadable-file.ts'
import type { LintFlags } from '../commands/lint.ts'

/** What `goldwire lint` does once its flags are read. */
export async function lint(paths: readonly string[], flags: LintFlags, terminal: Terminal): Promise<ExitCode> {
  formatsOf(flags)
  const { profile } = flags
  const config = await useConfig(flags.config)
  const progress = createProgress(terminal)
  const files = await findStreamFiles(paths)
  await keepHeapSmall(files)
  const linted: LintedFile[] = []
  const heard: Uint8Array[] = []
  const unreadable: UnreadableFile[] = []
  for (const [index, file] of files.entries()) {
    progress.show(`linting ${index + 1} of ${files.length}`)
    const result = await lintFile(file, {
      profile,
      stdin: flags.report === undefined ? terminal.stdin() : remember(terminal.stdin(), heard),
    }).catch(toUnreadable(file))
    if ('error' in result) unreadable.push(result)
    else linted.push({ ...result, ...config.filter.apply(result.findings, { file: file === '-' ? file : resolve(file) }) })
  }
  progress.clear()
  tellUnreadable(unreadable, files.length, terminal)
  const suppressed = linted.reduce((sum, each) => sum + (each.suppressed?.length ?? 0), 0)
  config.tell(suppressed, terminal)
  const summary = summariseLint(linted)
  if (flags.report !== undefined) {
    const { renderViewer } = await import('@goldwire/viewer')
    const page = await lintPage(linted, (file) => readStreamFile(file, { stdin: Readable.from(heard) }))
    await writeWhole(flags.report, renderViewer(page))
  }
  await writeReport(flags, terminal, {
    json: () => {
      const used = config.toJson(suppressed)
      return { files: linted, summary, ...(used === null ? {} : { config: used }), ...(unreadable.length > 0 ? { unreadable } : {}) }
    },
    terminal: (colour) => renderLintReport(linted, { colour, verbose: flags.verbose ?? false }),
    outcome: () => lintOutcome(linted, unreadable),
  })
  if (unreadable.length > 0) return ExitCode.usage
  return summary.errors > 0 ? ExitCode.findings : ExitCode.fine
}

/** Standard input can be read once; a page shows it after it was linted. */
async function* remember(input: AsyncIterable<Uint8Array>, heard: Uint8Array[]): AsyncGenerator<Uint8Array> {
  for await (const chunk of input) {
    heard.push(chunk)
    yield chunk
  }
}
