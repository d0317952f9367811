import { createWriteStream, type WriteStream } from 'node:fs'

import type { RepairedResponse } from '@goldwire/server/fix'

import type { FixFlags } from '../commands/fix.ts'
import { ExitCode, UsageError } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { untilStopped } from '../until-stopped.ts'

/** What `goldwire fix` does once its flags are read. */
export async function fix(flags: FixFlags, terminal: Terminal): Promise<ExitCode> {
  const { startFixServer } = await import('@goldwire/server/fix')
  const log = await openLog(flags.log, terminal)
  const server = await startFixServer({
    upstream: flags.upstream,
    host: flags.host,
    port: flags.port,
    ...(flags.upstreamKey !== undefined && { upstreamKey: flags.upstreamKey }),
    onRepair: (repair) => log?.write(`${JSON.stringify({ time: new Date().toISOString(), ...repair })}\n`),
    onResponse: (response) => {
      if (flags.json === true) terminal.out(`${JSON.stringify(response)}\n`)
      else if (flags.quiet !== true) terminal.err(`${describeRepaired(response)}\n`)
    },
    onUnreachable: (reason) => terminal.err(`goldwire: the upstream cannot be reached: ${reason}\n`),
  }).catch((error: unknown) => {
    throw error instanceof TypeError ? new UsageError(`--upstream: ${error.message}`) : error
  })
  const stopped = untilStopped()
  terminal.out(
    flags.json === true ? `${JSON.stringify({ listening: server.url, upstream: server.upstream })}\n` : `listening on ${server.url}\n`,
  )
  terminal.err(`repairing ${server.upstream}; clients use ${server.url}/v1 in its place; Ctrl-C ends\n`)
  if (!['127.0.0.1', 'localhost', '::1'].includes(flags.host)) {
    terminal.err(`goldwire: ${flags.host} is not loopback: anyone who reaches this port reaches ${server.upstream} through it\n`)
  }
  await stopped
  await server.close()
  await log?.close()
  return ExitCode.fine
}

/** One line for people: which response, how it ended, what was mended, what could not be. */
export function describeRepaired({ id, status, took, repairs }: RepairedResponse): string {
  const rules = (mended: boolean) => [...new Set(repairs.filter((repair) => repair.mended === mended).map(({ rule }) => rule))].sort()
  const mended = rules(true)
  const lost = repairs.filter((repair) => !repair.mended)
  const time = took < 1000 ? `${Math.round(took)} ms` : `${(took / 1000).toFixed(1)} s`
  const what = repairs.length === 0 ? 'nothing to repair' : mended.length === 0 ? '' : `repaired ${mended.join(' ')}`
  const not = lost.map(({ rule, message }) => `\n  ${rule} not repaired: ${message}`).join('')
  return `${id ?? '(no response)'}  ${status ?? '---'}  ${time}  ${what}${not}`
}

async function openLog(
  file: string | undefined,
  terminal: Terminal,
): Promise<{ write(text: string): void; close(): Promise<void> } | null> {
  if (file === undefined) return null
  if (file === '-') return { write: (text) => terminal.err(text), close: async () => {} }
  const stream: WriteStream = createWriteStream(file, { flags: 'a' })
  await new Promise<void>((resolve, reject) => {
    stream.once('open', () => resolve())
    stream.once('error', (error) => reject(new UsageError(`--log: ${error.message}`)))
  })
  return {
    write: (text) => void stream.write(text),
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  }
}
