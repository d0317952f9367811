import { createUtf8Decoder } from './create-utf8-decoder.ts'
import { FrameTooLargeError } from './frame-too-large-error.ts'
import type { Frame } from './frame.ts'
import { interpretBlock } from './interpret-block.ts'
import { utf8Length } from './utf8-length.ts'

/**
 * 64 MiB. An image arrives as base64 inside one frame, again in its item's `done`, and all images of a response together in the terminal
 * event; the API's own limit for one file is 70 MB of base64, on the way in.
 */
export const DEFAULT_MAX_FRAME_BYTES = 64 * 1024 * 1024

export interface FrameParserOptions {
  /** Called for each complete block, in order, during `feed` and `end`. */
  onFrame: (frame: Frame) => void
  /** Largest block in bytes of UTF-8. @defaultValue {@link DEFAULT_MAX_FRAME_BYTES} */
  maxFrameBytes?: number
}

export interface FrameParser {
  /**
   * Takes the next piece of the stream, cut anywhere, even inside a character or a CRLF.
   * @throws FrameTooLargeError when the open block exceeds `maxFrameBytes`, and on every later call
   */
  feed(chunk: Uint8Array | string): void
  /** The stream ended. Delivers what no blank line closed, with `terminated: false`. The parser may not be used afterwards. */
  end(): void
}

/**
 * Cuts an SSE stream into blocks as they arrive and interprets each. Time is linear in the bytes and memory bounded by the open block, whatever
 * the chunks. Line ends may be LF, CRLF, CR or a mixture; a block that closes with a CR at the end of a chunk waits for the next chunk, which
 * may bring the LF of a CRLF.
 *
 * @example
 * const parser = createFrameParser({ onFrame: (frame) => console.log(frame.event, frame.data) })
 * for await (const chunk of response.body) parser.feed(chunk)
 * parser.end()
 */
export function createFrameParser({ onFrame, maxFrameBytes = DEFAULT_MAX_FRAME_BYTES }: FrameParserOptions): FrameParser {
  const utf8 = createUtf8Decoder()
  const open = createPieces()
  let offset = 0
  let openBytes = 0
  let invalidUtf8 = false
  /** The open block has at least one line that is not blank. */
  let hasLine = false
  /** The line being read has no character yet. */
  let lineEmpty = true
  /** The last character seen was a CR: a LF would belong to it. */
  let afterCr = false
  /** The block is complete but for the LF that may follow its closing CR. */
  let closing = false
  let failure: FrameTooLargeError | null = null

  function emit(raw: string, terminated: boolean): void {
    const block = { raw, terminated, offset, invalidUtf8 }
    offset += raw.length
    openBytes = 0
    invalidUtf8 = false
    hasLine = false
    lineEmpty = true
    afterCr = false
    closing = false
    onFrame(interpretBlock(block))
  }

  function close(tail: string): void {
    checkSize(tail)
    emit(open.take(tail), true)
  }

  function checkSize(more: string): void {
    // A code unit is one to three bytes, so that most blocks need no counting.
    if (openBytes + more.length * 3 > maxFrameBytes && openBytes + utf8Length(more) > maxFrameBytes) {
      failure = new FrameTooLargeError(maxFrameBytes, offset)
      open.take('')
      throw failure
    }
  }

  function scan(text: string, invalid: boolean): void {
    let start = 0
    let position = 0
    if (closing) {
      const joins = text.startsWith('\n')
      start = joins ? 1 : 0
      position = start
      close(joins ? '\n' : '')
    } else if (afterCr && text.startsWith('\n')) {
      position = 1
    }
    afterCr = false
    invalidUtf8 ||= invalid
    let lf = text.indexOf('\n', position)
    let cr = text.indexOf('\r', position)
    while (lf !== -1 || cr !== -1) {
      const end = lf === -1 || (cr !== -1 && cr < lf) ? cr : lf
      const isCr = end === cr
      const isCrlf = isCr && end + 1 === lf
      const next = end + (isCrlf ? 2 : 1)
      if (end > position) lineEmpty = false
      const endsChunk = isCr && !isCrlf && next === text.length
      if (!lineEmpty) hasLine = true
      else if (hasLine && endsChunk) closing = true
      else if (hasLine) {
        close(text.slice(start, next))
        start = next
      }
      lineEmpty = true
      afterCr = endsChunk
      position = next
      if (lf !== -1 && lf < position) lf = text.indexOf('\n', position)
      if (cr !== -1 && cr < position) cr = text.indexOf('\r', position)
    }
    if (position < text.length) {
      lineEmpty = false
      afterCr = false
    }
    if (start < text.length) keep(start === 0 ? text : text.slice(start))
  }

  function keep(text: string): void {
    checkSize(text)
    openBytes += utf8Length(text)
    open.push(text)
  }

  return {
    feed(chunk) {
      if (failure !== null) throw failure
      const pieces = typeof chunk === 'string' ? [...utf8.flush(), { text: chunk, invalid: false }] : utf8.decode(chunk)
      for (const { text, invalid } of pieces) if (text !== '') scan(text, invalid)
    },
    end() {
      if (failure !== null) return
      for (const { text, invalid } of utf8.flush()) scan(text, invalid)
      if (closing) close('')
      const rest = open.take('')
      // Blank lines alone are no block that somebody cut off.
      if (rest !== '') emit(rest, !hasLine && lineEmpty)
    },
  }
}

/** Collects strings and joins them once. Many small ones are joined in between: a million ten-byte strings weigh five times their text. */
function createPieces(): { push(text: string): void; take(last: string): string } {
  let joined: string[] = []
  let small: string[] = []
  return {
    push(text) {
      if (small.push(text) === 1024) {
        joined.push(small.join(''))
        small = []
      }
    },
    take(last) {
      if (joined.length === 0 && small.length === 0) return last
      const text = `${joined.join('')}${small.join('')}${last}`
      joined = []
      small = []
      return text
    },
  }
}
