import { Pool, type PoolClient, type PoolConfig } from 'pg'

import type { SqlDatabase, SqlRow, SqlRunner, SqlValue } from './sql-database.ts'

const BYTEA = 17
const INT8 = 20

export interface PostgresDatabase extends SqlDatabase {
  readonly dialect: 'postgres'
}

const parsers = new Map<number, (text: string) => SqlValue>([
  [INT8, Number],
  [BYTEA, (text) => Buffer.from(text.slice('\\x'.length), 'hex')],
])

/** How every connection of a store is made. Times in milliseconds; a database that does not answer is a failure, not a wait without end. */
export function connectionConfig(url: string): PoolConfig {
  return {
    connectionString: url,
    application_name: 'goldwire',
    connectionTimeoutMillis: 5_000,
    query_timeout: 15_000,
    keepAlive: true,
  }
}

/**
 * A Postgres database behind a pool of connections. Connects when it is first used; a connection that breaks is replaced.
 *
 * @param onFault told of connections that broke while nobody used them
 */
export function openPostgresDatabase(url: string, { onFault }: { onFault: (error: unknown) => void }): PostgresDatabase {
  const pool = new Pool({
    ...connectionConfig(url),
    max: 10,
    // Counters and milliseconds: far below the 2^53 up to which a number is exact.
    types: { getTypeParser: (oid: number) => parsers.get(oid) ?? ((text: string) => text) },
  })
  pool.on('error', onFault)
  return {
    dialect: 'postgres',
    ...runnerOn(pool),
    async transaction(work) {
      const client = await pool.connect()
      let isBroken = false
      try {
        await client.query('BEGIN')
        const result = await work(runnerOn(client))
        await client.query('COMMIT')
        return result
      } catch (error) {
        await client.query('ROLLBACK').catch(() => {
          isBroken = true
        })
        throw error
      } finally {
        client.release(isBroken)
      }
    },
    close: () => pool.end(),
  }
}

function runnerOn(client: Pick<PoolClient, 'query'>): SqlRunner {
  const query = (sql: string, parameters: readonly SqlValue[] = []) =>
    // Without parameters it may be several statements, or one that changes tables: those are not prepared.
    parameters.length === 0 ? client.query<SqlRow>(sql) : client.query<SqlRow>({ ...prepared(sql), values: [...parameters] })
  return {
    all: async (sql, parameters) => (await query(sql, parameters)).rows,
    run: async (sql, parameters) => (await query(sql, parameters)).rowCount ?? 0,
  }
}

const known = new Map<string, { name: string; text: string }>()

/** `?` as `$1`, `$2` …, under a name, so that each connection plans it once. No statement of this folder has a question mark in a text. */
function prepared(sql: string): { name: string; text: string } {
  const found = known.get(sql)
  if (found !== undefined) return found
  let count = 0
  const statement = { name: `goldwire_${known.size}`, text: sql.replaceAll('?', () => `$${++count}`) }
  known.set(sql, statement)
  return statement
}
