import { type Frame, parseFrame } from '@goldwire/schemas'
import { rememberText } from './exact-text.ts'
import type { GoldenLine } from './golden.ts'

/** A frame and when it arrived, in milliseconds since the request was sent. */
export interface TimedFrame {
  frame: Frame
  t: number | null
}

/** Golden lines of recorded SSE frames, one each, in order. What a frame's plain form would lose is kept in `raw`. */
export function framesToGolden(frames: Iterable<TimedFrame>): GoldenLine[] {
  return Array.from(frames, ({ frame, t }) => frameToLine(frame, t))
}

/** What a recorder knows of a frame beside its text; it stands at the line's end. */
export type LineExtra = Pick<GoldenLine, 'chunks' | 'bytes'>

/** The golden line of one recorded SSE frame. */
export function frameToLine(frame: Frame, t: number | null = null, extra: LineExtra = {}): GoldenLine {
  const { line, text } = makeLine(frame, t, extra)
  return text === null ? line : rememberText(line, text)
}

/** A golden line and, where that is not its serialisation, its exact text. */
export interface MadeLine {
  line: GoldenLine
  text: string | null
}

/** Like {@link frameToLine}, for a caller that keeps the exact text itself: to remember it costs as much as the rest. */
export function makeLine(frame: Frame, t: number | null, extra: LineExtra): MadeLine {
  const parsed = parseFrame(frame)
  const { event, data, raw } = frame
  if (parsed.kind === 'comment') {
    const line = { t, comment: parsed.text }
    return { line: raw === commentFrame(parsed.text) ? { ...line, ...extra } : { ...line, raw, ...extra }, text: null }
  }
  if (parsed.kind !== 'event') return { line: { t, event, text: data ?? '', raw, ...extra }, text: null }
  // Space around the data would not survive in the line.
  if (!frame.canonical || data === null || data.trim() !== data) {
    return { line: { t, event, data: parsed.data, raw, ...extra }, text: null }
  }
  const { chunks, bytes } = extra
  const line: GoldenLine = { t, event, data: parsed.data }
  let text = `{"t":${t},"event":${nameText(event)},"data":${data}`
  if (chunks !== undefined) {
    line.chunks = chunks
    text += `,"chunks":[${chunks.map(([offset, at]) => `[${offset},${at}]`).join(',')}]`
  }
  if (bytes !== undefined) {
    line.bytes = bytes
    text += `,"bytes":"${bytes}"`
  }
  return { line, text: `${text}}` }
}

let lastName: string | null = null
let lastNameText = 'null'

/** A stream says the same name thousands of times. */
function nameText(name: string | null): string {
  if (name !== lastName) {
    lastName = name
    lastNameText = JSON.stringify(name)
  }
  return lastNameText
}

/** The plain form of a comment frame. */
export function commentFrame(comment: string): string {
  return `: ${comment}\n\n`
}
