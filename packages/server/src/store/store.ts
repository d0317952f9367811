import type { InputItem, OutputItem, Response, StreamEvent } from '@goldwire/schemas'

/**
 * Where responses are kept between requests. Every method may be called at the same time as any other. Records are never changed after
 * they were put: a store may hand out the very objects it was given, and nobody may write to them.
 */
export interface Store {
  /** Keeps a response from here on, in place of one with the same id. */
  put(record: StoredResponse): Promise<void>
  /** `null` for what was never kept, was deleted, or had to make room. */
  get(responseId: string): Promise<StoredResponse | null>
  /** False when there was nothing to delete. A deleted response's items cannot be found any more. */
  delete(responseId: string): Promise<boolean>
  /** The item with this id among the inputs and outputs of the kept responses; what an `item_reference` means. */
  findItem(itemId: string): Promise<StoredItem | null>
  close(): Promise<void>
}

export interface StoredResponse {
  /** As its terminal event carried it. */
  response: Response
  /** The items of this request alone, in its order; earlier turns are found through `response.previous_response_id`. */
  input: readonly StoredItem[]
  /** Every event from `response.created` to the terminal one, as sent. */
  events: readonly StreamEvent[]
}

/** An item with its id; those that came without one have got one. */
export type StoredItem = (InputItem | OutputItem) & { id: string }
