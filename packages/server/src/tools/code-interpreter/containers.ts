import { createId } from '../../run/ids.ts'
import type { RandomBytes } from '../../run/random-bytes.ts'
import type { SandboxFile } from './python-messages.ts'
import { defaultPythonLimits, type PythonLimits, type PythonProcess, type PythonRun, startPython } from './start-python.ts'

export interface CodeInterpreterConfig extends Partial<PythonLimits> {
  /** Containers that have a running Python at the same time; the one unused for longest gives way. @defaultValue 4 */
  maxRunning?: number
  /** Containers that are known at the same time. @defaultValue 256 */
  maxContainers?: number
}

/** A container as the API tells it. Times in Unix seconds; keys in OpenAI's order. */
export interface ContainerObject {
  id: string
  object: 'container'
  created_at: number
  status: 'running' | 'expired'
  expires_after: { anchor: 'last_active_at'; minutes: number }
  last_active_at: number
  memory_limit: '1g'
  name: string
}

/** A file in a container. */
export interface ContainerFile {
  id: string
  name: string
  bytes: Uint8Array
  /** Unix seconds. */
  createdAt: number
  source: 'user' | 'assistant'
}

export interface Container {
  readonly id: string
  tell(): ContainerObject
  /** Newest version of each file, oldest first. */
  files(): readonly ContainerFile[]
  /** Puts a file into `/mnt/data`, in place of one with the same name. */
  addFile(file: { name: string; bytes: Uint8Array }): ContainerFile
  /** Runs code after whatever runs already; what was defined before is still there unless a run was killed. */
  run(code: string, signal: AbortSignal): Promise<ContainerRun>
}

/** `files` are those the code left or changed. `isFresh`: Python was started for this run, nothing of earlier runs is there. */
export type ContainerRun = (
  | Exclude<PythonRun, { outcome: 'ran' }>
  | (Omit<Extract<PythonRun, { outcome: 'ran' }>, 'files'> & { files: ContainerFile[] })
) & {
  isFresh: boolean
}

/** Where code interpreters run. */
export interface Containers {
  create(options?: { name?: string; minutes?: number }): Container
  /** `null` for what is not there, was deleted, or has expired. */
  get(id: string): Container | null
  /** Oldest first. */
  list(): ContainerObject[]
  delete(id: string): Promise<boolean>
  close(): Promise<void>
}

/** What OpenAI gives an idle container. */
const IDLE_MINUTES = 20
const MAX_KEPT_BYTES = 64 * 1024 * 1024

interface Kept {
  container: Container
  process: () => PythonProcess | null
  /** Unix milliseconds. */
  expiresAt: () => number
  isBusy: () => boolean
  /** Ends the process alone; the next run starts another. */
  pause: () => Promise<void>
  stop: () => Promise<void>
}

export interface ContainersOptions {
  now: () => number
  random: RandomBytes
}

/** Containers in processes of this machine, one each while it is in use. Nothing is started before code is to be run. */
export function createContainers(
  { maxRunning = 4, maxContainers = 256, ...given }: CodeInterpreterConfig,
  { now, random }: ContainersOptions,
): Containers {
  const limits: PythonLimits = { ...defaultPythonLimits, ...given }
  const kept = new Map<string, Kept>()

  const dropExpired = (): void => {
    for (const [id, entry] of kept) {
      if (entry.isBusy() || entry.expiresAt() > now()) continue
      kept.delete(id)
      void entry.stop()
    }
  }
  /** Makes place for one more process. Those that are busy stay: then there is one more for a while. */
  const makePlace = async (): Promise<void> => {
    const running = Array.from(kept.values()).filter((entry) => entry.process() !== null)
    const idle = running.filter((entry) => !entry.isBusy()).sort((a, b) => a.expiresAt() - b.expiresAt())
    await Promise.all(idle.slice(0, Math.max(0, running.length + 1 - maxRunning)).map((entry) => entry.pause()))
  }
  const sweep = setInterval(dropExpired, 60_000)
  sweep.unref()

  return {
    create({ name = 'auto', minutes = IDLE_MINUTES } = {}) {
      dropExpired()
      const oldest = Array.from(kept).find(([, entry]) => !entry.isBusy())
      if (kept.size >= maxContainers && oldest !== undefined) {
        kept.delete(oldest[0])
        void oldest[1].stop()
      }
      const entry = createContainer({ name, minutes, limits, now, random, makePlace })
      kept.set(entry.container.id, entry)
      return entry.container
    },
    get(id) {
      dropExpired()
      return kept.get(id)?.container ?? null
    },
    list() {
      dropExpired()
      return Array.from(kept.values(), ({ container }) => container.tell())
    },
    async delete(id) {
      dropExpired()
      const entry = kept.get(id)
      kept.delete(id)
      await entry?.stop()
      return entry !== undefined
    },
    async close() {
      clearInterval(sweep)
      await Promise.all(Array.from(kept.values(), (entry) => entry.stop()))
      kept.clear()
    },
  }
}

interface ContainerOptions extends ContainersOptions {
  name: string
  minutes: number
  limits: PythonLimits
  makePlace: () => Promise<void>
}

function createContainer({ name, minutes, limits, now, random, makePlace }: ContainerOptions): Kept {
  const seconds = () => Math.floor(now() / 1000)
  const id = createId('cntr', { random, now })
  const createdAt = seconds()
  const files = new Map<string, ContainerFile>()
  let lastActive = now()
  let python: PythonProcess | null = null
  let waiting = 0
  let isClosed = false
  let queue: Promise<unknown> = Promise.resolve()

  const keep = (file: { name: string; bytes: Uint8Array }, source: ContainerFile['source']): ContainerFile => {
    const entry: ContainerFile = { ...file, id: createId('cfile', { random, now }), createdAt: seconds(), source }
    files.delete(file.name)
    files.set(file.name, entry)
    dropOldest(files)
    return entry
  }
  const open = async (): Promise<{ process: PythonProcess; isFresh: boolean }> => {
    if (python?.isAlive === true) return { process: python, isFresh: false }
    await makePlace()
    const started = await startPython(limits)
    python = started
    if (isClosed) await started.kill()
    await started.write(
      Array.from(files.values(), ({ name: file, bytes }) => ({ name: file, data: Buffer.from(bytes).toString('base64') })),
    )
    return { process: started, isFresh: true }
  }
  const runNow = async (code: string, signal: AbortSignal): Promise<ContainerRun> => {
    if (isClosed || signal.aborted) return { outcome: 'killed', reason: 'abort', isFresh: true }
    const { process, isFresh } = await open()
    const result = await process.run(code, signal)
    lastActive = now()
    if (result.outcome === 'killed') return { ...result, isFresh }
    const changed = result.files.map((file) => keep(decodeFile(file), 'assistant'))
    return { ...result, files: changed, isFresh }
  }

  const container: Container = {
    id,
    tell: () => ({
      id,
      object: 'container',
      created_at: createdAt,
      status: 'running',
      expires_after: { anchor: 'last_active_at', minutes },
      last_active_at: Math.floor(lastActive / 1000),
      memory_limit: '1g',
      name,
    }),
    files: () => Array.from(files.values()),
    addFile({ name: given, bytes }) {
      const file = { name: safeName(given), bytes }
      const added = keep(file, 'user')
      const entry = { name: file.name, data: Buffer.from(file.bytes).toString('base64') }
      queue = queue.then(() => (python?.isAlive === true ? python.write([entry]) : undefined)).catch(() => undefined)
      return added
    },
    run(code, signal) {
      waiting += 1
      lastActive = now()
      const result = queue.then(() => runNow(code, signal)).finally(() => (waiting -= 1))
      queue = result.catch(() => undefined)
      return result
    },
  }
  return {
    container,
    process: () => (python?.isAlive === true ? python : null),
    expiresAt: () => lastActive + minutes * 60_000,
    isBusy: () => waiting > 0,
    pause: async () => await python?.kill(),
    async stop() {
      isClosed = true
      await python?.kill()
    },
  }
}

/** A name that stays in its folder, whatever the client called the file. */
export function safeName(given: string): string {
  const name = given.split(/[/\\]/).at(-1) ?? ''
  // oxlint-disable-next-line no-control-regex
  const plain = name.replace(/[\u0000-\u001f\u007f]/g, '').slice(-200)
  return plain === '' || plain === '.' || plain === '..' ? 'file' : plain
}

/** A container keeps so much outside of Python, and forgets what is oldest. */
function dropOldest(files: Map<string, ContainerFile>): void {
  let left = MAX_KEPT_BYTES
  for (const { name, bytes } of Array.from(files.values()).toReversed()) {
    left -= bytes.length
    if (left < 0) files.delete(name)
  }
}

function decodeFile({ name, data }: SandboxFile): { name: string; bytes: Uint8Array } {
  return { name, bytes: Buffer.from(data, 'base64') }
}
