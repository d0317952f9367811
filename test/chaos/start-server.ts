import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface ServerProcess extends AsyncDisposable {
  url: string
  /** Bytes the process uses, after a garbage collection. */
  memory(): Promise<{ memory: number; rss: number }>
  /** `kill -9`. */
  kill(): Promise<void>
  /** False once it has ended by itself. */
  isAlive(): boolean
}

/** Starts the server under test on a store. @throws Error when it does not come up */
export async function startServerProcess(store: string): Promise<ServerProcess> {
  const path = fileURLToPath(new URL('server-process.ts', import.meta.url))
  const child = fork(path, [store], { execArgv: ['--conditions=source', '--expose-gc'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const told = async <Told>(): Promise<Told> => {
    const [message] = (await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => Promise.reject(new Error('The server under test has ended.'))),
    ])) as [Told]
    return message
  }
  const { url } = await told<{ url: string }>()
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  return {
    url,
    memory: () => {
      const answer = told<{ memory: number; rss: number }>()
      child.send('memory')
      return answer
    },
    kill,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    [Symbol.asyncDispose]: kill,
  }
}
