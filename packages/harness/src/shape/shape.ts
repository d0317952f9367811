/** A JSON value whose volatile leaves were replaced by abstractions such as `<string>`, `<int>`, `$item0`. */
export type ShapeValue = null | boolean | number | string | ShapeValue[] | { [key: string]: ShapeValue }

/** One event of a shape: a real event, or a run of deltas told as one. */
export interface ShapeEvent {
  type: string
  /** Indexes of the events it stands for in the stream (first, last; 0-based). */
  first: number
  last: number
  /** The item it belongs to (index into `Shape.items`); null for events of the response itself. */
  item: number | null
  /** The event with its volatile values abstracted; of a run, the first event. */
  data: { [key: string]: ShapeValue }
  /** Of a run: later events that look otherwise than the first (a delta without its `logprobs`), one for each distinct look. */
  variants?: ShapeVariant[]
}

/** An event of a run that looks otherwise than the first of the run; places of parts are told as in the first. */
export interface ShapeVariant {
  first: number
  data: { [key: string]: ShapeValue }
}

/** One output item of a shape: its kind and the events between `output_item.added` and `output_item.done`, both included. */
export interface ShapeItem {
  kind: string
  outputIndex: number | null
  events: ShapeEvent[]
}

/** A stream made comparable with streams of different text, ids, times and delta counts. */
export interface Shape {
  /** Events of the response itself, in order: lifecycle, errors, transport. */
  frame: ShapeEvent[]
  items: ShapeItem[]
  /** All shape events in stream order. */
  events: ShapeEvent[]
}

/** An event as read from any server: only its `type` may be relied on. */
export interface WireEvent {
  type: string
  [key: string]: unknown
}
