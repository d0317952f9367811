import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Golden } from '../golden/golden.ts'
import { createVault } from '../golden/secret-masks.ts'
import { captureState } from '../golden/validate-golden.ts'
import { createSpool, type Spool } from './create-spool.ts'
import { encodingsOf } from './decode-content.ts'
import type { EntryKind } from './entry.ts'
import { roundTime } from './entry.ts'
import { finishRecording } from './finish-recording.ts'
import { type Cut, recordedHeader, type RecordedAnswer, type RecordedRequest } from './recorded-header.ts'
import { describeRequest } from './recording-name.ts'
import { createSpoolMemory } from './spool-blocks.ts'

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
  /** From now on it is the recorder that ends what ends too early. */
  stop(): void
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
  let isStopped = false

  async function finish(spool: Spool, job: Job): Promise<void> {
    const { request, answer, index, naming } = job
    const what = describeRequest({ ...request, stream: answer.framing === 'sse', websocket: answer.framing === 'websocket' })
    const base = naming?.name ?? `${String((await firstNumber) + index).padStart(4, '0')}-${what}`
    const place = { name: `${provider}/${base}`, provider, recordedAt: job.recordedAt, session, index }
    const encodings = answer.decoded === undefined ? encodingsOf(answer.headers?.['content-encoding']) : []
    const told = { ...answer, decoded: answer.decoded ?? encodings ?? [], ended: job.duration }
    const recording = await finishRecording(
      {
        spool,
        framing: answer.framing,
        encodings: encodings ?? [],
        cut: encodings === null && job.cut === null ? notDecoded : job.cut,
        header: (cut) => recordedHeader(place, request, told, cut, naming?.header),
      },
      {
        file: out === undefined ? null : join(directory, `${base}.golden.jsonl`),
        replace: naming !== undefined,
        directory,
        memory,
        secrets: known,
        vault,
        whole: options.onGolden !== undefined,
      },
    )
    const { file, cut, lines, bytes, golden } = recording
    options.onGolden?.(golden)
    remember(recording.found)
    const unfinished = recording.complete && answer.framing === 'sse' && answer.status === 200 ? captureState(golden).reasons : []
    options.onRecorded?.({
      file,
      name: place.name,
      index,
      method: request.method,
      what,
      status: answer.status,
      framing: answer.framing,
      lines,
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
          const byWhom = cut !== null && isStopped ? { ...stopped, how: cut.how } : cut
          enqueue(spool, { request, answer, cut: byWhom, index, recordedAt, duration: clock(), naming })
        },
        drop() {
          over = true
          queue = queue.then(() => spool.discard())
        },
      }
    },
    stop() {
      isStopped = true
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
const stopped: Cut = { reason: 'the recorder was stopped', by: 'recorder', how: 'end' }
const notDecoded: Cut = { reason: 'the content-encoding is not known to the recorder', by: 'recorder', how: 'end' }

/** One more than the highest number of a recording in the folder. */
async function nextNumber(directory: string): Promise<number> {
  const names = await readdir(directory).catch(() => [])
  return Math.max(0, ...names.map((name) => Number(/^(\d+)-/.exec(name)?.[1] ?? 0))) + 1
}
