import { createRandomBytes } from '../run/random-bytes.ts'
import { connectPostgresPeers } from './sql/postgres-peers.ts'
import { openPostgresDatabase } from './sql/postgres-database.ts'
import { createNoPeers } from './sql/sql-peers.ts'
import { openSqlStore } from './sql/sql-store.ts'
import { openSqliteDatabase } from './sql/sqlite-database.ts'
import type { Store } from './store.ts'

export interface SqlStoreSettings {
  /** Milliseconds since 1970. */
  now?: () => number
  /** Told of failures that concern no request: a connection that broke. */
  onFault?: (error: unknown) => void
  /** Milliseconds between looks for responses of servers that are gone. @defaultValue 2000 */
  sweepMs?: number
}

/**
 * Keeps responses in one SQLite file, made where it is missing. One server at a time; a killed one loses nothing that its clients were told
 * was done.
 *
 * @throws Error when the file cannot be opened or another server has it open
 */
export async function openSqliteStore(
  path: string,
  { now = Date.now, onFault = () => {}, sweepMs = 2_000 }: SqlStoreSettings = {},
): Promise<Store> {
  const database = openSqliteDatabase(path)
  try {
    return await openSqlStore({
      database,
      peers: createNoPeers(randomOwner()),
      now,
      onFault,
      sweepMs,
      onIdle: checkpoint,
    })
  } catch (error) {
    await database.close()
    throw error
  }
  function checkpoint() {
    try {
      database.checkpoint()
    } catch {
      // Closed in the meantime, or the disk is full: the log stays as it is, and is read as well as the file.
    }
  }
}

/**
 * Keeps responses in a Postgres database, in tables of its own (`goldwire_…`), made where they are missing. Any number of servers share one
 * database: they read, follow and cancel each other's responses, and end those of a server that died. Needs connections of its own (`LISTEN`,
 * session locks): no pooler that lends them for one transaction.
 *
 * @throws Error when the database cannot be reached or used
 */
export async function openPostgresStore(
  url: string,
  { now = Date.now, onFault = () => {}, sweepMs = 2_000 }: SqlStoreSettings = {},
): Promise<Store> {
  const database = openPostgresDatabase(url, { onFault })
  try {
    const peers = await connectPostgresPeers({ url, database, owner: randomOwner(), onFault })
    try {
      return await openSqlStore({ database, peers, now, onFault, sweepMs })
    } catch (error) {
      await peers.close()
      throw error
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** 48 bits: two servers do not get the same one. */
function randomOwner(): number {
  return createRandomBytes()(6).reduce((number, byte) => number * 256 + byte, 0)
}
