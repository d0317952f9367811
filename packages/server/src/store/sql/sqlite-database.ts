import { DatabaseSync, type StatementSync } from 'node:sqlite'

import type { SqlDatabase, SqlRow, SqlRunner } from './sql-database.ts'

/** Milliseconds to wait for another process to let go of the file: a server that is being restarted. */
const LOCK_WAIT_MS = 2_000

/** Pages of the write-ahead log (4 KiB each) from which it is folded into the file even while responses are running. */
const LONG_LOG_PAGES = 16_384

export interface SqliteDatabase extends SqlDatabase {
  readonly dialect: 'sqlite'
  /** Folds the write-ahead log into the file. Touches the disk: for moments in which nobody waits. */
  checkpoint(): void
}

/**
 * A SQLite file, in write-ahead mode and held by this process alone: a killed process loses nothing that was written, and its hold ends with
 * it. A loss of power may cost the last moments before it, never the file.
 *
 * @throws Error when the file cannot be opened or another process holds it
 */
export function openSqliteDatabase(path: string): SqliteDatabase {
  const database = new DatabaseSync(path)
  try {
    database.exec(`
      PRAGMA busy_timeout = ${LOCK_WAIT_MS};
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA foreign_keys = ON;
      PRAGMA wal_autocheckpoint = ${LONG_LOG_PAGES};
      BEGIN EXCLUSIVE;
      COMMIT;
    `)
  } catch (error) {
    database.close()
    throw error
  }

  const prepared = new Map<string, StatementSync>()
  const prepare = (sql: string): StatementSync => {
    const known = prepared.get(sql)
    if (known !== undefined) return known
    const statement = database.prepare(sql)
    prepared.set(sql, statement)
    return statement
  }
  // Async functions, so that what SQLite throws becomes a rejection.
  const runner: SqlRunner = {
    all: async (sql, parameters = []) => prepare(sql).all(...parameters) as SqlRow[],
    run: async (sql, parameters = []) => Number(prepare(sql).run(...parameters).changes),
  }

  // There is one connection: what is not part of an open transaction waits for its end.
  let free: Promise<unknown> = Promise.resolve()
  const inLine = <T>(work: () => Promise<T>): Promise<T> => {
    const result = free.then(work)
    free = result.catch(() => undefined)
    return result
  }

  let isInTransaction = false
  let isClosed = false
  const rollBack = () => {
    try {
      database.exec('ROLLBACK')
    } catch {
      // A full disk has rolled back already.
    }
  }

  return {
    dialect: 'sqlite',
    all: (sql, parameters) => inLine(() => runner.all(sql, parameters)),
    run: (sql, parameters) => inLine(() => runner.run(sql, parameters)),
    transaction: (work) =>
      inLine(async () => {
        database.exec('BEGIN IMMEDIATE')
        isInTransaction = true
        try {
          const result = await work(runner)
          database.exec('COMMIT')
          return result
        } catch (error) {
          rollBack()
          throw error
        } finally {
          isInTransaction = false
        }
      }),
    checkpoint: () => {
      if (!isInTransaction) database.exec('PRAGMA wal_checkpoint(PASSIVE)')
    },
    close: () =>
      inLine(async () => {
        if (isClosed) return
        isClosed = true
        prepared.clear()
        database.close()
      }),
  }
}
