import { type ChildProcess, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants, setPriority } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { pythonDriver } from './python-driver.ts'
import { type PythonReply, pythonReplySchema, type PythonRequest, type SandboxFile } from './python-messages.ts'

export interface PythonLimits {
  /** Milliseconds the code of one call may take. */
  runTime: number
  /** Bytes of memory that Python has; the default is what the API calls '1g'. */
  memory: number
  /** Milliseconds until Python must be there. */
  startTime: number
}

export const defaultPythonLimits: PythonLimits = { runTime: 30_000, memory: 1024 ** 3, startTime: 60_000 }

/** What became of the code of one call. */
export type PythonRun =
  | { outcome: 'ran'; logs: string; failed: boolean; files: SandboxFile[] }
  /** The process is gone, and everything in it. */
  | { outcome: 'killed'; reason: 'time' | 'crash' | 'abort' }

/** A process with a Python in it. Calls are made one after the other. */
export interface PythonProcess {
  run(code: string, signal: AbortSignal): Promise<PythonRun>
  /** False when the process is gone. */
  write(files: SandboxFile[]): Promise<boolean>
  readonly isAlive: boolean
  /** Resolves when the process has ended. */
  kill(): Promise<void>
}

/** The sandbox cannot be had: Pyodide is not installed, or does not start. */
export class PythonUnavailableError extends Error {
  override readonly name = 'PythonUnavailableError'
}

/**
 * util-linux' setpriv, which has the kernel kill a process when its parent dies: code in an endless loop would never see that a server is gone that
 * had no time to say so. Where there is none, such code runs on after a `kill -9` of the server.
 */
const dyingWithParent = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => process.platform === 'linux' && existsSync(path)) ?? null

const PAGE_BYTES = 64 * 1024

/** Where Pyodide is installed. @throws PythonUnavailableError when it is not */
export function findPyodide(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve('pyodide/package.json'))
  } catch (cause) {
    throw new PythonUnavailableError('The package pyodide is not installed.', { cause })
  }
}

export function hasPyodide(): boolean {
  try {
    return findPyodide() !== ''
  } catch {
    return false
  }
}

/**
 * Starts Python in a process of its own that can reach neither network nor disk (see `python-process`), and that is killed when it takes
 * longer than it may.
 *
 * @throws PythonUnavailableError when it does not come up
 */
export async function startPython(limits: PythonLimits): Promise<PythonProcess> {
  const folder = findPyodide()
  const main = fileURLToPath(new URL(`./python-process${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url))
  const settings = { pyodide: pathToFileURL(join(folder, 'pyodide.mjs')).href, driver: pythonDriver }
  const child = fork(main, [JSON.stringify(settings)], {
    ...(dyingWithParent !== null && { execPath: dyingWithParent }),
    // No secret of the server's environment, and no debugger or loader of its command line.
    env: {},
    execArgv: [
      ...(dyingWithParent === null ? [] : ['--pdeathsig', 'KILL', process.execPath]),
      '--permission',
      `--allow-fs-read=${folder}`,
      `--allow-fs-read=${main}`,
      '--disallow-code-generation-from-strings',
      `--wasm-max-mem-pages=${Math.ceil(limits.memory / PAGE_BYTES)}`,
      '--max-old-space-size=256',
      '--no-warnings',
    ],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    cwd: folder,
  })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  let isAlive = true
  void ended.then(() => (isAlive = false))
  const kill = () => {
    child.kill('SIGKILL')
    return ended
  }
  beNice(child)
  if ((await nextReply(child, { ended, time: limits.startTime, signal: null })) === null) {
    await kill()
    throw new PythonUnavailableError('Python did not start.')
  }
  const ask = async (request: PythonRequest, options: { time: number; signal: AbortSignal | null }): Promise<PythonReply | null> => {
    if (!isAlive) return null
    const answer = nextReply(child, { ended, ...options })
    child.send(request, () => undefined)
    return await answer
  }

  return {
    get isAlive() {
      return isAlive
    },
    kill,
    async write(files) {
      const answer = await ask({ type: 'write', files }, { time: limits.runTime, signal: null })
      if (answer?.type === 'written') return true
      await kill()
      return false
    },
    async run(code, signal) {
      const started = performance.now()
      const answer = await ask({ type: 'run', code }, { time: limits.runTime, signal })
      if (answer?.type === 'ran') {
        const { logs, failed, files } = answer
        return { outcome: 'ran', logs, failed, files }
      }
      await kill()
      if (signal.aborted) return { outcome: 'killed', reason: 'abort' }
      return { outcome: 'killed', reason: performance.now() - started >= limits.runTime ? 'time' : 'crash' }
    },
  }
}

/** The next message, checked; null when the process ends, says something else, takes too long, or the caller has gone. */
function nextReply(
  child: ChildProcess,
  { ended, time, signal }: { ended: Promise<void>; time: number; signal: AbortSignal | null },
): Promise<PythonReply | null> {
  return new Promise((resolve) => {
    const settle = (reply: PythonReply | null) => {
      clearTimeout(timer)
      child.off('message', onMessage)
      signal?.removeEventListener('abort', onAbort)
      resolve(reply)
    }
    const onMessage = (message: unknown) => settle(pythonReplySchema.safeParse(message).data ?? null)
    const onAbort = () => settle(null)
    const timer = setTimeout(() => settle(null), time)
    child.on('message', onMessage)
    signal?.addEventListener('abort', onAbort, { once: true })
    if (signal?.aborted === true) settle(null)
    void ended.then(() => settle(null))
  })
}

/** The server and its model come first. */
function beNice({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // Not everywhere may one be nice.
  }
}
