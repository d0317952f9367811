import type { Annotation, IncompleteDetails, LogProb, OutputItem, ResponseError, ShellCallOutputContent, Usage } from '@goldwire/schemas'

/**
 * What an engine (or a hosted tool) yields: the meaning of a response without its wire form. `run/emit` turns steps into events;
 * an engine never sees ids, indexes or sequence numbers. Items come one after the other: `item.start`, what happens inside, `item.end`.
 * Work that is cut off is left open: `stop` and `fail` close what is open, as incomplete.
 */
export type Step =
  | ItemStartStep
  | PartStartStep
  | DeltaStep
  | AnnotationStep
  | TextEndStep
  | PartEndStep
  | PhaseStep
  | PartialImageStep
  | ShellOutputStep
  | ItemEndStep
  | StopStep
  | FailStep

/**
 * Names one of several items that are open at the same time (MCP servers asked for their tools in parallel). Given with `item.start`, it
 * stands on every step of that item; without it a step belongs to the one item that was begun without.
 */
interface Keyed {
  key?: string
}

/**
 * The fields an engine knows when an item begins: its type and, for calls, names. Whatever is left out gets the value OpenAI announces.
 * Text that streams (arguments, input, code, diff) is announced empty all the same, and sent as one delta if no `delta` brings it.
 */
export interface ItemStartStep extends Keyed {
  type: 'item.start'
  item: ItemStart
}

export type ItemStart = { [Type in OutputItem['type']]: { type: Type } & Partial<Extract<OutputItem, { type: Type }>> }[OutputItem['type']]

/** Opens a content part (message: `output_text`, `refusal`; reasoning: `reasoning_text`, `summary_text`) or one command of a `shell_call`. */
export interface PartStartStep extends Keyed {
  type: 'part.start'
  part: 'output_text' | 'refusal' | 'reasoning_text' | 'summary_text' | 'command'
}

/**
 * More text for whatever is open: the part, or (for items without parts) the arguments, input, code or diff of the call.
 * `logprobs` belong to `output_text` only, one entry a token, at full precision.
 */
export interface DeltaStep extends Keyed {
  type: 'delta'
  delta: string
  logprobs?: LogProb[]
}

/** An annotation of the open `output_text` part, or of the one just closed; `annotation_index` counts by itself. */
export interface AnnotationStep extends Keyed {
  type: 'annotation'
  annotation: Annotation
}

/**
 * The open text is complete, though its part or item is not: the arguments of an MCP call before the server answers, code before it runs, text
 * whose annotations follow. Without it the text ends with its part or item, or with the first phase after `in_progress`.
 */
export interface TextEndStep extends Keyed {
  type: 'text.end'
}

export interface PartEndStep extends Keyed {
  type: 'part.end'
  /** A summary part that was cut off says so. The emitter sets it by itself for a part that `stop` or `fail` closes. */
  status?: 'incomplete'
}

/**
 * A hosted tool reports where it is: becomes `response.<item type>.<phase>`. The emitter adds the phases OpenAI always sends and the tool has
 * not reported: `in_progress` with the start, the others with the end (an item with a `key` gets its `in_progress` no earlier).
 */
export interface PhaseStep extends Keyed {
  type: 'phase'
  phase: 'in_progress' | 'searching' | 'interpreting' | 'generating' | 'compacting' | 'completed' | 'failed'
}

export interface PartialImageStep extends Keyed {
  type: 'partial_image'
  b64: string
  size?: string
  quality?: string
  background?: string
  output_format?: string
}

/** Output of command `commandIndex` of a `shell_call_output`: a piece, or all of it. */
export type ShellOutputStep = Keyed &
  (
    | { type: 'shell_output.delta'; commandIndex: number; delta: { stdout?: string; stderr?: string } }
    | { type: 'shell_output.done'; commandIndex: number; output: ShellCallOutputContent[] }
  )

/** Closes the item. `item` carries the fields only its end knows: `action`, `results`, `output`, `error`, a status that is not the usual one. */
export interface ItemEndStep extends Keyed {
  type: 'item.end'
  item?: { [key: string]: unknown }
  /** No `output_item.done` is sent; the item is in the final response all the same. Only for a recording in which it was lost. */
  silent?: boolean
}

export interface StopStep {
  type: 'stop'
  reason: 'completed' | IncompleteDetails['reason']
  usage: Usage
}

/** The engine gave up: nested `error`, then `response.failed`. */
export interface FailStep {
  type: 'fail'
  error: ResponseError
  /** What the `error` event says besides code and message; its `type` is left to the code where it is absent. */
  event?: { type?: string; param?: string | null }
  /** Where the engine can still count. */
  usage?: Usage
}
