import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

import { lintStream } from '@goldwire/harness'
import { parseFrame, readFrames, type Response, type StreamEvent } from '@goldwire/schemas'

import { endOf, readStream } from './read-stream.ts'
import { startServerProcess } from './start-server.ts'

const STREAMS = 200

/** A file of SQLite. */
export async function sqliteStore(): Promise<string> {
  return `sqlite:${join(await mkdtemp(join(tmpdir(), 'goldwire-chaos-')), 'store.db')}`
}

/**
 * Kills the server while 200 streams are running, half of them in the background, and starts it again. What a client has seen the end of is
 * there as it was seen, its conversation has it whole; of the others none is half there: a background one has failed, any other is unknown.
 */
export async function crash(store: string, problems: string[]): Promise<Record<string, number>> {
  const counts = { streams: STREAMS, 'ended before the kill': 0, 'failed properly after it': 0, 'gone as a whole': 0, 'events replayed': 0 }
  const readings: Promise<StreamEvent[]>[] = []
  const conversations: string[] = []
  const started = new Set<number>()
  await using first = await startServerProcess(store)
  for (let index = 0; index < STREAMS; index++) {
    const made = await fetch(`${first.url}/v1/conversations`, { method: 'POST' })
    conversations.push(((await made.json()) as { id: string }).id)
  }
  for (let index = 0; index < STREAMS; index++) {
    const input = `words ${5 + (index % 40)} every ${10 + (index % 7) * 5}`
    const onEvent = (event: StreamEvent) => {
      if (event.type === 'response.created') started.add(index)
    }
    readings.push(readStream(first.url, { input, background: index % 2 === 0, conversation: conversations[index] }, { onEvent }))
  }
  for (let tries = 0; started.size < STREAMS && tries < 200; tries++) await wait(50)
  await wait(300)
  await first.kill()
  const seen = await Promise.all(readings)

  await using second = await startServerProcess(store)
  const get = async (path: string) => {
    const answer = await fetch(`${second.url}/v1${path}`)
    return { status: answer.status, json: (await answer.json()) as Record<string, unknown> }
  }
  for (const [index, events] of seen.entries()) {
    const id = (events[0] as { response?: Response } | undefined)?.response?.id
    if (id === undefined) {
      problems.push(`stream ${index} had not begun after ten seconds`)
      continue
    }
    const end = endOf(events) as { response: Response } | null
    const { status, json } = await get(`/responses/${id}`)
    const items = (await get(`/conversations/${conversations[index]}/items`)).json['data'] as unknown[] | undefined
    const isBackground = index % 2 === 0
    if (end !== null) {
      counts['ended before the kill']++
      if (JSON.stringify(json) !== JSON.stringify(end.response)) problems.push(`${id} was seen to its end and is not there as it was seen`)
    }
    const isWhole = json['status'] === 'completed'
    if (items?.length !== (isWhole ? 2 : 0))
      problems.push(`${id} is ${String(json['status'])}, its conversation has ${items?.length} items`)
    if (end !== null) continue
    if (!isBackground && status === 404) counts['gone as a whole']++
    else if (json['status'] === 'failed') counts['failed properly after it']++
    else if (!isWhole) problems.push(`${id} is ${status} ${String(json['status'])} after the kill`)
    if (!isBackground) continue
    const replayed: StreamEvent[] = []
    const answer = await fetch(`${second.url}/v1/responses/${id}?stream=true`)
    if (answer.body !== null) {
      for await (const frame of readFrames(answer.body)) {
        const parsed = parseFrame(frame)
        if (parsed.kind === 'event') replayed.push(parsed.data as StreamEvent)
      }
    }
    counts['events replayed'] += replayed.length
    if (replayed.length < events.length) problems.push(`${id}: ${events.length} events were seen, ${replayed.length} are left`)
    for (const finding of lintStream(replayed).filter(({ severity }) => severity === 'error'))
      problems.push(`${id} replayed: ${finding.rule} ${finding.message}`)
  }
  return counts
}
