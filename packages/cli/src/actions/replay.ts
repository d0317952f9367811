import { type Golden, readStreamFile } from '@goldwire/harness'
import { type Mutation, mutations } from '@goldwire/harness/mutations'
import { createReplayer, faultKinds, type ReplayAnswer, ReplayError, type ReplayRequest } from '@goldwire/harness/replay'
import { type ReplayServer, startReplayServer } from '@goldwire/harness/replay-server'
import type { ReplayFlags } from '../commands/replay.ts'
import { ExitCode, UsageError } from '../exit-code.ts'
import { findStreamFiles } from '../find-stream-files.ts'
import type { Terminal } from '../terminal.ts'
import { untilStopped } from '../until-stopped.ts'

/** What `goldwire replay` does once its flags are read. */
export async function replay(paths: readonly string[], flags: ReplayFlags, terminal: Terminal): Promise<ExitCode> {
  if (flags.listFaults) return listFaults(flags, terminal)
  if (paths.length === 0) throw new UsageError('name a golden or a folder of goldens: goldwire replay goldens/openai')
  const goldens = await readAll(paths, terminal)
  const server = await start(goldens, flags, terminal)
  const stopped = untilStopped()
  terminal.out(flags.json ? `${JSON.stringify({ listening: server.url, goldens: goldens.length })}\n` : `listening on ${server.url}\n`)
  if (!flags.json) tellAbout(goldens, flags, terminal)
  await stopped
  await server.close()
  return ExitCode.fine
}

async function readAll(paths: readonly string[], terminal: Terminal): Promise<Golden[]> {
  const files = await findStreamFiles(paths)
  return Promise.all(files.map((file) => readStreamFile(file, { stdin: terminal.stdin() })))
}

async function start(goldens: readonly Golden[], flags: ReplayFlags, terminal: Terminal): Promise<ReplayServer> {
  const { match, ignore, repeat, pace, chunk, seed, host, port, cors } = flags
  try {
    const replayer = createReplayer(goldens, { match, ignore, repeat, pace, chunk, seed, faults: flags.fault, mutations })
    const onAnswer = (request: ReplayRequest, answer: ReplayAnswer): void => {
      if (flags.json) terminal.out(`${JSON.stringify(toEntry(request, answer))}\n`)
      else if (!flags.quiet) terminal.err(`${toLine(request, answer)}\n`)
    }
    return await startReplayServer(replayer, { host, port, cors, maxBodyBytes: flags.maxBody, onAnswer })
  } catch (error) {
    if (error instanceof ReplayError) throw new UsageError(error.message)
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') throw new UsageError(`port ${port} of ${host} is taken; --port 0 takes a free one`)
    throw error
  }
}

/** What a user should know before wondering. */
function tellAbout(goldens: readonly Golden[], { pace, host }: ReplayFlags, terminal: Terminal): void {
  const untimed = goldens.filter(({ lines }) => lines.every(({ t }) => t === null)).length
  if (untimed > 0 && (pace === 'recorded' || pace.startsWith('x'))) {
    terminal.err(
      `goldwire: ${untimed} of ${goldens.length} goldens were recorded without times and are sent at once; --pace 20/s gives them one\n`,
    )
  }
  if (!['127.0.0.1', 'localhost', '::1'].includes(host))
    terminal.err(`goldwire: ${host} is not loopback: anyone who reaches this port can read what was recorded\n`)
}

function toEntry(request: ReplayRequest, { kind, golden, status, chunks, end, faults, mismatch }: ReplayAnswer): object {
  const { method, path } = request
  return { method, path, kind, golden, status, chunks: chunks.length, end: end.how, faults, ...(mismatch === null ? {} : { mismatch }) }
}

function toLine(request: ReplayRequest, { kind, golden, status, faults, mismatch }: ReplayAnswer): string {
  const by = golden ?? { derived: 'from what was recorded', error: 'as the API refuses it', mismatch: 'nothing fits', recorded: '' }[kind]
  const struck = faults.length === 0 ? '' : ` with ${faults.join(', ')}`
  const line = `${request.method} ${request.path} -> ${status} ${by}${struck}`
  return mismatch === null ? line : `${line}\n${mismatch.message}`
}

function listFaults({ json }: ReplayFlags, terminal: Terminal): ExitCode {
  if (json) {
    const listed = mutations.map(({ id, family, title }) => ({ id, family, title }))
    terminal.out(`${JSON.stringify({ faults: faultKinds.map(({ name, usage, title }) => ({ name, usage, title })), mutations: listed })}\n`)
    return ExitCode.fine
  }
  const width = Math.max(...faultKinds.map(({ name, usage }) => name.length + usage.length))
  for (const { name, usage, title } of faultKinds) terminal.out(`${`${name}${usage}`.padEnd(width)}  ${title}\n`)
  terminal.out(`\nMutations (--fault mutation:ID):\n${table(mutations)}`)
  return ExitCode.fine
}

function table(listed: readonly Mutation[]): string {
  const width = Math.max(0, ...listed.map(({ id }) => id.length))
  return listed.map(({ id, title }) => `  ${id.padEnd(width)}  ${title}\n`).join('')
}
