import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

import { UsageError } from '../exit-code.ts'

/**
 * Writes a file whole or not at all, and its folder if that is missing.
 * @throws UsageError when it cannot be written
 */
export async function writeWhole(file: string, text: string): Promise<void> {
  const unfinished = `${file}.${randomUUID().slice(0, 8)}.tmp`
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(unfinished, text)
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined)
    throw new UsageError(`${file} cannot be written (${error instanceof Error ? error.message : String(error)})`)
  }
}
