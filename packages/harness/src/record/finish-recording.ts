import { setImmediate } from 'node:timers/promises'
import { currentText } from '../golden/exact-text.ts'
import type { MadeLine } from '../golden/frames-to-golden.ts'
import type { Golden, GoldenHeader, GoldenLine } from '../golden/golden.ts'
import { createRedactor, type Redactor } from '../golden/redactor.ts'
import type { Vault } from '../golden/secret-masks.ts'
import { createDraft, type Draft } from './create-draft.ts'
import type { Spool } from './create-spool.ts'
import { decodeEntries, type Encoding } from './decode-content.ts'
import type { Entry } from './entry.ts'
import { linesOfEntries } from './lines-of-entries.ts'
import type { Cut, RecordedAnswer } from './recorded-header.ts'
import type { SpoolMemory } from './spool-blocks.ts'
import { undoChunks } from './undo-chunks.ts'
import { redactLines, textOf, writeRecording } from './write-recording.ts'

/** An exchange that is over. */
export interface Finished {
  spool: Spool
  framing: RecordedAnswer['framing']
  encodings: readonly Encoding[]
  /** What is known so far of how it was cut. */
  cut: Cut | null
  header: (cut: Cut | null) => GoldenHeader
}

export interface FinishOptions {
  /** Of the file, null for none. */
  file: string | null
  replace: boolean
  /** Where files that are needed meanwhile go. */
  directory: string
  memory: SpoolMemory
  /** Secrets that were known before. */
  secrets: readonly string[]
  vault: Vault
  /** The golden is wanted in memory. */
  whole: boolean
}

export interface FinishedRecording {
  file: string | null
  cut: Cut | null
  /** Lines, and bytes of the answer as received. */
  lines: number
  bytes: number
  /** All secrets: those known before and those found. */
  found: ReadonlySet<string>
  /** What fits into memory, or was wanted there, without secrets; of another the header only. */
  golden: Golden
  complete: boolean
}

const fitsBytes = 4 * 1024 * 1024

/**
 * Makes the golden of an exchange and writes it. A long one is made once if no line needs a mask, as in nearly all there are none: a draft of its
 * text, kept as secret as the exchange, is the file then. Else it is made again for each time that the redactor goes over it.
 *
 * @throws {GoldenError} when it cannot be written
 */
export async function finishRecording(finished: Finished, options: FinishOptions): Promise<FinishedRecording> {
  const { spool, encodings, framing } = finished
  const { file, replace, whole } = options
  let { cut } = finished
  let bytes = 0
  const make = (): AsyncGenerator<readonly MadeLine[]> => {
    bytes = 0
    const received = counted(undoChunks(spool.read()), (more) => (bytes += more))
    const entries = encodings.length === 0 ? received : decodeEntries(received, encodings)
    return politely(linesOfEntries(entries, framing, (reason) => (cut ??= { reason, by: 'recorder', how: 'end' })))
  }
  const redactor = createRedactor({ secrets: options.secrets, vault: options.vault, unchanged: true })
  // What was sent is known already, and may come back anywhere.
  redactor.collectHeader(finished.header(cut))
  const fits = whole || spool.size <= fitsBytes
  const draft = fits ? null : createDraft(options)
  try {
    const { kept, count } = await collect(make(), redactor, draft)
    // What the recorder itself could not keep is known only now.
    const header = finished.header(cut)
    const result = { file, cut, lines: count, bytes, found: redactor.found, complete: fits }
    if (draft !== null && redactor.clean()) {
      await spool.discard()
      const golden: Golden = { header: redactor.maskHeader(header), lines: [] }
      const written = file === null ? null : await writeRecording(file, draftText(golden.header, draft), { replace })
      return { ...result, file: written, golden }
    }
    await draft?.discard()
    const golden: Golden = { header, lines: [] }
    const redacted = tee(redactLines({ header, lines: fits ? () => once(kept) : make }, redactor), golden, fits)
    if (file !== null) return { ...result, file: await writeRecording(file, textOf(redacted), { replace }), golden }
    for await (const _ of redacted);
    return { ...result, golden }
  } finally {
    await draft?.discard()
  }
}

async function collect(
  batches: AsyncIterable<readonly MadeLine[]>,
  redactor: Redactor,
  draft: Draft | null,
): Promise<{ kept: MadeLine[]; count: number }> {
  const kept: MadeLine[] = []
  let count = 0
  for await (const batch of batches) {
    count += batch.length
    for (const made of batch) {
      const text = made.text ?? currentText(made.line)
      redactor.collect(made.line, text)
      if (draft !== null) draft.add(text)
      else kept.push(made)
    }
    await draft?.room()
  }
  return { kept, count }
}

async function* draftText(header: GoldenHeader, draft: Draft): AsyncGenerator<string | Uint8Array> {
  yield `${currentText(header)}\n`
  yield* draft.read()
}

/** Lets other work go on: a long recording is written while others run. */
async function* politely<Value>(values: AsyncIterable<Value>): AsyncGenerator<Value> {
  let since = performance.now()
  for await (const value of values) {
    yield value
    if (performance.now() - since < 4) continue
    await setImmediate()
    since = performance.now()
  }
}

async function* once<Value>(value: Value): AsyncGenerator<Value> {
  yield value
}

async function* counted(batches: AsyncIterable<readonly Entry[]>, count: (bytes: number) => void): AsyncGenerator<readonly Entry[]> {
  for await (const batch of batches) {
    count(batch.reduce((sum, { bytes }) => sum + bytes.length, 0))
    yield batch
  }
}

/** Puts what passes into `golden`; of the lines only when they are wanted. */
async function* tee(
  batches: AsyncIterable<readonly (GoldenHeader | GoldenLine)[]>,
  golden: Golden,
  wanted: boolean,
): AsyncGenerator<readonly (GoldenHeader | GoldenLine)[]> {
  let isHeader = true
  for await (const batch of batches) {
    if (isHeader) golden.header = batch[0] as GoldenHeader
    else if (wanted) for (const line of batch) golden.lines.push(line as GoldenLine)
    isHeader = false
    yield batch
  }
}
