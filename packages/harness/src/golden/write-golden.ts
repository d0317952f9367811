import { mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { exactText } from './exact-text.ts'
import type { Golden } from './golden.ts'
import { GoldenError } from './golden-error.ts'
import { redactGolden, type RedactOptions } from './redact.ts'
import { goldenProblems } from './validate-golden.ts'

/**
 * Writes a golden, whole or not at all: secrets are removed first, then a temporary file beside the target is written, flushed and
 * renamed. Returns the golden as it stands on disk.
 *
 * @throws {GoldenError} when the golden is not valid (nothing is written) or the disk refuses
 */
export async function writeGolden(file: string, golden: Golden, options: RedactOptions = {}): Promise<Golden> {
  const problems = goldenProblems(golden)
  if (problems.length > 0) throw new GoldenError(`not written: ${problems.join('; ')}`, { file })
  const redacted = redactGolden(golden, options)
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.${Date.now().toString(36)}.tmp`)
  try {
    await mkdir(dirname(file), { recursive: true })
    const handle = await open(temporary, 'wx')
    try {
      await handle.writeFile(encodeGolden(redacted), 'utf8')
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw new GoldenError(`could not be written (${cause instanceof Error ? cause.message : String(cause)})`, { file, cause })
  }
  return redacted
}

/** The text of a golden file: one JSON document a line, LF, a line feed at the end. Removes no secrets; `writeGolden` does. */
export function encodeGolden(golden: Golden): string {
  return [golden.header, ...golden.lines].map((line) => `${exactText(line)}\n`).join('')
}
