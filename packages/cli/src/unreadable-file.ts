import { UsageError } from './exit-code.ts'
import type { Terminal } from './terminal.ts'

/** A file that could not be read as a stream; the others are judged all the same, and the command ends with 2. */
export interface UnreadableFile {
  file: string
  error: string
}

export function toUnreadable(file: string): (error: unknown) => UnreadableFile {
  return (error) => ({ file, error: error instanceof Error ? error.message : String(error) })
}

/**
 * Complains about each on the error channel.
 * @throws UsageError when it was the only file
 */
export function tellUnreadable(unreadable: readonly UnreadableFile[], files: number, terminal: Terminal): void {
  const [first] = unreadable
  if (first && files === 1) throw new UsageError(first.error)
  for (const { error } of unreadable) terminal.err(`goldwire: ${error}\n`)
}
