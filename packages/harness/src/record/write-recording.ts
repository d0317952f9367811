import { randomBytes } from 'node:crypto'
import { link, mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { currentText, rememberText } from '../golden/exact-text.ts'
import type { MadeLine } from '../golden/frames-to-golden.ts'
import type { GoldenHeader, GoldenLine } from '../golden/golden.ts'
import { GoldenError } from '../golden/golden-error.ts'
import type { Redactor } from '../golden/redactor.ts'

/** A recording whose lines are read, and made, anew each time: it may be larger than memory. */
interface LongGolden {
  header: GoldenHeader
  lines: () => AsyncIterable<readonly MadeLine[]>
}

/** Yields the lines of a recording, all of them collected by the redactor before, without its secrets; goes over them once or twice. */
export async function* redactLines(
  { header, lines }: LongGolden,
  redactor: Redactor,
): AsyncGenerator<readonly (GoldenHeader | GoldenLine)[]> {
  redactor.collectHeader(header)
  if (redactor.found.size > 0) for await (const batch of lines()) for (const { line } of batch) redactor.locate(line)
  yield [redactor.maskHeader(header)]
  for await (const batch of lines()) yield batch.map((made) => redactor.mask(lineOf(made)))
}

/** The line, with its exact text remembered. */
function lineOf({ line, text }: MadeLine): GoldenLine {
  return text === null ? line : rememberText(line, text)
}

const blockCharacters = 256 * 1024

/** The text of lines, some at a time. */
export async function* textOf(batches: AsyncIterable<readonly (GoldenHeader | GoldenLine)[]>): AsyncGenerator<string> {
  let block = ''
  for await (const batch of batches) {
    for (const line of batch) block += `${currentText(line)}\n`
    if (block.length < blockCharacters) continue
    yield block
    block = ''
  }
  yield block
}

/**
 * Writes the text of a recording, without secrets, whole or not at all: into a hidden file beside the target, flushed, then linked to its name.
 * Where another recorder in the same folder has taken that name, a number is put behind it: nothing is replaced, and nothing is lost.
 *
 * @returns the file's path
 * @throws {GoldenError} when the disk refuses
 */
export async function writeRecording(
  file: string,
  text: AsyncIterable<string | Uint8Array>,
  { replace }: { replace: boolean },
): Promise<string> {
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`)
  try {
    await mkdir(dirname(file), { recursive: true })
    const handle = await open(temporary, 'wx', 0o644)
    try {
      for await (const block of text) await handle.writeFile(block)
      await handle.sync()
    } finally {
      await handle.close()
    }
    if (!replace) return await publish(temporary, file)
    await rename(temporary, file)
    return file
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw new GoldenError(`could not be written (${cause instanceof Error ? cause.message : String(cause)})`, { file, cause })
  }
}

/** Unlike a rename, a link never replaces what another recorder wrote meanwhile. Returns the name that was free. */
async function publish(temporary: string, file: string): Promise<string> {
  for (let count = 1; ; count++) {
    const free = count === 1 ? file : file.replace(/(?:\.golden\.jsonl)?$/, (ending) => `-${count}${ending}`)
    try {
      await link(temporary, free)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue
      // Some file systems have no links.
      await rename(temporary, free)
      return free
    }
    await rm(temporary, { force: true })
    return free
  }
}
