import type { Response, StreamEvent } from '@goldwire/schemas'

import { type FailedResponse, toFailed } from '../stop-response.ts'
import type { StoredItem } from '../store.ts'
import { first, type SqlRunner } from './sql-database.ts'

/** An event as it is written. */
export interface EventLine {
  number: number
  text: string
}

export function toLine(event: StreamEvent): EventLine {
  return { number: event.sequence_number, text: JSON.stringify(event) }
}

export interface ResponseRow {
  response: Response
  input: readonly StoredItem[]
  /** The server that runs it; null once it has ended. */
  owner: number | null
}

/** Adds a response that runs on `owner`, or that is whole where `owner` is null, in place of what was kept under its id. */
export async function insertResponse(runner: SqlRunner, { response, input, owner }: ResponseRow, now: number): Promise<void> {
  await runner.run('DELETE FROM goldwire_responses WHERE id = ?', [response.id])
  await runner.run('INSERT INTO goldwire_responses (id, status, owner, created_at, response, input) VALUES (?, ?, ?, ?, ?, ?)', [
    response.id,
    response.status ?? 'completed',
    owner,
    now,
    JSON.stringify(response),
    JSON.stringify(input),
  ])
  await insertItems(runner, response.id, input)
}

export async function insertItems(runner: SqlRunner, responseId: string, items: readonly object[]): Promise<void> {
  for (const id of new Set(items.flatMap((item) => ('id' in item && typeof item.id === 'string' ? [item.id] : [])))) {
    await runner.run('INSERT INTO goldwire_response_items (item_id, response_id) VALUES (?, ?) ON CONFLICT DO NOTHING', [id, responseId])
  }
}

/** Writes how far a running response has come, or its end. @returns false when `owner` does not run it (any more) */
export async function updateResponse(
  runner: SqlRunner,
  { response, owner, nextOwner }: { response: Response; owner: number; nextOwner: number | null },
): Promise<boolean> {
  const values = [response.status ?? 'completed', nextOwner, JSON.stringify(response), response.id, owner]
  const sql = 'UPDATE goldwire_responses SET status = ?, owner = ?, response = ? WHERE id = ? AND owner = ?'
  return (await runner.run(sql, values)) === 1
}

export async function findResponse(runner: SqlRunner, responseId: string): Promise<ResponseRow | null> {
  const row = await first(runner, 'SELECT response, input, owner FROM goldwire_responses WHERE id = ?', [responseId])
  if (row === null) return null
  return {
    response: JSON.parse(String(row['response'])) as Response,
    input: JSON.parse(String(row['input'])) as StoredItem[],
    owner: row['owner'] === null ? null : Number(row['owner']),
  }
}

/** The owner of a response; `undefined` when it is not kept. */
export async function findOwner(runner: SqlRunner, responseId: string): Promise<number | null | undefined> {
  const row = await first(runner, 'SELECT owner FROM goldwire_responses WHERE id = ?', [responseId])
  if (row === null) return undefined
  return row['owner'] === null ? null : Number(row['owner'])
}

/** Events in one row: enough to read quickly, few enough to be written between two tokens. */
const EVENTS_IN_A_ROW = 512

/** Adds events, as long as `owner` stands in the response's row. What was written before, but not known to be, is
 * written again, with what has gathered since: a second try begins where the first one did. */
export async function insertEvents(
  runner: SqlRunner,
  responseId: string,
  { lines, owner }: { lines: readonly EventLine[]; owner: number | null },
): Promise<void> {
  const isOwned = owner === null ? 'owner IS NULL' : 'owner = ?'
  const sql = `INSERT INTO goldwire_response_events (response_id, first, last, events)
    SELECT CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS TEXT)
    WHERE EXISTS (SELECT 1 FROM goldwire_responses WHERE id = ? AND ${isOwned})
    ON CONFLICT (response_id, first) DO UPDATE SET last = excluded.last, events = excluded.events`
  for (let start = 0; start < lines.length; start += EVENTS_IN_A_ROW) {
    const row = lines.slice(start, start + EVENTS_IN_A_ROW)
    const [head, tail] = [row[0], row.at(-1)]
    if (head === undefined || tail === undefined) return
    const values = [responseId, head.number, tail.number, `[${row.map((line) => line.text).join(',')}]`, responseId]
    await runner.run(sql, owner === null ? values : [...values, owner])
  }
}

export interface EventsRead {
  events: StreamEvent[]
  /** Number to go on with. */
  next: number
}

/** Some of the events from number `from` on; none when there are none yet. */
export async function readEvents(runner: SqlRunner, responseId: string, from: number): Promise<EventsRead> {
  const sql = `SELECT last, events FROM goldwire_response_events
    WHERE response_id = ? AND first >= COALESCE((SELECT MAX(first) FROM goldwire_response_events WHERE response_id = ? AND first <= ?), 0)
    ORDER BY first LIMIT 256`
  const rows = await runner.all(sql, [responseId, responseId, from])
  const last = rows.at(-1)
  if (last === undefined) return { events: [], next: from }
  const events = rows.flatMap((row) => JSON.parse(String(row['events'])) as StreamEvent[])
  const start = events.findIndex((event) => event.sequence_number >= from)
  return { events: start === -1 ? [] : events.slice(start), next: Math.max(from, Number(last['last']) + 1) }
}

/** Ends a response that `owner` runs no more as failed. @returns null when it had ended */
export async function failResponse(
  runner: SqlRunner,
  responseId: string,
  { owner, message }: { owner: number; message: string },
): Promise<FailedResponse | null> {
  const row = await findResponse(runner, responseId)
  if (row?.owner !== owner) return null
  const last = await first(runner, 'SELECT MAX(last) AS last FROM goldwire_response_events WHERE response_id = ?', [responseId])
  const next = last === null || last['last'] === null ? 0 : Number(last['last']) + 1
  const failed = toFailed(row.response, { next, message })
  if (!(await updateResponse(runner, { response: failed.response, owner, nextOwner: null }))) return null
  await insertEvents(runner, responseId, { lines: failed.events.map(toLine), owner: null })
  return failed
}
