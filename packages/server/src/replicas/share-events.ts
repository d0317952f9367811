import type { StreamEvent } from '@goldwire/schemas'

import { terminalResponse } from '../run/log-events.ts'
import type { ResponseLog, Store } from '../store/store.ts'
import { newsChannel, PREFIX, type RedisLink } from './redis-link.ts'

/** The entry after the last event: nothing comes any more that is not in the store. */
const END_ID = '9007199254740993-0'
/** Streams of responses that run, and of those that have ended, are forgotten after this long. */
const RUNNING_MS = 3_600_000
const ENDED_MS = 60_000
/** After this much silence a reader goes to the store, which knows whether the response's server is still there. */
const SILENCE_MS = 1_000
const EVENTS_AT_ONCE = 256

export interface ShareEventsOptions {
  link: RedisLink
  onFault: (error: unknown) => void
}

/**
 * A store whose running background responses are followed through Redis Streams instead of the database: a writer adds each event once it is kept,
 * readers on all servers are rung and read from memory. The store stays the truth: Redis may be lost at any time, and readers go on there.
 */
export function shareEvents(store: Store, { link, onFault }: ShareEventsOptions): Store {
  return {
    ...store,
    begin(start) {
      const log = store.begin(start)
      return start.created.background ? shareLog(log, createWriter(start.created.id, { link, onFault })) : log
    },
    async *events(responseId, { startingAfter, signal }): AsyncGenerator<readonly StreamEvent[]> {
      let next = startingAfter + 1
      const listener = link.listen(responseId)
      try {
        for (;;) {
          if (signal?.aborted === true) return
          const { events, isOver } = await readStream(link, responseId, next).catch(nothing)
          if (events.length > 0) {
            next += events.length
            yield events
            continue
          }
          if (isOver) break
          const start = performance.now()
          await listener.wait({ ...(signal && { signal }), milliseconds: SILENCE_MS })
          if (performance.now() - start >= SILENCE_MS) break
        }
      } finally {
        listener.close()
      }
      // The rest, if there is any: what a failure added, or all that comes where Redis knows nothing of it.
      yield* store.events(responseId, { startingAfter: next - 1, ...(signal && { signal }) })
    },
    async close() {
      await store.close()
      await link.close()
    },
  }
}

const nothing = (): { events: StreamEvent[]; isOver: boolean } => ({ events: [], isOver: true })
const keyOf = (responseId: string) => `${PREFIX}events:${responseId}`
/** Ids of entries begin at 1. */
const idOf = (sequenceNumber: number) => `${sequenceNumber + 1}-0`

interface EventWriter {
  add(events: readonly StreamEvent[]): Promise<void>
  /** Nothing comes any more. */
  end(events?: readonly StreamEvent[]): void
}

function createWriter(responseId: string, { link: { commands }, onFault }: ShareEventsOptions): EventWriter {
  const key = keyOf(responseId)
  let isOver = false
  const write = async (events: readonly StreamEvent[], isEnd: boolean) => {
    const batch = commands.pipeline()
    for (const event of events) batch.xadd(key, idOf(event.sequence_number ?? 0), 'event', JSON.stringify(event))
    if (isEnd) batch.xadd(key, END_ID, 'end', '1')
    batch.pexpire(key, isEnd ? ENDED_MS : RUNNING_MS)
    batch.publish(newsChannel, responseId)
    const results = (await batch.exec()) ?? []
    const failed = results.find(([error]) => error !== null)
    if (failed?.[0]) throw failed[0]
  }
  return {
    async add(events) {
      if (isOver || events.length === 0) return
      try {
        await write(events, false)
      } catch (error) {
        // A stream with a gap is worse than none: readers go to the store.
        isOver = true
        onFault(error)
        await commands.del(key).catch(() => undefined)
      }
    },
    end(events = []) {
      if (isOver) return
      isOver = true
      write(events, true).catch(onFault)
    },
  }
}

/** Adds events to the stream as soon as the store has them. */
function shareLog(log: ResponseLog, writer: EventWriter): ResponseLog {
  let waiting: StreamEvent[] = []
  let terminal: StreamEvent[] = []
  let adding: Promise<void> | null = null
  const addAll = async () => {
    // A turn later, so that events of one turn go out together.
    await Promise.resolve()
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      try {
        await log.flushed()
      } catch {
        // The store tries again by itself; until it is back nobody may see these.
        waiting = [...batch, ...waiting]
        return
      }
      await writer.add(batch)
    }
  }
  const addSoon = () => {
    adding ??= addAll().finally(() => {
      adding = null
    })
  }
  log.signal.addEventListener('abort', () => writer.end(), { once: true })
  return {
    signal: log.signal,
    append(event) {
      log.append(event)
      // The last one is seen when the response is kept as ended.
      if (terminalResponse(event) !== null) terminal = [event]
      else {
        waiting.push(event)
        addSoon()
      }
    },
    flushed: () => log.flushed(),
    async finish(response) {
      const isKept = await log.finish(response)
      await adding
      if (isKept) writer.end([...waiting, ...terminal])
      else writer.end()
      return isKept
    },
    async abandon() {
      await log.abandon()
      await adding
      writer.end()
    },
  }
}

async function readStream({ commands }: RedisLink, responseId: string, next: number): Promise<ReturnType<typeof nothing>> {
  const key = keyOf(responseId)
  const results = await commands.pipeline().xrange(key, idOf(next), '+', 'COUNT', EVENTS_AT_ONCE).exists(key).exec()
  const [range, exists] = results ?? []
  if (!range || !exists || range[0] || exists[0] || exists[1] === 0) return nothing()
  const entries = range[1] as [id: string, fields: string[]][]
  const events = entries.filter(([id]) => id !== END_ID).map(([, fields]) => JSON.parse(fields[1] ?? '') as StreamEvent)
  // Not from where it was wanted: the store has all.
  if (events[0] !== undefined && events[0].sequence_number !== next) return nothing()
  return { events, isOver: entries.some(([id]) => id === END_ID) && events.length === 0 }
}
