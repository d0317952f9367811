/**
 * One raw SSE block: what a server wrote between two blank lines, both as text and as fields.
 * The `raw` of all frames of a stream, joined in order, is the whole (decoded) stream again.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export interface Frame {
  /** Value of the last `event:` line; null where the block has none (or an empty one, which SSE treats alike). */
  event: string | null
  /** The `data:` lines joined with LF; null where the block has none, as in a comment-only block. */
  data: string | null
  /** Comment lines without their colon and one leading space. */
  comments: string[]
  id?: string
  /** Reconnection time in milliseconds. */
  retry?: number
  /** Lines that are neither field nor comment, which a reader skips; e.g. an HTML error page sent as an event stream. */
  ignored?: string[]
  /** Exact text of the block with its line ends, its closing blank line, blank lines before it and, on the first frame, the byte order mark. */
  raw: string
  /** `raw` is exactly `event: E\ndata: D\n\n`, the one form OpenAI sends. */
  canonical: boolean
  /** False for a last block that no blank line closed: the stream was cut (or trimmed) here. A browser would drop the block. */
  terminated: boolean
  /** The bytes were not UTF-8; each bad sequence stands as U+FFFD in the text. Absent when they were. */
  invalidUtf8?: true
  /** Where `raw` begins in the decoded stream, in UTF-16 code units: `text.slice(offset, offset + raw.length) === raw`. */
  offset: number
}
