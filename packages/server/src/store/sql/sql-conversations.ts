import type { Conversation, Metadata } from '@goldwire/schemas'

import type { ConversationStore } from '../conversation-store.ts'
import type { StoredItem } from '../store.ts'
import { first, type SqlDatabase, type SqlRow, type SqlRunner } from './sql-database.ts'

/** Items that one statement inserts: four parameters each, far below the limits of both databases. */
const ITEMS_A_STATEMENT = 100

/** Beside what the port asks for, what the store of responses does with conversations. */
export interface SqlConversations extends ConversationStore {
  /** `append` as part of a transaction. */
  appendIn(transaction: SqlRunner, conversationId: string, items: readonly StoredItem[]): Promise<boolean>
  /** An item of any conversation, deleted ones too. */
  findItem(itemId: string): Promise<StoredItem | null>
}

/** Conversations in the tables of `conversations` in `migrations.ts`. */
export function createSqlConversations(database: SqlDatabase): SqlConversations {
  return {
    appendIn: appendItems,
    async findItem(itemId) {
      const row = await first(database, 'SELECT item FROM goldwire_conversation_items WHERE item_id = ? LIMIT 1', [itemId])
      return row === null ? null : parseItem(row)
    },
    create: ({ id, created_at: createdAt, metadata }, items) =>
      database.transaction(async (transaction) => {
        await transaction.run('INSERT INTO goldwire_conversations (id, created_at, metadata, length, deleted) VALUES (?, ?, ?, 0, 0)', [
          id,
          createdAt,
          JSON.stringify(metadata),
        ])
        await appendItems(transaction, id, items)
      }),
    async get(id) {
      return toConversation(
        await first(database, 'SELECT id, created_at, metadata FROM goldwire_conversations WHERE id = ? AND deleted = 0', [id]),
      )
    },
    async setMetadata(id, metadata) {
      const sql = 'UPDATE goldwire_conversations SET metadata = ? WHERE id = ? AND deleted = 0 RETURNING id, created_at, metadata'
      return toConversation(await first(database, sql, [JSON.stringify(metadata), id]))
    },
    async delete(id) {
      return (await database.run('UPDATE goldwire_conversations SET deleted = 1 WHERE id = ? AND deleted = 0', [id])) > 0
    },
    append: (id, items) => database.transaction((transaction) => appendItems(transaction, id, items)),
    async items(id) {
      const rows = await database.all(`${itemsOf} ORDER BY i.position`, [id])
      return toItems(rows)
    },
    async page(id, { limit, order, after }) {
      const [comparison, direction] = order === 'asc' ? ['>', 'ASC'] : ['<', 'DESC']
      const start = after === undefined ? null : await lastPosition(database, id, after)
      if (after !== undefined && start === null)
        return (await exists(database, id)) ? { items: [], hasMore: false, knowsAfter: false } : null
      const rows = await database.all(
        `${itemsOf} ${start === null ? '' : `AND i.position ${comparison} ?`} ORDER BY i.position ${direction} LIMIT ?`,
        [id, ...(start === null ? [] : [start]), limit + 1],
      )
      // Nothing after the last item: the one row that stands for an empty conversation is left out by the comparison.
      const items = rows.length === 0 && (await exists(database, id)) ? [] : toItems(rows)
      return items && { items: items.slice(0, limit), hasMore: items.length > limit, knowsAfter: true }
    },
    async item(id, itemId) {
      const row = await first(database, `${itemsOf} AND i.item_id = ? ORDER BY i.position LIMIT 1`, [id, itemId])
      return row === null ? null : parseItem(row)
    },
    async deleteItem(id, itemId) {
      const sql = `DELETE FROM goldwire_conversation_items WHERE conversation_id = ? AND item_id = ?
        AND EXISTS (SELECT 1 FROM goldwire_conversations WHERE id = ? AND deleted = 0)`
      return (await database.run(sql, [id, itemId, id])) > 0
    },
  }
}

/** A conversation with its items; one row without an item where it has none. */
const itemsOf = `SELECT i.item FROM goldwire_conversations c
  LEFT JOIN goldwire_conversation_items i ON i.conversation_id = c.id
  WHERE c.id = ? AND c.deleted = 0`

async function appendItems(transaction: SqlRunner, conversationId: string, items: readonly StoredItem[]): Promise<boolean> {
  // Locks the conversation until the transaction ends, so that positions are in the order in which transactions end.
  const sql = 'UPDATE goldwire_conversations SET length = length + ? WHERE id = ? AND deleted = 0 RETURNING length'
  const row = await first(transaction, sql, [items.length, conversationId])
  if (row === null) return false
  const start = Number(row['length']) - items.length
  for (let offset = 0; offset < items.length; offset += ITEMS_A_STATEMENT) {
    const batch = items.slice(offset, offset + ITEMS_A_STATEMENT)
    await transaction.run(
      `INSERT INTO goldwire_conversation_items (conversation_id, position, item_id, item) VALUES ${batch.map(() => '(?, ?, ?, ?)').join(', ')}`,
      batch.flatMap((item, index) => [conversationId, start + offset + index, item.id, JSON.stringify(item)]),
    )
  }
  return true
}

async function lastPosition(runner: SqlRunner, conversationId: string, itemId: string): Promise<number | null> {
  const sql = 'SELECT MAX(position) AS position FROM goldwire_conversation_items WHERE conversation_id = ? AND item_id = ?'
  const position = (await first(runner, sql, [conversationId, itemId]))?.['position']
  return position === null || position === undefined ? null : Number(position)
}

async function exists(runner: SqlRunner, conversationId: string): Promise<boolean> {
  return (await first(runner, 'SELECT 1 AS one FROM goldwire_conversations WHERE id = ? AND deleted = 0', [conversationId])) !== null
}

function toItems(rows: readonly SqlRow[]): StoredItem[] | null {
  if (rows.length === 0) return null
  return rows.filter((row) => row['item'] !== null).map(parseItem)
}

function parseItem(row: SqlRow): StoredItem {
  return JSON.parse(String(row['item'])) as StoredItem
}

function toConversation(row: SqlRow | null): Conversation | null {
  if (row === null) return null
  const metadata = JSON.parse(String(row['metadata'])) as Metadata
  return { id: String(row['id']), object: 'conversation', created_at: Number(row['created_at']), metadata }
}
