/** A golden or stream file that cannot be read or written; the message names file and line and says what to do. */
export class GoldenError extends Error {
  override readonly name = 'GoldenError'
  readonly file: string
  /** 1-based line in the file; null when the whole file is meant. */
  readonly line: number | null

  constructor(problem: string, { file, line = null, cause }: { file: string; line?: number | null; cause?: unknown }) {
    super(`${file}${line === null ? '' : `:${line}`}: ${problem}`, cause === undefined ? undefined : { cause })
    this.file = file
    this.line = line
  }
}
