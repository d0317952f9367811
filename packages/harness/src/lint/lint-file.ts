import { type ClientVerdict, judgeClients } from '../clients/judge-clients.ts'
import type { GoldenLine } from '../golden/golden.ts'
import { openCapture } from '../golden/open-capture.ts'
import type { ReadStreamOptions } from '../golden/read-stream-file.ts'
import { createCaptureLinter } from './capture-linter.ts'
import type { LintOptions } from './context.ts'
import type { Finding } from './finding.ts'

/** What `goldwire lint` says of one file. */
export interface LintedFile {
  file: string
  /** Frames, messages or bodies in it. */
  events: number
  findings: Finding[]
  /** Findings that a configuration took away; absent where none was applied. */
  suppressed?: Finding[]
  /** What real clients do with it; absent where nothing is wrong, or the capture is too long to be followed. */
  clients?: ClientVerdict[]
}

/** Longer captures are not kept in memory, and clients not followed through them. */
const MOST_LINES = 5_000

/**
 * Reads and lints any file that holds a stream (see `readStreamFile`), gzipped or not and of any size; `-` is standard input. Long captures are
 * linted while they are read and never are in memory as a whole.
 *
 * @throws GoldenError when it cannot be read
 */
export async function lintFile(file: string, { stdin, ...options }: LintOptions & ReadStreamOptions = {}): Promise<LintedFile> {
  const { header, batches } = await openCapture(file, stdin === undefined ? {} : { stdin })
  const linter = createCaptureLinter(header, options)
  let events = 0
  const kept: GoldenLine[] = []
  for await (const lines of batches) {
    events += lines.length
    for (const line of lines) linter.line(line)
    if (events <= MOST_LINES) kept.push(...lines)
  }
  const findings = linter.end()
  if (events > MOST_LINES || findings.every(({ severity }) => severity === 'info')) return { file, events, findings }
  return { file, events, findings, clients: judgeClients(findings, { header, lines: kept }) }
}
