import {
  addCapture,
  type Census,
  driftFromSchemas,
  driftOfSets,
  type Golden,
  readStreamFile,
  renderDriftMarkdown,
  renderDriftReport,
  schemaNotes,
} from '@goldwire/harness'
import type { DriftFlags } from '../commands/drift.ts'
import { ExitCode, UsageError } from '../exit-code.ts'
import { findStreamFiles } from '../find-stream-files.ts'
import { createProgress, type Terminal } from '../terminal.ts'

/** What `goldwire drift` does once its flags are read. */
export async function drift(old: string, next: string | undefined, flags: DriftFlags, terminal: Terminal): Promise<ExitCode> {
  const drifts =
    next === undefined
      ? driftFromSchemas(await readAll(old, flags, terminal))
      : driftOfSets(await census(old, flags, terminal), await census(next, flags, terminal))
  const notes = flags.notes === true || flags.json === true ? schemaNotes(drifts) : ''
  if (flags.json === true) terminal.out(`${JSON.stringify({ drift: drifts, notes, summary: { changes: drifts.length } })}\n`)
  else {
    terminal.out(`${flags.markdown === true ? renderDriftMarkdown(drifts) : renderDriftReport(drifts, { colour: terminal.colour })}\n`)
    if (flags.notes === true && notes !== '') terminal.out(flags.markdown === true ? `\n\`\`\`ts\n${notes}\`\`\`\n` : `\n${notes}`)
  }
  return drifts.length > 0 ? ExitCode.findings : ExitCode.fine
}

async function census(path: string, flags: DriftFlags, terminal: Terminal): Promise<Census> {
  const counted: Census = { captures: 0, nouns: new Map() }
  for (const golden of await readAll(path, flags, terminal)) addCapture(counted, golden)
  return counted
}

async function readAll(path: string, { provider }: DriftFlags, terminal: Terminal): Promise<Golden[]> {
  const progress = createProgress(terminal)
  const files = await findStreamFiles([path])
  const goldens: Golden[] = []
  for (const [index, file] of files.entries()) {
    progress.show(`reading ${index + 1} of ${files.length}`)
    const golden = await readStreamFile(file, { stdin: terminal.stdin() })
    if (provider === undefined || provider.includes(golden.header.provider)) goldens.push(golden)
  }
  progress.clear()
  if (goldens.length === 0) throw new UsageError(`${path} holds no capture of ${provider?.join(' or ') ?? 'anyone'}`)
  return goldens
}
