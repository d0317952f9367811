import type { Step } from '../engines/step.ts'

/**
 * A tool that runs on the server (mcp, web_search, file_search, code_interpreter …), ready for one request. The model is offered plain functions;
 * when it calls one of them, the tool tells the steps that OpenAI streams for such a call and what the model is to be told.
 */
export interface HostedTool {
  /** Kind of the request's tool, for messages. */
  readonly type: string
  /** Functions to offer the model. Names are unique within the request and never a client function's. Known once `prepare` has ended. */
  readonly functions: readonly HostedFunction[]
  /**
   * What happens before the model is asked, e.g. `mcp_list_tools`. Steps go to the reader as they come.
   * A failure that the API tells as an item (`mcp_list_tools.failed`) is steps, not an exception.
   */
  prepare?(options: { signal: AbortSignal }): AsyncIterable<Step>
  /**
   * Runs one call: yields its item from `item.start` to `item.end`, returns what the model is told. A call that failed returns its failure as
   * text for the model; it throws only when the response as a whole cannot go on.
   */
  call(call: HostedCall, options: { signal: AbortSignal }): AsyncGenerator<Step, HostedOutcome, undefined>
  /** Releases what the request held (connections, sandboxes). Called once, whatever happened. */
  close?(): Promise<void>
}

export interface HostedFunction {
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

/** `output` = go on with this text as the call's result; `pause` = the turn ends here and waits for the client (an approval request). */
export type HostedOutcome = { output: string } | { pause: true }
