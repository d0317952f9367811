import { relative, isAbsolute } from 'node:path'

import { eventLines, renderGithub, renderJunit, renderMarkdown, renderSarif, type Outcome } from '@goldwire/harness'

import { UsageError } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { version } from '../version.ts'
import { FORMATS, type ReportFlags, type ReportFormat } from './report-options.ts'
import { writeWhole } from './write-whole.ts'

export interface Writers {
  /** For people at a terminal. */
  terminal: (colour: boolean) => string
  /** The document that `--json` prints. */
  json: () => object
  /** What the formats for machines are made from. */
  outcome: () => Outcome
}

/**
 * Writes a result as the flags ask: printed, or whole into a file.
 * @throws UsageError when flags contradict each other or the file cannot be written
 */
export async function writeReport(flags: ReportFlags, terminal: Terminal, writers: Writers): Promise<void> {
  const { format, also } = formatsOf(flags)
  for (const each of also) await writeWhole(each.file, whole(await render(each.format, false, writers)))
  const text = whole(await render(format, terminal.colour && flags.output === undefined, writers))
  if (flags.output === undefined) terminal.out(text)
  else await writeWhole(flags.output, text)
}

const whole = (text: string) => (text.endsWith('\n') ? text : `${text}\n`)

/**
 * The formats that the flags ask for; called before the work, so that a wrong flag costs none.
 * @throws UsageError for `--json` with another `--format`, and for an `--also` that names no format or no file
 */
export function formatsOf({ format, json, also = [] }: ReportFlags): {
  format: ReportFormat
  also: { format: ReportFormat; file: string }[]
} {
  if (json && format !== undefined && format !== 'json') throw new UsageError(`--json and --format ${format} exclude each other`)
  return {
    format: json ? 'json' : (format ?? 'terminal'),
    also: also.map((each) => {
      const [, name, file] = /^([^=]+)=(.+)$/s.exec(each) ?? []
      const known = FORMATS.find((one) => one === name)
      if (known === undefined || file === undefined)
        throw new UsageError(`--also ${each}: write FORMAT=FILE, with a format of ${FORMATS.join(', ')}`)
      return { format: known, file }
    }),
  }
}

async function render(format: ReportFormat, colour: boolean, { terminal, json, outcome }: Writers): Promise<string> {
  switch (format) {
    case 'terminal':
      return terminal(colour)
    case 'json':
      return JSON.stringify(json())
    case 'junit':
      return renderJunit(outcome())
    case 'markdown':
      return renderMarkdown(outcome())
    case 'github':
      return renderGithub(seenFromHere(outcome()), { lineOf: await findLines(outcome()) })
    case 'sarif':
      return renderSarif(seenFromHere(outcome()), { version, lineOf: await findLines(outcome()) })
  }
}

/** Pull requests and code scanning know files by their path in the repository. */
function seenFromHere(outcome: Outcome): Outcome {
  return { ...outcome, cases: outcome.cases.map((each) => ({ ...each, file: each.file === null ? null : fromHere(each.file) })) }
}

function fromHere(file: string): string {
  const path = isAbsolute(file) ? relative(process.cwd(), file) : file
  return path.startsWith('..') ? file : path
}

/** Only files that something was found in are read again. */
async function findLines({ command, cases }: Outcome): Promise<(file: string, event: number) => number | null> {
  const found = new Map<string, number[]>()
  // A check's problems are in what the server sent; the golden's lines are others.
  if (command !== 'check')
    for (const { file, events, problems } of cases)
      if (file !== null && problems.length > 0) found.set(fromHere(file), await eventLines(file, events))
  return (file, event) => found.get(file)?.[event] ?? null
}
