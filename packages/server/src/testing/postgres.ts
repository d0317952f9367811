import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { Client } from 'pg'

import { findOrInstall } from './debian-package.ts'
import { freePort } from './free-port.ts'

export interface TestPostgres extends AsyncDisposable {
  /** A new, empty database. */
  createDatabase(): Promise<string>
  /** Cuts every connection to every database, as a restart of the server does. */
  cutConnections(): Promise<void>
}

/** Where Postgres' programs are; installs Debian's package where that is possible. Null where there is none. */
export function findPostgres(): string | null {
  return findOrInstall('postgresql', findPrograms)
}

function findPrograms(): string | null {
  const root = '/usr/lib/postgresql'
  const folders = existsSync(root) ? readdirSync(root).map((version) => join(root, version, 'bin')) : []
  const path = (process.env['PATH'] ?? '').split(':')
  return [...folders.sort(), ...path].findLast((folder) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name)))) ?? null
}

/** A Postgres of its own on loopback: free port, files in a temporary folder, run by somebody who is not root, gone at the end. */
export async function startPostgres(programs: string): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'goldwire-postgres-'))
  const user = unprivilegedUser()
  if (user !== null) chownSync(folder, user.uid, user.gid)
  const options = { ...user, cwd: folder, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8' } }
  const data = join(folder, 'data')
  execFileSync(join(programs, 'initdb'), ['-D', data, '-U', 'tester', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
    ...options,
    stdio: 'ignore',
  })
  const port = await freePort()
  const settings = { listen_addresses: '127.0.0.1', port, unix_socket_directories: '', fsync: 'off', max_connections: 200, jit: 'off' }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(join(programs, 'postgres'), ['-D', data, ...flags], { ...options, stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const urlOf = (database: string) => `postgres://tester:secret@127.0.0.1:${port}/${database}`
  const ask = async (sql: string) => {
    const client = new Client({ connectionString: urlOf('postgres') })
    try {
      await client.connect()
      await client.query(sql)
    } finally {
      await client.end().catch(() => undefined)
    }
  }
  const stop = async () => {
    child.kill('SIGINT')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  for (const start = performance.now(); ;) {
    try {
      await ask('SELECT 1')
      break
    } catch (error) {
      if (performance.now() - start > 20_000 || child.exitCode !== null) {
        await stop()
        throw error
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  let count = 0
  return {
    async createDatabase() {
      const name = `test_${++count}`
      await ask(`CREATE DATABASE ${name}`)
      return urlOf(name)
    },
    cutConnections: () => ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'goldwire'"),
    [Symbol.asyncDispose]: stop,
  }
}

/** Postgres refuses to run as root. */
function unprivilegedUser(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null
  const rows = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const row = rows.find(([name]) => name === 'postgres') ?? rows.find(([name]) => name === 'nobody')
  if (row === undefined) throw new Error('Postgres cannot run as root, and there is neither a user postgres nor nobody.')
  return { uid: Number(row[2]), gid: Number(row[3]) }
}
