import { first, type SqlDatabase } from './sql-database.ts'

/** One step of the tables' history. Steps are added at the end and never changed: databases out there have run them. */
export interface Migration {
  name: string
  /** In SQL that both databases understand: `TEXT`, `BIGINT`, `BYTEA`, `PRIMARY KEY`, `REFERENCES`. */
  statements: readonly string[]
}

export const migrations: readonly Migration[] = [
  {
    name: 'responses',
    statements: [
      // `owner` is the server that runs it; null once it has ended. `response` and `input` are JSON.
      `CREATE TABLE goldwire_responses (
        id TEXT PRIMARY KEY,
        status TEXT NOT NULL,
        owner BIGINT,
        created_at BIGINT NOT NULL,
        response TEXT NOT NULL,
        input TEXT NOT NULL
      )`,
      'CREATE INDEX goldwire_responses_running ON goldwire_responses (owner) WHERE owner IS NOT NULL',
      // `events` is a JSON array: one or more events, the first of which has the number `first`.
      `CREATE TABLE goldwire_response_events (
        response_id TEXT NOT NULL REFERENCES goldwire_responses (id) ON DELETE CASCADE,
        first BIGINT NOT NULL,
        last BIGINT NOT NULL,
        events TEXT NOT NULL,
        PRIMARY KEY (response_id, first)
      )`,
      // Where an item stands, for references to it.
      `CREATE TABLE goldwire_response_items (
        item_id TEXT NOT NULL,
        response_id TEXT NOT NULL REFERENCES goldwire_responses (id) ON DELETE CASCADE,
        PRIMARY KEY (item_id, response_id)
      )`,
      'CREATE INDEX goldwire_response_items_of ON goldwire_response_items (response_id)',
    ],
  },
  {
    name: 'conversations',
    statements: [
      // `length` counts all items that were ever added; `deleted` is 0 or 1: the items of a deleted conversation stay.
      `CREATE TABLE goldwire_conversations (
        id TEXT PRIMARY KEY,
        created_at BIGINT NOT NULL,
        metadata TEXT NOT NULL,
        length BIGINT NOT NULL,
        deleted BIGINT NOT NULL
      )`,
      `CREATE TABLE goldwire_conversation_items (
        conversation_id TEXT NOT NULL REFERENCES goldwire_conversations (id) ON DELETE CASCADE,
        position BIGINT NOT NULL,
        item_id TEXT NOT NULL,
        item TEXT NOT NULL,
        PRIMARY KEY (conversation_id, position)
      )`,
      'CREATE INDEX goldwire_conversation_items_by_id ON goldwire_conversation_items (item_id)',
    ],
  },
  {
    name: 'objects',
    statements: [
      // `place` says kind, id and parent (`placeKey`); `id` is JSON, since any text may be one. `position` counts the objects of a kind.
      `CREATE TABLE goldwire_objects (
        place TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        parent TEXT REFERENCES goldwire_objects (place) ON DELETE CASCADE,
        position BIGINT NOT NULL,
        expires_at BIGINT,
        revision TEXT NOT NULL,
        size BIGINT NOT NULL,
        value TEXT NOT NULL
      )`,
      'CREATE INDEX goldwire_objects_listed ON goldwire_objects (kind, position)',
      'CREATE INDEX goldwire_objects_of ON goldwire_objects (parent)',
      'CREATE INDEX goldwire_objects_by_id ON goldwire_objects (kind, id)',
      // Bytes in pieces, `start` the place of the first one. SQLite knows no type BYTEA, and keeps bytes as they are whatever a column's type is.
      `CREATE TABLE goldwire_object_bytes (
        place TEXT NOT NULL REFERENCES goldwire_objects (place) ON DELETE CASCADE,
        start BIGINT NOT NULL,
        bytes BYTEA NOT NULL,
        PRIMARY KEY (place, start)
      )`,
    ],
  },
]

/** Number of the lock under which one server at a time changes the tables; any number that others do not use. */
const MIGRATION_LOCK = 7_304_417_208

/** Brings the tables up to date. Several servers may do so at the same time. */
export async function migrate(database: SqlDatabase, steps: readonly Migration[] = migrations): Promise<void> {
  await database.transaction(async (transaction) => {
    if (database.dialect === 'postgres') await transaction.all('SELECT pg_advisory_xact_lock(?)', [MIGRATION_LOCK])
    await transaction.run('CREATE TABLE IF NOT EXISTS goldwire_migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL)')
    const row = await first(transaction, 'SELECT COUNT(*) AS count FROM goldwire_migrations')
    for (const [index, { name, statements }] of steps.entries()) {
      if (index < Number(row?.['count'] ?? 0)) continue
      for (const statement of statements) await transaction.run(statement)
      await transaction.run('INSERT INTO goldwire_migrations (number, name) VALUES (?, ?)', [index, name])
    }
  })
}
