import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Golden, GoldenLine } from '../golden/golden.ts'
import { createRedactor } from '../golden/redactor.ts'
import { createVault } from '../golden/secret-masks.ts'
import { captureState } from '../golden/validate-golden.ts'
import { createSpool, type Spool } from './create-spool.ts'
import { decodeEntries, encodingsOf } from './decode-content.ts'
import type { Entry, EntryKind } from './entry.ts'
import { roundTime } from './entry.ts'
import { linesOfEntries } from './lines-of-entries.ts'
import { type Cut, recordedHeader, type RecordedAnswer, type RecordedRequest } from './recorded-header.ts'
import { describeRequest } from './recording-name.ts'
import { createSpoolMemory } from './spool-blocks.ts'
import { undoChunks } from './undo-chunks.ts'
import { redactLines, writeRecording } from './write-recording.ts'

export interface RecorderOptions {
  /** Folder for the goldens: `<out>/<provider>/<n>-<what>.golden.jsonl`. */
  out?: string
  /** Called with each golden, secrets removed, instead of or beside a file; the golden is held in memory for it. */
  onGolden?: (golden: Golden) => void
  provider: string
  /** Removed wherever they stand, beside all that is found by its form or place. */
  secrets?: readonly string[]
  onRecorded?: (recording: RecordedFile) => void
  /** A recording could not be written. Without this the error reaches `close`. */
  onError?: (error: unknown) => void
  now?: () => Date
}

/** What became of one exchange. */
export interface RecordedFile {
  /** Null when no folder was given. */
  file: string | null
  name: string
  index: number
  method: string
  /** Of the file's name; the path itself may hold secrets. */
  what: string
  status: number | null
  framing: RecordedAnswer['framing']
  /** Lines: frames, messages or bodies. */
  lines: number
  /** Bytes of the answer, as received. */
  bytes: number
  /** Milliseconds from the request to the end. */
  duration: number
  /** Why it is not whole; null when it is. */
  cut: string | null
}

/** Says how a recording is called, where that is not left to the request. */
export interface RecordingNaming {
  /** Name below the provider's folder; an older recording of this name is replaced. */
  name: string
  /** More members for the golden's header. */
  header?: Record<string, unknown>
}

/** One exchange while it runs. */
export interface Recording {
  /** Milliseconds since the request was sent. */
  clock(): number
  add(kind: EntryKind, bytes: Uint8Array): void
  /** Null while there is room for more; else resolves when there is. */
  room(): Promise<void> | null
  /** The exchange is over. May be called once; later calls do nothing. */
  end(request: RecordedRequest, answer: RecordedAnswer, cut: Cut | null): void
  /** Nothing came that is worth a golden. */
  drop(): void
}

export interface Recorder {
  readonly session: string
  begin(naming?: RecordingNaming): Recording
  /** Waits until everything that has ended is written. @throws the first error of writing, unless `onError` was given */
  close(): Promise<void>
}

/** What all exchanges that are not written yet may hold in memory together, before they are kept in files. */
const memoryBytes = 64 * 1024 * 1024

/** Records exchanges of one session, in the order of their requests; each is written when it is over, one after the other. */
export function createRecorder(options: RecorderOptions): Recorder {
  const { out, provider, now = () => new Date() } = options
  const directory = out === undefined ? tmpdir() : join(out, provider)
  const session = `${now()
    .toISOString()
    .replaceAll(/[-:]|\.\d+/g, '')}-${randomBytes(3).toString('hex')}`
  const vault = createVault()
  const memory = createSpoolMemory(memoryBytes)
  /** Keys that were seen in earlier exchanges of the session: a later answer may repeat them. */
  const known: string[] = [...(options.secrets ?? [])]
  const firstNumber = out === undefined ? Promise.resolve(1) : nextNumber(directory)
  let count = 0
  let queue: Promise<void> = Promise.resolve()
  let failure: unknown = null

  async function finish(spool: Spool, job: Job): Promise<void> {
    const { request, answer, index } = job
    const what = describeRequest({ ...request, stream: answer.framing === 'sse', websocket: answer.framing === 'websocket' })
    const base = job.naming?.name ?? `${String((await firstNumber) + index).padStart(4, '0')}-${what}`
    const name = `${provider}/${base}`
    const encodings = answer.decoded === undefined ? encodingsOf(answer.headers?.['content-encoding']) : []
    let cut = encodings === null && job.cut === null ? notDecoded : job.cut
    let bytes = 0
    const made = (): AsyncGenerator<readonly GoldenLine[]> => {
      bytes = 0
      const received = counted(undoChunks(spool.read()), (more) => (bytes += more))
      const entries = encodings === null || encodings.length === 0 ? received : decodeEntries(received, encodings)
      return politely(linesOfEntries(entries, answer.framing, (reason) => (cut ??= { reason, by: 'recorder', how: 'end' })))
    }
    // One that fits into memory is made once; a longer one is made again for each time that the redactor goes over it.
    const fits = spool.size <= 4 * 1024 * 1024 || options.onGolden !== undefined
    const kept: GoldenLine[] = []
    const redactor = createRedactor({ secrets: known, vault, unchanged: true })
    let lineCount = 0
    for await (const batch of made()) {
      lineCount += batch.length
      for (const line of batch) redactor.collect(line)
      if (fits) for (const line of batch) kept.push(line)
    }
    // What the recorder itself could not keep is known only now.
    const place = { name, provider, recordedAt: job.recordedAt, session, index }
    const header = recordedHeader(
      place,
      request,
      { ...answer, decoded: answer.decoded ?? encodings ?? [], ended: job.duration },
      cut,
      job.naming?.header,
    )
    const golden: Golden = { header, lines: [] }
    const redacted = tee(redactLines({ header, lines: fits ? () => once(kept) : made }, redactor), golden, options.onGolden !== undefined)
    let file: string | null = null
    if (out !== undefined)
      file = await writeRecording(join(directory, `${base}.golden.jsonl`), redacted, { replace: job.naming !== undefined })
    else for await (const _ of redacted);
    options.onGolden?.(golden)
    remember(redactor.found)
    const unfinished = fits && answer.framing === 'sse' && answer.status === 200 ? captureState({ header, lines: kept }).reasons : []
    options.onRecorded?.({
      file,
      name,
      index,
      method: request.method,
      what,
      status: answer.status,
      framing: answer.framing,
      lines: lineCount,
      bytes,
      duration: job.duration,
      cut: cut?.reason ?? unfinished[0] ?? null,
    })
  }

  function remember(found: ReadonlySet<string>): void {
    for (const secret of found) if (!known.includes(secret)) known.push(secret)
    if (known.length > knownSecrets) known.splice(options.secrets?.length ?? 0, known.length - knownSecrets)
  }

  function enqueue(spool: Spool, job: Job): void {
    queue = queue
      .then(() => finish(spool, job))
      .catch((error: unknown) => {
        if (options.onError === undefined) failure ??= error
        else options.onError(error)
      })
      .finally(() => spool.discard())
  }

  return {
    session,
    begin(naming) {
      const index = count++
      const spool = createSpool({ directory, memory })
      const recordedAt = now().toISOString()
      const start = performance.now()
      const clock = () => roundTime(performance.now() - start)
      let over = false
      return {
        clock,
        add: (kind, bytes) => (over ? undefined : spool.add({ kind, t: clock(), bytes })),
        room: () => spool.room(),
        end(request, answer, cut) {
          if (over) return
          over = true
          enqueue(spool, { request, answer, cut, index, recordedAt, duration: clock(), naming })
        },
        drop() {
          over = true
          queue = queue.then(() => spool.discard())
        },
      }
    },
    async close() {
      await queue
      if (failure !== null) throw failure
    },
  }
}

interface Job {
  request: RecordedRequest
  answer: RecordedAnswer
  cut: Cut | null
  index: number
  recordedAt: string
  duration: number
  naming: RecordingNaming | undefined
}

const knownSecrets = 100
const notDecoded: Cut = { reason: 'the content-encoding is not known to the recorder', by: 'recorder', how: 'end' }

/** One more than the highest number of a recording in the folder. */
async function nextNumber(directory: string): Promise<number> {
  const names = await readdir(directory).catch(() => [])
  return Math.max(0, ...names.map((name) => Number(/^(\d+)-/.exec(name)?.[1] ?? 0))) + 1
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

/** Puts what passes into `golden`, if it is wanted there. */
async function* tee(
  batches: AsyncIterable<readonly (Golden['header'] | GoldenLine)[]>,
  golden: Golden,
  wanted: boolean,
): AsyncGenerator<readonly (Golden['header'] | GoldenLine)[]> {
  let isHeader = true
  for await (const batch of batches) {
    if (isHeader) golden.header = batch[0] as Golden['header']
    else if (wanted) for (const line of batch) golden.lines.push(line as GoldenLine)
    isHeader = false
    yield batch
  }
}
