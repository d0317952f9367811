import { setTimeout as wait } from 'node:timers/promises'

import { lintStream } from '@goldwire/harness'

import { endOf, readStream } from './read-stream.ts'
import type { ServerProcess } from './start-server.ts'

const STREAMS = 500
const IDLE_BYTES = 100 * 1024

/** 500 streams at once; some readers are slow, some vanish. Whoever stays gets everything, and whoever left is not computed for. */
export async function crowd(server: ServerProcess, problems: string[]): Promise<Record<string, number>> {
  const counts = { streams: STREAMS, 'read to the end': 0, vanished: 0, 'events read': 0, milliseconds: 0 }
  const begin = performance.now()
  await Promise.all(
    Array.from({ length: STREAMS }, async (_, index) => {
      const isSlow = index % 5 === 1
      const leavesAfter = index % 5 === 2 ? 1 + (index % 17) : Number.POSITIVE_INFINITY
      let read = 0
      const events = await readStream(
        server.url,
        { input: `words ${20 + (index % 30)} every ${index % 10}` },
        {
          onEvent: () => {
            read++
            if (read >= leavesAfter) return false
            return isSlow ? wait(20) : undefined
          },
        },
      )
      counts['events read'] += events.length
      if (leavesAfter < 20) {
        counts.vanished++
        return
      }
      if (endOf(events)?.type === 'response.completed') counts['read to the end']++
      else problems.push(`stream ${index} ended after ${events.length} events`)
      for (const finding of lintStream(events).filter(({ severity }) => severity === 'error'))
        problems.push(`stream ${index}: ${finding.rule} ${finding.message}`)
    }),
  )
  counts.milliseconds = Math.round(performance.now() - begin)
  await settled(server, problems)
  return counts
}

/** What a stream costs in memory while nothing happens on it. */
export async function idle(server: ServerProcess, problems: string[]): Promise<Record<string, number>> {
  // Once to grow what grows only once.
  await holdIdle(server, async () => {})
  await settled(server, problems)
  const before = await server.memory()
  let after = before
  await holdIdle(server, async () => {
    after = await server.memory()
  })
  await settled(server, problems)
  const each = Math.round((after.memory - before.memory) / STREAMS)
  if (each > IDLE_BYTES) problems.push(`an idle stream takes ${each} bytes, more than ${IDLE_BYTES}`)
  return { streams: STREAMS, 'bytes each': each, 'resident bytes each': Math.round((after.rss - before.rss) / STREAMS) }
}

async function holdIdle({ url }: ServerProcess, then: () => Promise<void>): Promise<void> {
  const leaving = new AbortController()
  const answers = await Promise.all(
    Array.from({ length: STREAMS }, () =>
      fetch(`${url}/v1/responses`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'chaos', stream: true, store: false, input: 'words 1 every 600000' }),
        signal: leaving.signal,
      }),
    ),
  )
  await wait(500)
  await then()
  leaving.abort()
  await Promise.all(answers.map((answer) => answer.text().catch(() => undefined)))
}

/** Waits until nothing runs any more, as the server itself says. */
async function settled({ url }: ServerProcess, problems: string[]): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    const text = await (await fetch(`${url}/metrics`)).text()
    const values = ['goldwire_responses_running', 'goldwire_active_streams'].map(
      (name) => new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1],
    )
    if (values.every((value) => value === '0')) return
    await wait(100)
  }
  problems.push('responses are still running although nobody reads them')
}
