import { createId } from '../../run/ids.ts'
import type { RandomBytes } from '../../run/random-bytes.ts'
import type { ObjectStore } from '../../store/object-store.ts'
import { createContainerFiles } from './container-files.ts'
import { type ContainerPython, type ContainerRun, createContainerPython } from './container-python.ts'
import { type ContainerFile, containerKind, containerPlace, type ContainerRecord } from './container-records.ts'
import { defaultPythonLimits, type PythonLimits } from './start-python.ts'

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

export interface Container {
  readonly id: string
  /** As it stood when it was asked for. */
  tell(): ContainerObject
  /** Newest version of each file, oldest first. */
  files(): Promise<ContainerFile[]>
  /** Null where there is no such file. */
  bytes(fileId: string): Promise<Uint8Array | null>
  /** Puts a file into `/mnt/data`, in place of one with the same name. @throws ApiError 413 where there is no room */
  addFile(file: { name: string; bytes: Uint8Array }): Promise<ContainerFile>
  /** Runs code after whatever runs already; what was defined before is still there unless a run was killed. */
  run(code: string, signal: AbortSignal): Promise<ContainerRun>
}

/** Where code interpreters run. */
export interface Containers {
  create(options?: { name?: string; minutes?: number }): Promise<Container>
  /** `null` for what is not there, was deleted, or has expired. */
  get(id: string): Promise<Container | null>
  /** Oldest first. */
  list(): Promise<ContainerObject[]>
  delete(id: string): Promise<boolean>
  /** Ends every process. What is kept stays. */
  close(): Promise<void>
}

/** What OpenAI gives an idle container. */
const IDLE_MINUTES = 20
/** An expired container cannot be used, but is kept a little longer: another server may be running its last code. */
const GRACE_MS = 10 * 60_000
const SWEEP_MS = 60_000

export interface ContainersOptions {
  objects: ObjectStore
  now: () => number
  random: RandomBytes
  /** Bytes of everything that is kept; a file that would not fit is refused. Unlimited unless given. */
  maxBytes?: number
}

/**
 * Containers and their files where responses are kept too; each has a process of its own on this machine while it is in use. Nothing is started
 * before code is to be run. What Python has in its variables is gone with the process, the files of `/mnt/data` are not.
 */
export function createContainers(
  { maxRunning = 4, maxContainers = 256, ...given }: CodeInterpreterConfig,
  { objects, now, random, maxBytes = Number.POSITIVE_INFINITY }: ContainersOptions,
): Containers {
  const limits: PythonLimits = { ...defaultPythonLimits, ...given }
  const pythons = new Map<string, ContainerPython>()
  let isClosed = false

  const isBusy = (id: string) => pythons.get(id)?.isBusy === true
  const isThere = (record: ContainerRecord) => isBusy(record.id) || expiryOf(record) > now()
  const stop = async (id: string): Promise<void> => {
    const python = pythons.get(id)
    pythons.delete(id)
    await python?.stop()
  }
  const remove = async (id: string): Promise<boolean> => {
    const isDeleted = await objects.delete(containerPlace(id))
    await stop(id)
    return isDeleted
  }
  /** Makes place for one more process. Those that are busy stay: then there is one more for a while. */
  const makePlace = async (): Promise<void> => {
    const running = Array.from(pythons.values()).filter((python) => python.isRunning)
    const idle = running.filter((python) => !python.isBusy).sort((a, b) => a.lastUsed - b.lastUsed)
    await Promise.all(idle.slice(0, Math.max(0, running.length + 1 - maxRunning)).map((python) => python.pause()))
  }
  const use = async (id: string): Promise<void> => {
    const record = await objects.get(containerPlace(id))
    if (record === null) return
    const lastActive = now()
    const expiresAt = expiryOf({ ...record.value, lastActive }) + GRACE_MS
    await objects.change(containerPlace(id), (value) => ({ ...value, lastActive }), { expiresAt })
  }
  /** Processes of containers that have expired, or were deleted elsewhere, and the containers that nobody can use any more. */
  const sweep = async (): Promise<void> => {
    for (const id of pythons.keys()) {
      const record = await objects.get(containerPlace(id))
      if (record === null || !isThere(record.value)) await stop(id)
    }
    await objects.deleteExpired(containerKind, now())
  }
  const timer = setInterval(() => void sweep().catch(() => undefined), SWEEP_MS)
  timer.unref()

  const toContainer = (record: ContainerRecord): Container => {
    const { id } = record
    const files = createContainerFiles(id, { objects, now, random, maxBytes })
    return {
      id,
      tell: () => toObject(record),
      files: () => files.list(),
      bytes: (fileId) => files.bytes(fileId),
      addFile: ({ name, bytes }) => files.add({ name: safeName(name), bytes }, 'user'),
      run(code, signal) {
        if (isClosed) return Promise.resolve({ outcome: 'killed', reason: 'abort', isFresh: true })
        const python = pythons.get(id) ?? createContainerPython({ files, limits, now, makePlace, onUse: () => use(id) })
        pythons.set(id, python)
        return python.run(code, signal)
      },
    }
  }
  const records = async () => (await objects.list(containerKind)).map(({ value }) => value)

  return {
    async create({ name = 'auto', minutes = IDLE_MINUTES } = {}) {
      await objects.deleteExpired(containerKind, now())
      const known = await records()
      const oldest = known.find(({ id }) => !isBusy(id))
      if (known.length >= maxContainers && oldest !== undefined) await remove(oldest.id)
      const at = now()
      const record: ContainerRecord = {
        id: createId('cntr', { random, now }),
        createdAt: Math.floor(at / 1000),
        name,
        minutes,
        lastActive: at,
      }
      await objects.put(containerPlace(record.id), { value: record, expiresAt: expiryOf(record) + GRACE_MS })
      return toContainer(record)
    },
    async get(id) {
      const kept = await objects.get(containerPlace(id))
      return kept === null || !isThere(kept.value) ? null : toContainer(kept.value)
    },
    list: async () => (await records()).filter(isThere).map(toObject),
    async delete(id) {
      const kept = await objects.get(containerPlace(id))
      return kept === null || !isThere(kept.value) ? false : await remove(id)
    },
    async close() {
      isClosed = true
      clearInterval(timer)
      await Promise.all(Array.from(pythons.keys(), stop))
    },
  }
}

/** Unix milliseconds. */
function expiryOf({ lastActive, minutes }: ContainerRecord): number {
  return lastActive + minutes * 60_000
}

function toObject({ id, createdAt, minutes, lastActive, name }: ContainerRecord): ContainerObject {
  return {
    id,
    object: 'container',
    created_at: createdAt,
    status: 'running',
    expires_after: { anchor: 'last_active_at', minutes },
    last_active_at: Math.floor(lastActive / 1000),
    memory_limit: '1g',
    name,
  }
}

/** A name that stays in its folder, whatever the client called the file. */
export function safeName(given: string): string {
  const name = given.split(/[/\\]/).at(-1) ?? ''
  // oxlint-disable-next-line no-control-regex
  const plain = name.replace(/[\u0000-\u001f\u007f]/g, '').slice(-200)
  return plain === '' || plain === '.' || plain === '..' ? 'file' : plain
}
