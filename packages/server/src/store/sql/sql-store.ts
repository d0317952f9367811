import type { StreamEvent } from '@goldwire/schemas'

import { createBell } from '../bell.ts'
import { itemsToAdd } from '../conversation-store.ts'
import { runAbandoned, serverStopped, toCancelled } from '../stop-response.ts'
import { hasEnded, type ResponseStart, type Store, type StoredItem } from '../store.ts'
import { migrate } from './migrations.ts'
import { failResponse, findOwner, findResponse, readEvents, updateResponse } from './response-rows.ts'
import { createSqlConversations } from './sql-conversations.ts'
import type { SqlDatabase } from './sql-database.ts'
import { createSqlObjects } from './sql-objects.ts'
import type { SqlPeers } from './sql-peers.ts'
import { createSqlResponseLog, type SqlResponseLog } from './sql-response-log.ts'

/** Who waits for another server's events looks for himself this often, should its news get lost. */
const LOOK_MS = 250

/** No response is being written for this long: then there is time for upkeep. */
const IDLE_MS = 200

export interface SqlStoreOptions {
  database: SqlDatabase
  peers: SqlPeers
  /** Milliseconds since 1970. */
  now: () => number
  /** Responses of servers that are gone are looked for this often. */
  sweepMs: number
  onFault: (error: unknown) => void
  /** Called when no response is being written. */
  onIdle?: () => void
}

/**
 * Responses in a SQL database. Makes the tables where they are missing, and ends as failed what servers that are gone have left running:
 * after a crash nothing is half there.
 *
 * @throws what the database throws
 */
export async function openSqlStore({ database, peers, now, sweepMs, onFault, onIdle = () => {} }: SqlStoreOptions): Promise<Store> {
  const { owner } = peers
  const open = new Map<string, SqlResponseLog>()
  const bell = createBell()
  await migrate(database)
  const conversations = createSqlConversations(database)

  /** Ends a response as failed if the server that runs it does so no more. */
  const failOrphan = async (id: string, itsOwner: number, message: string) => {
    const failed = await database.transaction(async (transaction) => {
      if (itsOwner !== owner && (await peers.isAlive(transaction, itsOwner))) return null
      return failResponse(transaction, id, { owner: itsOwner, message })
    })
    if (failed === null) return
    bell.ring(id)
    peers.tell('ended', id)
  }
  const sweep = async () => {
    for (const row of await database.all('SELECT id, owner FROM goldwire_responses WHERE owner IS NOT NULL')) {
      const [id, itsOwner] = [String(row['id']), Number(row['owner'])]
      if (itsOwner !== owner || !open.has(id)) await failOrphan(id, itsOwner, serverStopped)
    }
  }
  await sweep()
  let sweeping = Promise.resolve()
  const timer = setInterval(() => {
    sweeping = sweeping.then(sweep).catch(onFault)
  }, sweepMs).unref()

  let idleTimer: NodeJS.Timeout | undefined
  const idle = () => {
    idleTimer = undefined
    if (open.size === 0) onIdle()
  }

  peers.listen((news, id) => {
    bell.ring(id)
    if (news === 'ended') open.get(id)?.check().catch(onFault)
  })

  /** Tells readers here and elsewhere that a response has ended, and the run that it has if it goes on. */
  const end = (id: string) => {
    open.get(id)?.lose()
    bell.ring(id)
    peers.tell('ended', id)
  }

  return {
    conversations,
    objects: createSqlObjects(database),
    ...(peers.locks !== undefined && { locks: peers.locks }),
    begin(start: ResponseStart) {
      const { id, background } = start.created
      const log = createSqlResponseLog(start, {
        database,
        owner,
        now,
        onFinish: async (transaction, record) => {
          const { conversation } = record.response
          if (conversation) await conversations.appendIn(transaction, conversation.id, itemsToAdd(record))
        },
        onWritten: (isEnd) => {
          if (!background) return
          bell.ring(id)
          peers.tell(isEnd ? 'ended' : 'events', id)
        },
        onClosed: () => {
          if (open.get(id) === log) open.delete(id)
          if (open.size === 0) idleTimer ??= setTimeout(idle, IDLE_MS).unref()
        },
        fail: () => failOrphan(id, owner, runAbandoned),
      })
      open.set(id, log)
      return log
    },
    async get(responseId) {
      const row = await findResponse(database, responseId)
      return row === null ? null : { response: row.response, input: row.input }
    },
    async *events(responseId, { startingAfter, signal }): AsyncGenerator<readonly StreamEvent[]> {
      const listener = bell.listen(responseId)
      try {
        for (let next = startingAfter + 1; ;) {
          // Looked at before the events: an end that comes while they are read must not hide the last of them.
          const itsOwner = await findOwner(database, responseId)
          for (;;) {
            const batch = await readEvents(database, responseId, next)
            next = batch.next
            if (batch.events.length === 0) break
            yield batch.events
          }
          if (typeof itsOwner !== 'number' || signal?.aborted === true) return
          const start = performance.now()
          await listener.wait({ signal, milliseconds: LOOK_MS })
          // Silence: perhaps its server is gone.
          if (itsOwner !== owner && performance.now() - start >= LOOK_MS) await failOrphan(responseId, itsOwner, serverStopped)
        }
      } finally {
        listener.close()
      }
    },
    async cancel(responseId) {
      for (;;) {
        const row = await findResponse(database, responseId)
        if (row === null) return null
        const { response, input, owner: itsOwner } = row
        if (itsOwner === null || !response.background || hasEnded(response)) return { response, input }
        const cancelled = toCancelled(response)
        if (!(await updateResponse(database, { response: cancelled, owner: itsOwner, nextOwner: null }))) continue
        end(responseId)
        return { response: cancelled, input }
      }
    },
    async delete(responseId) {
      const isDeleted = (await database.run('DELETE FROM goldwire_responses WHERE id = ?', [responseId])) > 0
      if (isDeleted) end(responseId)
      return isDeleted
    },
    async findItem(itemId) {
      const rows = await database.all(
        `SELECT r.response, r.input FROM goldwire_response_items i JOIN goldwire_responses r ON r.id = i.response_id
          WHERE i.item_id = ? ORDER BY r.created_at LIMIT 1`,
        [itemId],
      )
      for (const row of rows) {
        const input = JSON.parse(String(row['input'])) as StoredItem[]
        const { output } = JSON.parse(String(row['response'])) as { output: StoredItem[] }
        const item = [...input, ...output].find((one) => one.id === itemId)
        if (item !== undefined) return item
      }
      return conversations.findItem(itemId)
    },
    async close() {
      clearInterval(timer)
      clearTimeout(idleTimer)
      await sweeping
      await Promise.all(Array.from(open.values(), (log) => log.close()))
      bell.ringAll()
      await peers.close()
      await database.close()
    },
  }
}
