/** A value that can be bound to `?`. Texts of JSON are bound as strings. */
export type SqlValue = string | number | Uint8Array | null

/** Column names as written in the query; whole numbers come as numbers in both databases. */
export type SqlRow = Record<string, SqlValue>

/** What statements are run on: the database itself, or one transaction of it. */
export interface SqlRunner {
  /** The rows a query finds. Parameters are written `?`, whatever the database calls them. */
  all(sql: string, parameters?: readonly SqlValue[]): Promise<SqlRow[]>
  /** Runs a statement. @returns how many rows it changed */
  run(sql: string, parameters?: readonly SqlValue[]): Promise<number>
}

/**
 * A database that both SQLite and Postgres can be: the SQL of this folder keeps to what the two have in common (`INSERT … ON CONFLICT`,
 * `RETURNING`, texts, bytes and 8-byte integers; JSON is text).
 */
export interface SqlDatabase extends SqlRunner {
  readonly dialect: 'sqlite' | 'postgres'
  /** Everything `work` does happens, or, when it throws, nothing of it. Only `transaction` may be used inside; transactions do not nest. */
  transaction<T>(work: (transaction: SqlRunner) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** The one row, or null. */
export async function first(runner: SqlRunner, sql: string, parameters: readonly SqlValue[] = []): Promise<SqlRow | null> {
  const [row] = await runner.all(sql, parameters)
  return row ?? null
}
