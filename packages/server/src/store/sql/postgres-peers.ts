import { Client } from 'pg'

import { connectionConfig } from './postgres-database.ts'
import type { SqlDatabase } from './sql-database.ts'
import type { News, SqlPeers } from './sql-peers.ts'

const CHANNEL = 'goldwire'
const RECONNECT_MS = 500
/** News of events are gathered this long. */
const GATHER_MS = 10
/** A notification holds 8,000 bytes. */
const LINES_IN_A_NOTE = 80

export interface PostgresPeersOptions {
  url: string
  database: SqlDatabase
  owner: number
  onFault: (error: unknown) => void
}

/**
 * A connection of its own, on which this server hears the others and holds a lock under its number: a server that dies loses its connection,
 * so whoever gets its lock knows that it is gone. Should the connection break while the server lives, it is made anew; who took the server for
 * dead meanwhile has ended its responses, and the server hears of that when it next writes.
 */
export async function connectPostgresPeers({ url, database, owner, onFault }: PostgresPeersOptions): Promise<SqlPeers> {
  let hear: (news: News, responseId: string) => void = () => {}
  let client: Client | null = null
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  const connect = async () => {
    const { application_name, connectionTimeoutMillis, keepAlive } = connectionConfig(url)
    const next = new Client({ connectionString: url, application_name, connectionTimeoutMillis, keepAlive })
    next.on('error', onFault)
    next.on('notification', ({ payload = '' }) => {
      for (const line of payload.split('\n')) {
        const [news, responseId] = line.split(' ', 2)
        if ((news === 'events' || news === 'ended') && responseId !== undefined) hear(news, responseId)
      }
    })
    try {
      await next.connect()
      // A server whose machine vanished is noticed within half a minute; one whose process died at once.
      await next.query('SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3')
      await next.query('SELECT pg_advisory_lock($1)', [owner])
      await next.query(`LISTEN ${CHANNEL}`)
    } catch (error) {
      await next.end().catch(() => undefined)
      throw error
    }
    next.once('end', () => reconnect(0))
    client = next
  }
  // At once the first time: until then another server may take this one for dead.
  const reconnect = (delay: number) => {
    client = null
    if (isClosed) return
    timer = setTimeout(() => void connect().catch(() => reconnect(RECONNECT_MS)), delay)
    timer.unref()
  }

  // Notifying is dear: the database does it for one transaction at a time.
  const untold = new Map<string, News>()
  let tellTimer: NodeJS.Timeout | undefined
  const tellAll = () => {
    clearTimeout(tellTimer)
    tellTimer = undefined
    const lines = Array.from(untold, ([responseId, news]) => `${news} ${responseId}`)
    untold.clear()
    for (let start = 0; start < lines.length; start += LINES_IN_A_NOTE) {
      const note = lines.slice(start, start + LINES_IN_A_NOTE).join('\n')
      database.all('SELECT pg_notify(?, ?)', [CHANNEL, note]).catch(() => undefined)
    }
  }

  await connect()
  return {
    owner,
    async isAlive(transaction, other) {
      if (other === owner) return true
      const [row] = await transaction.all('SELECT CASE WHEN pg_try_advisory_xact_lock(?) THEN 1 ELSE 0 END AS free', [other])
      return Number(row?.['free']) !== 1
    },
    locks: {
      // Locks of the session: they go with the connection, so a server that dies holds none.
      async acquire(key) {
        const holder = client
        if (holder === null) throw new Error('The connection to Postgres that holds locks is being made anew.')
        const { rows } = await holder.query<{ taken: boolean }>('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken', [key])
        if (rows[0]?.taken !== true) return null
        return () => {
          if (holder === client) holder.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [key]).catch(onFault)
        }
      },
    },
    tell(news, responseId) {
      if (isClosed) return
      if (untold.get(responseId) !== 'ended') untold.set(responseId, news)
      if (news === 'ended') tellAll()
      else tellTimer ??= setTimeout(tellAll, GATHER_MS).unref()
    },
    listen(listener) {
      hear = listener
    },
    async close() {
      isClosed = true
      clearTimeout(timer)
      clearTimeout(tellTimer)
      await client?.end()
    },
  }
}
