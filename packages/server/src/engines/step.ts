import type { Annotation, LogProb, OutputItem, ResponseError, ShellCallOutputContent, Usage } from '@goldwire/schemas'

/**
 * What an engine (or a hosted tool) yields: the meaning of a response without its wire form. `run/emit` turns steps into events;
 * an engine never sees ids, indexes or sequence numbers. Items come one after the other: `item.start`, what happens inside, `item.end`.
 */
export type Step =
  | ItemStartStep
  | PartStartStep
  | DeltaStep
  | AnnotationStep
  | PartEndStep
  | PhaseStep
  | PartialImageStep
  | ShellOutputStep
  | ItemEndStep
  | StopStep
  | FailStep

/** The fields an engine knows when an item begins: its type and, for calls, names. Whatever is left out gets the value OpenAI announces. */
export interface ItemStartStep {
  type: 'item.start'
  item: ItemStart
}

export type ItemStart = { [Type in OutputItem['type']]: { type: Type } & Partial<Extract<OutputItem, { type: Type }>> }[OutputItem['type']]

/** Opens a content part (message: `output_text`, `refusal`; reasoning: `reasoning_text`, `summary_text`) or one command of a `shell_call`. */
export interface PartStartStep {
  type: 'part.start'
  part: 'output_text' | 'refusal' | 'reasoning_text' | 'summary_text' | 'command'
}

/**
 * More text for whatever is open: the part, or (for items without parts) the arguments, input, code or diff of the call.
 * `logprobs` belong to `output_text` only, one entry a token, at full precision.
 */
export interface DeltaStep {
  type: 'delta'
  delta: string
  logprobs?: LogProb[]
}

/** An annotation of the open `output_text` part; `annotation_index` counts by itself. */
export interface AnnotationStep {
  type: 'annotation'
  annotation: Annotation
}

export interface PartEndStep {
  type: 'part.end'
  /** Overrides what the deltas add up to; only for a recording whose parts say so. */
  status?: 'incomplete'
}

/** A hosted tool reports where it is: becomes `response.<item type>.<phase>`. */
export interface PhaseStep {
  type: 'phase'
  phase: 'in_progress' | 'searching' | 'interpreting' | 'generating' | 'compacting' | 'completed' | 'failed'
}

export interface PartialImageStep {
  type: 'partial_image'
  b64: string
  size?: string
  quality?: string
  background?: string
  output_format?: string
}

/** Output of command `commandIndex` of a `shell_call_output`: a piece, or all of it. */
export type ShellOutputStep =
  | { type: 'shell_output.delta'; commandIndex: number; delta: { stdout?: string; stderr?: string } }
  | { type: 'shell_output.done'; commandIndex: number; output: ShellCallOutputContent[] }

/** Closes the item. `item` carries the fields only its end knows: `action`, `results`, `output`, `error`, a status that is not the usual one. */
export interface ItemEndStep {
  type: 'item.end'
  item?: { [key: string]: unknown }
}

export interface StopStep {
  type: 'stop'
  reason: 'completed' | 'max_output_tokens' | 'content_filter'
  usage: Usage
}

/** The engine gave up: nested `error`, then `response.failed`. */
export interface FailStep {
  type: 'fail'
  error: ResponseError
}
