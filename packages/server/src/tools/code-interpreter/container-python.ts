import { ApiError } from '../../run/api-error.ts'
import type { ContainerFile } from './container-records.ts'
import type { ContainerFiles } from './container-files.ts'
import type { SandboxFile } from './python-messages.ts'
import { type PythonLimits, type PythonProcess, type PythonRun, startPython } from './start-python.ts'

/** `files` are those the code left or changed. `isFresh`: Python was started for this run, nothing of earlier runs is there. */
export type ContainerRun = (
  | Exclude<PythonRun, { outcome: 'ran' }>
  | (Omit<Extract<PythonRun, { outcome: 'ran' }>, 'files'> & { files: ContainerFile[] })
) & {
  isFresh: boolean
}

/** The Python of one container in this process: started when code is to be run, and again when it is gone. */
export interface ContainerPython {
  /** Runs code after whatever runs already; what was defined before is still there unless a run was killed. */
  run(code: string, signal: AbortSignal): Promise<ContainerRun>
  /** A process is there. */
  readonly isRunning: boolean
  /** Code runs, or waits to. */
  readonly isBusy: boolean
  /** Unix milliseconds. */
  readonly lastUsed: number
  /** Ends the process alone; the next run starts another. */
  pause(): Promise<void>
  stop(): Promise<void>
}

export interface ContainerPythonOptions {
  files: ContainerFiles
  limits: PythonLimits
  now: () => number
  /** Called before a process is started. */
  makePlace: () => Promise<void>
  /** Called when a run begins, and when it has ended. */
  onUse: () => Promise<void>
}

export function createContainerPython({ files, limits, now, makePlace, onUse }: ContainerPythonOptions): ContainerPython {
  let python: PythonProcess | null = null
  /** Ids of the files that Python has. */
  let written = new Set<string>()
  let waiting = 0
  let lastUsed = now()
  let isClosed = false
  let queue: Promise<unknown> = Promise.resolve()

  const open = async (): Promise<{ process: PythonProcess; isFresh: boolean }> => {
    const isFresh = python?.isAlive !== true
    if (isFresh) {
      await makePlace()
      python = await startPython(limits)
      written = new Set()
    }
    const process = python as PythonProcess
    if (isClosed) await process.kill()
    await writeMissing(process)
    return { process, isFresh }
  }
  /** What was uploaded since, or written by the same container's Python on another server. */
  const writeMissing = async (process: PythonProcess): Promise<void> => {
    const missing = (await files.list()).filter(({ id }) => !written.has(id))
    const read = await Promise.all(missing.map(async ({ id, name }) => ({ name, bytes: await files.bytes(id) })))
    const there = read.flatMap(({ name, bytes }) => (bytes === null ? [] : [{ name, data: Buffer.from(bytes).toString('base64') }]))
    if (there.length > 0 || written.size === 0) await process.write(there)
    for (const { id } of missing) written.add(id)
  }
  const keep = async (changed: readonly SandboxFile[]): Promise<{ kept: ContainerFile[]; notKept: string[] }> => {
    const kept: ContainerFile[] = []
    const notKept: string[] = []
    for (const { name, data } of changed) {
      try {
        const file = await files.add({ name, bytes: Buffer.from(data, 'base64') }, 'assistant')
        written.add(file.id)
        kept.push(file)
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        notKept.push(`[${name} was not kept: ${error.message}]`)
      }
    }
    return { kept, notKept }
  }
  const runNow = async (code: string, signal: AbortSignal): Promise<ContainerRun> => {
    if (isClosed || signal.aborted) return { outcome: 'killed', reason: 'abort', isFresh: true }
    await onUse()
    const { process, isFresh } = await open()
    const result = await process.run(code, signal)
    lastUsed = now()
    await onUse()
    if (result.outcome === 'killed') return { ...result, isFresh }
    const { kept, notKept } = await keep(result.files)
    const logs = [result.logs, ...notKept].filter((text) => text !== '').join('\n')
    return { ...result, logs, files: kept, isFresh }
  }

  return {
    get isRunning() {
      return python?.isAlive === true
    },
    get isBusy() {
      return waiting > 0
    },
    get lastUsed() {
      return lastUsed
    },
    run(code, signal) {
      waiting += 1
      lastUsed = now()
      const result = queue.then(() => runNow(code, signal)).finally(() => (waiting -= 1))
      queue = result.catch(() => undefined)
      return result
    },
    pause: async () => await python?.kill(),
    async stop() {
      isClosed = true
      await python?.kill()
    },
  }
}
