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

/** The golden line of one recorded SSE frame; `extra` is what the recorder knows beside it and stands at the line's end. */
export function frameToLine(frame: Frame, t: number | null = null, extra: Pick<GoldenLine, 'chunks' | 'bytes'> = {}): GoldenLine {
  const parsed = parseFrame(frame)
  const { event, data, raw } = frame
  if (parsed.kind === 'comment') {
    const line = { t, comment: parsed.text }
    return raw === commentFrame(parsed.text) ? { ...line, ...extra } : { ...line, raw, ...extra }
  }
  if (parsed.kind !== 'event') return { t, event, text: data ?? '', raw, ...extra }
  // Space around the data would not survive in the line.
  if (!frame.canonical || data === null || data.trim() !== data) return { t, event, data: parsed.data, raw, ...extra }
  const more = Object.entries(extra).map(([key, value]) => `,${JSON.stringify(key)}:${JSON.stringify(value)}`)
  const text = `{"t":${JSON.stringify(t)},"event":${JSON.stringify(event)},"data":${data}${more.join('')}}`
  return rememberText<GoldenLine>({ t, event, data: parsed.data, ...extra }, text)
}

/** The plain form of a comment frame. */
export function commentFrame(comment: string): string {
  return `: ${comment}\n\n`
}
