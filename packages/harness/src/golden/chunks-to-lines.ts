import { createFrameParser, type Frame, utf8Length } from '@goldwire/schemas'
import { type Chunk, type ChunkStarts, join } from './chunks.ts'
import { toBase64 } from './exact-bytes.ts'
import { rememberText } from './exact-text.ts'
import { frameToLine, type LineExtra } from './frames-to-golden.ts'
import type { GoldenLine } from './golden.ts'

export interface LineMaker {
  /** The next chunk of the body. Empty ones leave no trace: no network delivers them. */
  feed(bytes: Uint8Array, t: number | null): void
  /** The body is over, whole or cut: what no blank line closed becomes the last line. */
  end(): void
}

export interface LineMakerOptions {
  onLine: (line: GoldenLine) => void
  /** Largest frame in bytes. @defaultValue 64 MiB */
  maxFrameBytes?: number
}

/**
 * Makes golden lines of an SSE body while it arrives, one a frame, each with the chunks that began in it. Nothing is lost: bytes that are not
 * UTF-8 are kept in `bytes`, and so are CRLF, a byte order mark, and a last frame that nothing closed. Memory is bounded by the open frame.
 *
 * @throws FrameTooLargeError from `feed` when a frame exceeds `maxFrameBytes`
 */
export function createLineMaker({ onLine, maxFrameBytes }: LineMakerOptions): LineMaker {
  return createFrameCutter({
    onFrame: (frame, t, extra) => onLine(frameToLine(frame, t, extra)),
    ...(maxFrameBytes !== undefined && { maxFrameBytes }),
  })
}

export interface FrameCutterOptions {
  /** With what its line says beside it: the chunks that began in it, and its bytes where they were not UTF-8. */
  onFrame: (frame: Frame, t: number | null, extra: LineExtra) => void
  maxFrameBytes?: number
}

/** The part of {@link createLineMaker} that tells frames, for whoever makes the lines. */
export function createFrameCutter({ onFrame, maxFrameBytes }: FrameCutterOptions): LineMaker {
  /** The bytes that have come and belong to no frame yet, but for the first `skipped` of them, which do. */
  let pending: Uint8Array[] = []
  let skipped = 0
  let pendingBytes = 0
  /** Chunks that began in those. Offsets count from the begin of the body. */
  let starts: ChunkStarts = []
  let frameStart = 0
  let now: number | null = null
  const parser = createFrameParser({ onFrame: cut, ...(maxFrameBytes !== undefined && { maxFrameBytes }) })

  function cut(frame: Frame): void {
    if (frame.invalidUtf8 !== true) {
      onFrame(frame, now, { chunks: take(utf8Length(frame.raw)) })
      return
    }
    if (pending.length > 1) pending = [join(pending)]
    const open = (pending[0] ?? new Uint8Array(0)).subarray(skipped)
    const length = frame.terminated ? lengthOfLines(open, frame.raw.match(/[\r\n]/g)?.length ?? 0) : open.length
    onFrame(frame, now, { chunks: take(length), bytes: toBase64(open.subarray(0, length)) })
  }

  /** Goes on by the bytes of a frame: as many as its text has, unless that was not UTF-8; then up to its last line end, of which there are as many in both. */
  function take(length: number): ChunkStarts {
    skipped += length
    if (skipped === pendingBytes) {
      pending = []
      skipped = 0
      pendingBytes = 0
    }
    const chunks: ChunkStarts = []
    const frameEnd = frameStart + length
    let next = 0
    for (; next < starts.length; next++) {
      const [offset, t] = starts[next] ?? [0, null]
      if (offset >= frameEnd) break
      chunks.push([offset - frameStart, t])
    }
    if (next > 0) starts = next === starts.length ? [] : starts.slice(next)
    frameStart = frameEnd
    return chunks
  }

  return {
    feed(bytes, t) {
      if (bytes.length === 0) return
      // What belongs to frames is let go.
      while (pending[0] !== undefined && skipped >= pending[0].length) {
        skipped -= pending[0].length
        pendingBytes -= pending[0].length
        pending.shift()
      }
      starts.push([frameStart + pendingBytes - skipped, t])
      pending.push(bytes)
      pendingBytes += bytes.length
      now = t
      parser.feed(bytes)
    },
    end() {
      parser.end()
    },
  }
}

/** Golden lines of a whole SSE body that came in these chunks: the inverse of `chunksOf`. */
export function chunksToLines(chunks: Iterable<Chunk>): GoldenLine[] {
  const lines: GoldenLine[] = []
  const maker = createLineMaker({ onLine: (line) => lines.push(line), maxFrameBytes: Number.MAX_SAFE_INTEGER })
  for (const { bytes, t } of chunks) maker.feed(bytes, t)
  maker.end()
  return lines
}

/**
 * Golden lines of a body that was not streamed: one, or none for an empty body. `body` is its JSON, or its text where it is none; `raw` is
 * there where the JSON does not say how the text stood, `bytes` where it was not UTF-8.
 */
export function chunksToBody(chunks: readonly Chunk[]): GoldenLine[] {
  const starts: ChunkStarts = []
  let length = 0
  for (const { bytes, t } of chunks) {
    if (bytes.length > 0) starts.push([length, t])
    length += bytes.length
  }
  if (length === 0) return []
  const whole = join(chunks.map(({ bytes }) => bytes))
  const t = starts.at(-1)?.[1] ?? null
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(whole)
  if (utf8Length(text) !== length || !sameBytes(new TextEncoder().encode(text), whole)) {
    return [{ t, body: text, bytes: toBase64(whole), chunks: starts }]
  }
  const body = parseJson(text)
  if (body === undefined) return [{ t, body: text, raw: text, chunks: starts }]
  if (text.trim() !== text || /[\r\n]/.test(text)) return [{ t, body, raw: text, chunks: starts }]
  return [
    rememberText<GoldenLine>({ t, body, chunks: starts }, `{"t":${JSON.stringify(t)},"body":${text},"chunks":${JSON.stringify(starts)}}`),
  ]
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}

/** Length of the first `count` line ends and all before them. */
function lengthOfLines(bytes: Uint8Array, count: number): number {
  let left = count
  for (let at = 0; at < bytes.length; at++) {
    if ((bytes[at] === 0x0a || bytes[at] === 0x0d) && --left === 0) return at + 1
  }
  return bytes.length
}
