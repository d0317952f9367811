import type { InputItem, OutputItem, Response, StreamEvent } from '@goldwire/schemas'

import type { SharedLocks } from '../replicas/shared-locks.ts'
import type { ConversationStore } from './conversation-store.ts'
import type { ObjectStore } from './object-store.ts'

/**
 * Where responses are kept between requests. A response is begun, its events are appended, and it is finished; from then on it never changes.
 * Until then a background response can be seen as far as it has come, any other cannot be seen at all: half a response is never shown as a
 * whole one, whatever happens to the process. Every method may be called at the same time as any other. A store may hand out the very
 * objects it was given, and nobody may write to them.
 */
export interface Store {
  /** Begins a response's log. Nothing is written before the log is flushed or finished. */
  begin(start: ResponseStart): ResponseLog
  /** `null` for what was never kept, is not finished (unless in the background), was deleted, or had to make room. */
  get(responseId: string): Promise<StoredResponse | null>
  /**
   * The kept events after number `startingAfter` in order, a few at a time, as they were appended. A response that is still running is followed
   * until it ends, also when another process runs it; a cancelled or deleted one ends without a terminal event.
   */
  events(responseId: string, options: EventsOptions): AsyncIterable<readonly StreamEvent[]>
  /**
   * Cancels a background response that is still running, and aborts its log's signal wherever it runs. What is not running, or not in the
   * background, stays as it is.
   *
   * @returns the response as it stands afterwards; `null` when it is not kept
   */
  cancel(responseId: string): Promise<StoredResponse | null>
  /** False when there was nothing to delete. A running response's log is aborted; a deleted response's items cannot be found any more. */
  delete(responseId: string): Promise<boolean>
  /** The item with this id among the inputs and outputs of the kept responses, and in conversations; what an `item_reference` means. */
  findItem(itemId: string): Promise<StoredItem | null>
  readonly conversations: ConversationStore
  /** Files, vector stores, containers. */
  readonly objects: ObjectStore
  /** Locks that all servers on this store heed; left out where there is one server. */
  readonly locks?: SharedLocks
  /** Writes what is still to be written, then lets go of everything. */
  close(): Promise<void>
}

export interface ResponseStart {
  /** As `response.created` carries it. */
  created: Response
  /** The items of this request alone, in its order. */
  input: readonly StoredItem[]
}

/** The writing end of one response. */
export interface ResponseLog {
  /** Adds an event, numbered one more than the last. Cheap and never throws; it is written soon after, in order. */
  append(event: StreamEvent): void
  /**
   * Settles when every event appended so far can be read by others. At once for a response that is not in the background.
   * @throws what the store threw; it goes on trying, so the log is whole once it is back
   */
  flushed(): Promise<void>
  /**
   * Keeps the response as its terminal event carries it, with all its events, or nothing of it. One that names a conversation adds its items
   * to it (`itemsToAdd`) in the same breath.
   *
   * @returns false when it had ended before: it was cancelled or deleted
   * @throws what the store threw
   */
  finish(response: Response): Promise<boolean>
  /** The run was left before its end: a response that is not in the background leaves nothing, one that is becomes `failed`. */
  abandon(): Promise<void>
  /** Aborted as soon as the store hears that the response was cancelled or deleted. */
  readonly signal: AbortSignal
}

export interface EventsOptions {
  /** Number of the last event that is not wanted; -1 for all. */
  startingAfter: number
  /** Ends the iteration. */
  signal?: AbortSignal
}

export interface StoredResponse {
  /** As its terminal event carried it; of a background response that is still running, as its last event did. */
  response: Response
  /** The items of this request alone, in its order; earlier turns are found through `response.previous_response_id`. */
  input: readonly StoredItem[]
}

/** An item with its id; those that came without one have got one. */
export type StoredItem = (InputItem | OutputItem) & { id: string }

/** Nothing is added to the response any more. */
export function hasEnded({ status }: Pick<Response, 'status'>): boolean {
  return status !== 'queued' && status !== 'in_progress'
}

/** Keeps a response that is whole already. @throws what the store throws */
export async function keepResponse(
  store: Store,
  { response, input, events = [] }: StoredResponse & { events?: readonly StreamEvent[] },
): Promise<void> {
  const log = store.begin({ created: response, input })
  for (const event of events) log.append(event)
  await log.finish(response)
}
