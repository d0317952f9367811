import type { Response, StreamEvent } from '@goldwire/schemas'

import { hasEnded, type ResponseLog, type ResponseStart, type StoredItem } from '../store.ts'
import { type EventLine, findResponse, insertEvents, insertItems, insertResponse, toLine, updateResponse } from './response-rows.ts'
import type { SqlDatabase, SqlRunner } from './sql-database.ts'

/** A database that failed is asked again after this time. */
const RETRY_MS = 500

/** Characters that may wait for a database that fails; a response that has more is given up. */
const MOST_WAITING = 64 * 1024 * 1024

export interface SqlLogOptions {
  database: SqlDatabase
  owner: number
  now: () => number
  /** Runs in the transaction that ends a response which has come to an end by itself. */
  onFinish: (transaction: SqlRunner, record: { response: Response; input: readonly StoredItem[] }) => Promise<void>
  /** Events or an end were written. */
  onWritten: (hasEnded: boolean) => void
  /** Nothing will be written any more. */
  onClosed: () => void
  /** Ends a running response as failed. */
  fail: () => Promise<void>
}

export interface SqlResponseLog extends ResponseLog {
  /** Looks whether the response is still this server's; aborts the signal when it is not. */
  check(): Promise<void>
  /** The response was cancelled or deleted. */
  lose(): void
  /** Writes what waits, once more; never throws. Then nothing is tried any more. */
  close(): Promise<void>
}

/** `ended`: written to its end. `lost`: somebody else ended it. `closed`: given up. */
type State = 'open' | 'ended' | 'lost' | 'closed'

interface Waiter {
  /** Settles when this many units (events, and one for the end) are written. */
  upTo: number
  resolve: () => void
  reject: (error: unknown) => void
}

/**
 * Writes one response in the background of its run: one write at a time, each with all that has gathered since the one before, so order is
 * kept and a slow database makes for larger writes, not for slower answers. A response that is not in the background is written once, whole.
 */
export function createSqlResponseLog({ created, input }: ResponseStart, options: SqlLogOptions): SqlResponseLog {
  const { database, owner, now } = options
  const isBackground = created.background && !hasEnded(created)
  const controller = new AbortController()
  let state = 'open' as State
  let lines: EventLine[] = []
  let waitingSize = 0
  let snapshot: Response | null = isBackground ? created : null
  let end: Response | null = null
  let isInserted = false
  let [appended, written] = [0, 0]
  let waiters: Waiter[] = []
  let isWriting = false
  let isScheduled = false
  let retryTimer: NodeJS.Timeout | undefined

  const settle = (next: State) => {
    if (state !== 'open') return
    state = next
    clearTimeout(retryTimer)
    for (const waiter of waiters) waiter.resolve()
    waiters = []
    lines = []
    options.onClosed()
  }
  const lose = () => {
    settle('lost')
    if (state === 'lost') controller.abort()
  }

  /** @returns false when the response is not this server's any more */
  const writeEnd = (batch: readonly EventLine[], response: Response): Promise<boolean> =>
    database
      .transaction(async (transaction) => {
        if (!isInserted) await insertResponse(transaction, { response, input, owner: null }, now())
        else if (!(await updateResponse(transaction, { response, owner, nextOwner: null }))) throw new NotOurs()
        await insertItems(transaction, response.id, response.output)
        await insertEvents(transaction, response.id, { lines: batch, owner: null })
        await options.onFinish(transaction, { response, input })
        return true
      })
      .catch(async (error: unknown) => {
        if (!(error instanceof NotOurs)) throw error
        // Perhaps this very end was written, and only the answer to it was lost.
        const row = await findResponse(database, response.id)
        return row?.owner === null && row.response.status === response.status
      })
  const writePart = async (batch: readonly EventLine[], response: Response | null): Promise<boolean> => {
    if (!isInserted) {
      await database.transaction(async (transaction) => {
        await insertResponse(transaction, { response: response ?? created, input, owner }, now())
        await insertEvents(transaction, created.id, { lines: batch, owner })
      })
      return true
    }
    if (response === null) {
      await insertEvents(database, created.id, { lines: batch, owner })
      return true
    }
    return database.transaction(async (transaction) => {
      const isOurs = await updateResponse(transaction, { response, owner, nextOwner: owner })
      if (isOurs) await insertEvents(transaction, created.id, { lines: batch, owner })
      return isOurs
    })
  }

  const hasWork = () => state === 'open' && (end !== null || (isBackground && (lines.length > 0 || snapshot !== null)))
  const writeOnce = async () => {
    const [batch, part, final, size] = [lines, snapshot, end, waitingSize]
    const upTo = appended
    lines = []
    snapshot = null
    waitingSize = 0
    try {
      const isOurs = final === null ? await writePart(batch, part) : await writeEnd(batch, final)
      if (!isOurs) return lose()
      isInserted = true
    } catch (error) {
      lines = [...batch, ...lines]
      snapshot ??= part
      waitingSize += size
      throw error
    }
    written = upTo
    if (final !== null) settle('ended')
    const done = waiters.filter((waiter) => waiter.upTo <= written)
    waiters = waiters.filter((waiter) => waiter.upTo > written)
    for (const waiter of done) waiter.resolve()
    options.onWritten(final !== null)
  }
  const write = async () => {
    isScheduled = false
    if (isWriting) return
    isWriting = true
    try {
      while (hasWork()) await writeOnce()
    } catch (error) {
      for (const waiter of waiters) waiter.reject(error)
      waiters = []
      if (waitingSize > MOST_WAITING) settle('closed')
      if (state === 'open') retryTimer = setTimeout(() => void write(), RETRY_MS).unref()
    } finally {
      isWriting = false
    }
  }
  const writeSoon = () => {
    if (isScheduled || isWriting || !isBackground) return
    isScheduled = true
    setImmediate(() => void write())
  }
  const untilWritten = (): Promise<void> => {
    if (state !== 'open' || written >= appended) return Promise.resolve()
    return new Promise((resolve, reject) => {
      waiters.push({ upTo: appended, resolve, reject })
    })
  }

  const wasKept = () => state === 'ended'

  return {
    signal: controller.signal,
    append(event: StreamEvent) {
      if (state !== 'open' || end !== null) return
      const line = toLine(event)
      lines.push(line)
      waitingSize += line.text.length
      appended += 1
      if (isBackground && 'response' in event && !hasEnded(event.response)) snapshot = event.response
      writeSoon()
    },
    async flushed() {
      if (isBackground) await untilWritten()
    },
    async finish(response) {
      if (state !== 'open') return false
      end = response
      appended += 1
      const result = untilWritten()
      void write()
      await result
      return wasKept()
    },
    async abandon() {
      if (state !== 'open') return
      settle('closed')
      if (isBackground) await options.fail()
    },
    async check() {
      if (state !== 'open' || !isInserted || end !== null) return
      const row = await findResponse(database, created.id)
      if (row?.owner !== owner) lose()
    },
    lose,
    async close() {
      clearTimeout(retryTimer)
      if (hasWork()) await write()
      settle('closed')
    },
  }
}

/** Rolls a transaction back: somebody else has ended the response. */
class NotOurs extends Error {
  override readonly name = 'NotOurs'
}
