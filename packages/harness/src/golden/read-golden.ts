import { readFile } from 'node:fs/promises'
import type { Golden } from './golden.ts'
import { GoldenError } from './golden-error.ts'
import { parseGolden } from './parse-golden.ts'

/**
 * Reads a golden file. Unknown keys are kept, and so is the exact text of every line: what is read is written back byte for byte.
 *
 * @throws {GoldenError} naming file and line when the file cannot be opened or is not a golden of version 1
 */
export async function readGolden(file: string): Promise<Golden> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new GoldenError(`cannot be read (${cause instanceof Error ? cause.message : String(cause)})`, { file, cause })
  })
  return parseGolden(text, file)
}
