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

/** The golden line of one recorded SSE frame. */
export function frameToLine(frame: Frame, t: number | null = null): GoldenLine {
  const parsed = parseFrame(frame)
  const event = frame.event
  if (parsed.kind === 'comment') {
    const line = { t, comment: parsed.text }
    return frame.raw === commentFrame(parsed.text) ? line : { ...line, raw: frame.raw }
  }
  if (parsed.kind !== 'event') return { t, event, text: frame.data ?? '', raw: frame.raw }
  if (!frame.canonical) return { t, event, data: parsed.data, raw: frame.raw }
  const text = `{"t":${JSON.stringify(t)},"event":${JSON.stringify(event)},"data":${(frame.data ?? '').trim()}}`
  return rememberText<GoldenLine>({ t, event, data: parsed.data }, text)
}

/** The plain form of a comment frame. */
export function commentFrame(comment: string): string {
  return `: ${comment}\n\n`
}
