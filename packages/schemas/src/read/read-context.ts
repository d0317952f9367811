/**
 * What is known about the stream or body a value comes from. It decides which documented deviations apply.
 * Without it the newest wire of OpenAI is assumed, and nothing is excused.
 */
export interface ReadContext {
  /**
   * When the response was made, in unix seconds; for a capture that lost its date, the earliest it can be.
   * Null or left out: today's wire is expected.
   */
  readonly createdAt?: number | null
  /** Who sent it: `openai`, `azure`, `chatgpt` (the Codex backend), or another server's name. Null or left out: judged as OpenAI. */
  readonly provider?: string | null
  /** True when the recorder that wrote the capture leaves out every key whose value is null. */
  readonly nullsDropped?: boolean
  /** Ids of dated deviations that this stream itself disproves: it carries the field elsewhere, so it can not have been unknown then. */
  readonly seen?: ReadonlySet<string>
}
