import type { Tool } from '@goldwire/schemas'

import type { Step } from '../engines/step.ts'
import type { SourceList } from './citations/source-list.ts'

/**
 * A tool that runs on the server (mcp, web_search, file_search, code_interpreter …), ready for one request. The model is offered plain functions;
 * when it calls one of them, the tool tells the steps that OpenAI streams for such a call and what the model is to be told.
 * Making one holds nothing yet: connections and sandboxes are opened by `prepare`, `resume` or `call`, and released by `close`.
 */
export interface HostedTool {
  /** Kind of the request's tool, for messages and for `tool_choice`. */
  readonly type: string
  /** Functions to offer the model; names are unique within the tool. Known once `prepare` has ended. */
  readonly functions: readonly HostedFunction[]
  /** What the tool told the model that answers may cite; one list for all tools of a request. See `citeSteps`. */
  readonly sources?: SourceList
  /**
   * What happens before the model is asked, e.g. `mcp_list_tools`. Steps go to the reader as they come.
   * @throws ApiError when the response as a whole cannot go on; the failed item was told before
   */
  prepare?(options: { signal: AbortSignal }): AsyncIterable<Step>
  /**
   * After every tool is prepared: calls of earlier turns that the client has decided since (approved MCP calls). Returns what the model is to be
   * told about them, beyond what the conversation says already.
   */
  resume?(options: { signal: AbortSignal }): AsyncGenerator<Step, readonly HostedExchange[], undefined>
  /**
   * Names of the functions that an entry of `tool_choice` means; null when it means another tool. Left out: all of them, for an entry whose
   * `type` is this tool's.
   */
  select?(choice: HostedChoice): readonly string[] | null
  /**
   * Runs one call: yields its item from `item.start` to `item.end`, returns what the model is told. A call that failed returns its failure as
   * text for the model; it throws only when the response as a whole cannot go on.
   */
  call(call: HostedCall, options: { signal: AbortSignal }): AsyncGenerator<Step, HostedOutcome, undefined>
  /** Releases what the request held (connections, sandboxes). Called once, whatever happened. */
  close?(): Promise<void>
}

export interface HostedFunction {
  /** As the model is to read it. One that a function of the client or of another tool has already is offered with a number behind it. */
  name: string
  description: string
  /** JSON Schema of an object. */
  parameters: { [key: string]: unknown }
}

export interface HostedCall {
  /** One of `functions`. */
  name: string
  /** JSON text as the model wrote it. */
  arguments: string
}

/** A call and what the model is told of its result. */
export interface HostedExchange {
  call: HostedCall
  output: string
}

/**
 * `output` = go on with this text as the call's result; `tools` = go on with these tools, which the client runs, as if they had been there from the
 * beginning; `pause` = the turn ends here and waits for the client (an approval request).
 */
export type HostedOutcome = { output: string } | { tools: readonly Tool[] } | { pause: true }

/** `tool_choice`, or an entry of `allowed_tools`, where it names a hosted tool. */
export interface HostedChoice {
  type: string
  name?: string | null
  server_label?: string
}
