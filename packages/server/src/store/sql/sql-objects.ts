import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'

import { type KeptObject, type ObjectKind, type ObjectPlace, type ObjectStore, placeKey } from '../object-store.ts'
import { first, type SqlDatabase, type SqlRow, type SqlRunner } from './sql-database.ts'

/** Bytes of one row: between two of them others get their turn. */
const PIECE_BYTES = 1024 * 1024

/** Number of the lock under which one server at a time counts what is kept; any number that others do not use. */
const COUNT_LOCK = 7_304_417_209

const nothing = new Uint8Array()

/** Objects in the tables of `objects` in `migrations.ts`. */
export function createSqlObjects(database: SqlDatabase): ObjectStore {
  const isPostgres = database.dialect === 'postgres'
  /** Bytes of everything but the object at `key`, counted by one server at a time. */
  const countBytes = async (runner: SqlRunner, key: string): Promise<number> => {
    if (isPostgres) await runner.all('SELECT pg_advisory_xact_lock(?)', [COUNT_LOCK])
    const row = await first(runner, 'SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) AS bytes FROM goldwire_objects WHERE place <> ?', [key])
    return Number(row?.['bytes'] ?? 0)
  }
  const locked = (sql: string, lock: string) => (isPostgres ? `${sql} ${lock}` : sql)

  return {
    put: (place, { value, bytes = nothing, expiresAt = null }, { maxBytes = Number.POSITIVE_INFINITY } = {}) =>
      database.transaction(async (transaction) => {
        const key = placeKey(place)
        const parent = place.parent === undefined ? null : placeKey(place.parent)
        if (parent !== null) {
          const found = await first(transaction, locked('SELECT place FROM goldwire_objects WHERE place = ?', 'FOR KEY SHARE'), [parent])
          if (found === null) return 'no-parent'
        }
        if (bytes.length > 0 && Number.isFinite(maxBytes) && (await countBytes(transaction, key)) + bytes.length > maxBytes) return 'full'
        await transaction.run(
          `INSERT INTO goldwire_objects (place, kind, id, parent, position, expires_at, revision, size, value)
            VALUES (?, ?, ?, ?, (SELECT COALESCE(MAX(position), 0) + 1 FROM goldwire_objects WHERE kind = ?), ?, ?, ?, ?)
            ON CONFLICT (place) DO UPDATE SET expires_at = excluded.expires_at, revision = excluded.revision, size = excluded.size,
              value = excluded.value`,
          [
            key,
            place.kind.name,
            JSON.stringify(place.id),
            parent,
            place.kind.name,
            expiresAt,
            randomUUID(),
            bytes.length,
            JSON.stringify(value),
          ],
        )
        await transaction.run('DELETE FROM goldwire_object_bytes WHERE place = ?', [key])
        for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
          if (start > 0) await setImmediate()
          const piece = bytes.subarray(start, start + PIECE_BYTES)
          await transaction.run('INSERT INTO goldwire_object_bytes (place, start, bytes) VALUES (?, ?, ?)', [key, start, piece])
        }
        return 'kept'
      }),
    async get<Value extends object>(place: ObjectPlace<Value>) {
      const row = await first(database, 'SELECT value, revision, size FROM goldwire_objects WHERE place = ?', [placeKey(place)])
      return row === null ? null : toKept<Value>(row)
    },
    async bytes(place) {
      // One statement: rows of two revisions are never mixed.
      const rows = await database.all(
        `SELECT b.bytes FROM goldwire_objects o LEFT JOIN goldwire_object_bytes b ON b.place = o.place
          WHERE o.place = ? ORDER BY b.start`,
        [placeKey(place)],
      )
      if (rows.length === 0) return null
      return Buffer.concat(rows.flatMap(({ bytes }) => (bytes instanceof Uint8Array ? [bytes] : [])))
    },
    change: (place, change, { expiresAt } = {}) =>
      database.transaction(async (transaction) => {
        const key = placeKey(place)
        const row = await first(
          transaction,
          locked('SELECT value, revision, size FROM goldwire_objects WHERE place = ?', 'FOR NO KEY UPDATE'),
          [key],
        )
        if (row === null) return null
        const value = change(JSON.parse(String(row['value'])) as Parameters<typeof change>[0])
        await transaction.run('UPDATE goldwire_objects SET value = ? WHERE place = ?', [JSON.stringify(value), key])
        if (expiresAt !== undefined) await transaction.run('UPDATE goldwire_objects SET expires_at = ? WHERE place = ?', [expiresAt, key])
        return value
      }),
    async list<Value extends object>({ name }: ObjectKind<Value>, parent?: ObjectPlace<object>) {
      const rows = await database.all(
        `SELECT value, revision, size FROM goldwire_objects WHERE kind = ?${parent === undefined ? '' : ' AND parent = ?'}
          ORDER BY position, place`,
        parent === undefined ? [name] : [name, placeKey(parent)],
      )
      return rows.map((row) => toKept<Value>(row))
    },
    delete: async (place) => (await database.run('DELETE FROM goldwire_objects WHERE place = ?', [placeKey(place)])) > 0,
    async deleteEverywhere({ name }, id) {
      await database.run('DELETE FROM goldwire_objects WHERE kind = ? AND id = ?', [name, JSON.stringify(id)])
    },
    async deleteExpired({ name }, now) {
      await database.run('DELETE FROM goldwire_objects WHERE kind = ? AND expires_at <= ?', [name, now])
    },
  }
}

function toKept<Value extends object>({ value, revision, size }: SqlRow): KeptObject<Value> {
  return { value: JSON.parse(String(value)) as Value, revision: String(revision), size: Number(size) }
}
