import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

import { lintStream, plural, readStreamFile } from '@goldwire/harness'
import { renderViewer } from '@goldwire/viewer'

import { ExitCode } from '../exit-code.ts'
import { findStreamFiles } from '../find-stream-files.ts'
import { viewPage } from '../report/pages.ts'
import { writeWhole } from '../report/write-whole.ts'
import type { Terminal } from '../terminal.ts'
import { tellUnreadable, toUnreadable, type UnreadableFile } from '../unreadable-file.ts'
import type { ViewFlags } from '../commands/view.ts'

/** What `goldwire view` does once its flags are read. */
export async function view(paths: readonly string[], { out, open, lint, json }: ViewFlags, terminal: Terminal): Promise<ExitCode> {
  const files = await findStreamFiles(paths)
  const streams: Parameters<typeof viewPage>[0][number][] = []
  const unreadable: UnreadableFile[] = []
  for (const file of files) {
    const golden = await readStreamFile(file, { stdin: terminal.stdin() }).catch(toUnreadable(file))
    if ('error' in golden) unreadable.push(golden)
    else streams.push({ file, golden, findings: lint ? lintStream(golden) : [] })
  }
  tellUnreadable(unreadable, files.length, terminal)
  const page = viewPage(streams)
  await writeWhole(out, renderViewer(page))
  const shown = streams.map(({ file, golden, findings }, index) => ({
    file,
    events: golden.lines.length,
    errors: findings.filter((each) => each.severity === 'error').length,
    ...(page.scenarios[index]?.actual === undefined ? { too_large: true } : {}),
  }))
  const left = shown.filter((each) => 'too_large' in each).length
  if (json) terminal.out(`${JSON.stringify({ page: out, files: shown, ...(unreadable.length > 0 ? { unreadable } : {}) })}\n`)
  else terminal.out(`${out} shows ${plural(streams.length - left, 'stream')}${left > 0 ? `, and lists ${left} too large for it` : ''}\n`)
  if (open) openInBrowser(resolve(out), terminal)
  return unreadable.length > 0 ? ExitCode.usage : ExitCode.fine
}

/** Hands the page to whatever the system opens pages with; a machine without one is told, and keeps the page. */
function openInBrowser(file: string, terminal: Terminal): void {
  const [command, ...args] =
    process.platform === 'darwin' ? ['open', file] : process.platform === 'win32' ? ['cmd', '/c', 'start', '', file] : ['xdg-open', file]
  const child = spawn(command, args, { stdio: 'ignore', detached: true })
  child.on('error', () => terminal.err(`goldwire: no browser could be opened; the page is at ${file}\n`))
  child.unref()
}
