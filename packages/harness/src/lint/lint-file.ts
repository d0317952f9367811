import { readStreamFile, type ReadStreamOptions } from '../golden/read-stream-file.ts'
import type { LintOptions } from './context.ts'
import type { Finding } from './finding.ts'
import { lintStream } from './lint-stream.ts'

/** What `goldwire lint` says of one file. */
export interface LintedFile {
  file: string
  /** Frames, messages or bodies in it. */
  events: number
  findings: Finding[]
}

/**
 * Reads and lints any file that holds a stream (see `readStreamFile`); `-` is standard input.
 * @throws GoldenError when it cannot be read
 */
export async function lintFile(file: string, { stdin, ...options }: LintOptions & ReadStreamOptions = {}): Promise<LintedFile> {
  const golden = await readStreamFile(file, stdin === undefined ? {} : { stdin })
  return { file, events: golden.lines.length, findings: lintStream(golden, options) }
}
