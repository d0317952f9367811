import { createRecordingProxy, type RecordedFile } from '@goldwire/harness/record'
import type { RecordFlags } from '../commands/record.ts'
import { ExitCode, UsageError } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { untilStopped } from '../until-stopped.ts'

/** What `goldwire record` does once its flags are read. */
export async function record(flags: RecordFlags, terminal: Terminal): Promise<ExitCode> {
  const drives = flags.scenario.length > 0 || flags.all === true
  if (drives && flags.upstream !== undefined) throw new UsageError('--upstream is for the proxy; with --scenario or --all say --base-url')
  if (drives) return (await import('./record-scenarios.ts')).recordScenarios(flags, terminal)
  if (flags.upstream === undefined) {
    throw new UsageError('say what to record: --upstream URL for a proxy, or --scenario NAME (or --all) to send requests')
  }
  return recordThroughProxy(flags.upstream, flags, terminal)
}

async function recordThroughProxy(upstream: string, flags: RecordFlags, terminal: Terminal): Promise<ExitCode> {
  let failures = 0
  const proxy = await createRecordingProxy({
    upstream,
    out: flags.out,
    port: flags.port,
    host: flags.host,
    ...(flags.provider !== undefined && { provider: flags.provider }),
    onRecorded: (recording) => terminal.out(flags.json === true ? `${JSON.stringify(recording)}\n` : `${describeRecording(recording)}\n`),
    onUnreachable: (reason) => terminal.err(`goldwire: the upstream cannot be reached: ${reason}\n`),
    onError: (error) => {
      failures++
      terminal.err(`goldwire: ${error instanceof Error ? error.message : String(error)}\n`)
    },
  }).catch((error: unknown) => {
    throw error instanceof TypeError ? new UsageError(`--upstream: ${error.message}`) : error
  })
  const stopped = untilStopped()
  terminal.out(
    flags.json === true
      ? `${JSON.stringify({ listening: proxy.url, upstream: proxy.upstream, out: flags.out, session: proxy.session })}\n`
      : `listening on ${proxy.url}\n`,
  )
  terminal.err(`recording ${proxy.upstream} into ${flags.out}; clients use ${proxy.url}/v1 in its place; Ctrl-C ends\n`)
  if (!['127.0.0.1', 'localhost', '::1'].includes(flags.host)) {
    terminal.err(`goldwire: ${flags.host} is not loopback: anyone who reaches this port reaches ${proxy.upstream} through it\n`)
  }
  await stopped
  await proxy.close()
  return failures > 0 ? ExitCode.usage : ExitCode.fine
}

/** One line for people: where, what came, and whether it is whole. */
export function describeRecording({ file, name, status, framing, lines, bytes, duration, cut }: RecordedFile): string {
  const unit = { sse: 'frames', websocket: 'messages', json: 'bodies' }[framing]
  const took = duration < 1000 ? `${Math.round(duration)} ms` : `${(duration / 1000).toFixed(1)} s`
  const size = bytes < 10_000 ? `${bytes} B` : bytes < 10_000_000 ? `${Math.round(bytes / 1000)} kB` : `${Math.round(bytes / 1e6)} MB`
  return `${file ?? name}  ${status ?? '---'}  ${lines} ${unit}  ${size}  ${took}${cut === null ? '' : `  not whole: ${cut}`}`
}
