import type { CreateResponseBody, InputItem, Tool } from '@goldwire/schemas'

import type { Step } from './step.ts'

/**
 * The port every engine stands behind (llama.cpp in process, an upstream, a script). An engine takes the resolved conversation and yields steps;
 * ids, numbering, storage and transport are not its business.
 */
export interface Engine {
  readonly name: string
  readonly models: readonly EngineModel[]
  /**
   * Generates one answer. Leaving the iteration early, or aborting `signal`, stops the computation within one token.
   * Ends with exactly one `stop` or `fail` step unless aborted.
   * @throws ApiError before the first step when the request cannot be served (context_length_exceeded, unsupported grammar …)
   */
  generate(request: EngineRequest, options: { signal: AbortSignal }): AsyncIterable<Step>
  /** Input tokens that `generate` would report for the same request. */
  countInputTokens(request: EngineRequest): Promise<number>
  /** How busy it is; left out by engines that do not know. */
  status?(): EngineStatus
  close(): Promise<void>
}

export interface EngineStatus {
  /** Requests it computes at the same time, at most. */
  slots: number
  /** Slots that are computing. */
  busy: number
  /** Requests that wait for a slot. */
  waiting: number
}

export interface EngineModel {
  id: string
  /** Unix seconds. */
  created: number
  owned_by: string
  /** Tokens of prompt and answer together. */
  contextSize: number
  /** The model can be asked to think; others answer a reasoning request without reasoning. */
  reasons: boolean
  /** How hard it thinks when a request does not say. @defaultValue 'none' */
  defaultEffort?: EngineRequest['reasoningEffort']
}

export interface EngineRequest {
  model: string
  /** The whole conversation in order: earlier turns, then this one. References are resolved. */
  items: InputItem[]
  instructions: string | null
  tools: Tool[]
  toolChoice: NonNullable<CreateResponseBody['tool_choice']>
  parallelToolCalls: boolean
  textFormat: NonNullable<NonNullable<CreateResponseBody['text']>['format']>
  /** How much to say. @defaultValue 'medium' */
  verbosity?: 'low' | 'medium' | 'high'
  /** `none` = no thinking. */
  reasoningEffort: 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max'
  /** What the request itself said of it; null when it said nothing and `reasoningEffort` is the model's default. */
  askedEffort?: EngineRequest['reasoningEffort'] | null
  /** Ask for summary parts beside the raw reasoning; null = none asked for. */
  reasoningSummary: 'auto' | 'concise' | 'detailed' | null
  temperature: number
  topP: number
  frequencyPenalty: number
  presencePenalty: number
  maxOutputTokens: number | null
  /** null = none asked for; 0 to 20 alternatives a token otherwise. */
  topLogprobs: number | null
  /** Same seed, model and request: same answer. */
  seed: number | null
}
