/** What one caller may take of the server. Times in milliseconds. */
export interface Limits {
  /** Largest request body in bytes; more is a 413. OpenAI takes texts of 10,485,760 characters, which JSON may write with up to six bytes each. */
  bodyBytes: number
  /** Bytes of all uploaded files, of what vector stores made of them, and of containers' files together; what would not fit is a 413. */
  keptBytes: number
  /** A request's headers must have arrived within this time. */
  headersTimeout: number
  /** A whole request, body included, must have arrived within this time. */
  requestTimeout: number
  /** An idle connection is kept open this long for the next request. */
  keepAliveTimeout: number
  /**
   * A stream's headers wait this long for the engine's first step, so that what it refuses becomes an HTTP status. An engine that is merely
   * slow (a long prompt, a queue) has the stream opened without it; should it refuse after all, the stream says so with `response.failed`.
   */
  firstStepWait: number
  /** A reader that takes nothing for this long, while there is something to take, is treated as gone. */
  stalledReaderTimeout: number
  /** Responses that run at the same time, background ones aside; more are refused with a 503. */
  responsesAtOnce: number
  /** Of those, responses that one caller (an API key; without keys, an address) may have; more are refused with a 429. */
  responsesAtOncePerCaller: number
  /** Background responses that run at the same time; the others are queued. */
  backgroundAtOnce: number
  /** Background responses that may be queued; more are refused with a 429. */
  backgroundWaiting: number
  /** A WebSocket connection is closed when it is this old; its client opens another one. */
  websocketLifetime: number
  /** A WebSocket peer that has said nothing between two pings is gone. */
  websocketPingInterval: number
  /** Lanes with a name that one WebSocket connection may use. */
  websocketLanes: number
  /** Responses that one WebSocket connection runs at the same time; the others wait. */
  websocketAtOnce: number
  /** Requests that may wait on one WebSocket connection; more are refused with a 429. */
  websocketWaiting: number
  /** An MCP server must have answered with its tools within this time. */
  mcpListTimeout: number
  /** An MCP server must have answered a call within this time; progress that it reports begins it anew. */
  mcpCallTimeout: number
  /** On shutdown, responses in flight may finish within this time; then they fail, and their readers are told. */
  shutdownGrace: number
}

export const defaultLimits: Limits = {
  bodyBytes: 64 * 1024 * 1024,
  keptBytes: 1024 ** 3,
  headersTimeout: 30_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 72_000,
  firstStepWait: 1_000,
  stalledReaderTimeout: 120_000,
  responsesAtOnce: 2_000,
  responsesAtOncePerCaller: Number.POSITIVE_INFINITY,
  backgroundAtOnce: 16,
  backgroundWaiting: 1_000,
  websocketLifetime: 60 * 60_000,
  websocketPingInterval: 30_000,
  websocketLanes: 32,
  websocketAtOnce: 16,
  websocketWaiting: 256,
  mcpListTimeout: 30_000,
  mcpCallTimeout: 120_000,
  shutdownGrace: 10_000,
}
