import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { findOrInstall } from './debian-package.ts'
import { freePort } from './free-port.ts'

export interface TestRedis extends AsyncDisposable {
  url: string
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>
}

/** Where redis-server is; installs Debian's package where that is possible. Null where there is none. */
export function findRedis(): string | null {
  return findOrInstall('redis-server', findProgram)
}

function findProgram(): string | null {
  const folders = ['/usr/bin', ...(process.env['PATH'] ?? '').split(':')]
  const folder = folders.find((one) => existsSync(join(one, 'redis-server')))
  return folder === undefined ? null : join(folder, 'redis-server')
}

/** A Redis of its own on loopback that keeps nothing on disk. */
export async function startRedis(program: string): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'goldwire-redis-'))
  const port = await freePort()
  const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
  const child = spawn(program, flags, { stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async (signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal)
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  for (const start = performance.now(); !(await answers(port));) {
    if (performance.now() - start > 10_000 || child.exitCode !== null) {
      await stop('SIGKILL')
      throw new Error('redis-server did not start.')
    }
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  return { url: `redis://127.0.0.1:${port}`, kill: () => stop('SIGKILL'), [Symbol.asyncDispose]: () => stop('SIGTERM') }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.once('data', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
