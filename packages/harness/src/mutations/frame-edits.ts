import { createFrameParser, type Frame, parseFrame } from '@goldwire/schemas'
import type { Golden, GoldenLine } from '../golden/golden.ts'
import { isObject } from '../lint/json.ts'
import type { Choose } from './choose.ts'
import { type GoldenEdit } from './plant.ts'

/** Rewrites the exact text of a frame; null where it has no place for the defect. */
export type Rewrite = (raw: string, type: string) => string | null

/** The exact text of a frame. */
export function rawOf(line: GoldenLine): string {
  if (line.raw !== undefined) return line.raw
  if (line.comment !== undefined) return `: ${line.comment}\n\n`
  const name = typeof line.event === 'string' ? `event: ${line.event}\n` : ''
  return `${name}data: ${line.text ?? JSON.stringify(line.data)}\n\n`
}

/** The lines that a reader makes of a text. */
export function linesOf(text: string, t: number | null): GoldenLine[] {
  const frames: Frame[] = []
  const parser = createFrameParser({ onFrame: (frame) => frames.push(frame), maxFrameBytes: Number.MAX_SAFE_INTEGER })
  parser.feed(text)
  parser.end()
  return frames.map((frame) => lineOf(frame, t))
}

function lineOf(frame: Frame, t: number | null): GoldenLine {
  const parsed = parseFrame(frame)
  const { event, raw } = frame
  if (parsed.kind === 'comment') return raw === `: ${parsed.text}\n\n` ? { t, comment: parsed.text } : { t, comment: parsed.text, raw }
  if (parsed.kind !== 'event') return { t, event, text: frame.data ?? '', raw }
  return frame.canonical ? { t, event, data: parsed.data } : { t, event, data: parsed.data, raw }
}

const isSse = ({ header }: Golden) => header.response.framing === 'sse'
const typeOf = ({ data }: GoldenLine) => (isObject(data) && typeof data['type'] === 'string' ? data['type'] : null)

/** Places of frames whose event is of such a type. */
export function framesOf(golden: Golden, types = /./): number[] {
  if (!isSse(golden)) return []
  return golden.lines.flatMap((line, index) => (types.test(typeOf(line) ?? '') ? [index] : []))
}

/** Sends one frame otherwise. */
export const rewriteOne =
  (rewrite: Rewrite, types = /./): GoldenEdit =>
  (golden, choose) =>
    choose(framesOf(golden, types)).some((index) => replaceLine(golden, index, rewrite))

/** Sends every frame otherwise. */
export const rewriteAll =
  (rewrite: Rewrite): GoldenEdit =>
  (golden) =>
    framesOf(golden)
      .toReversed()
      .filter((index) => replaceLine(golden, index, rewrite)).length > 0

function replaceLine(golden: Golden, index: number, rewrite: Rewrite): boolean {
  const line = golden.lines[index]
  if (line === undefined) return false
  const raw = rawOf(line)
  const text = rewrite(raw, typeOf(line) ?? '')
  if (text === null || text === raw) return false
  // The first frame is read as the first, the byte order mark and all.
  golden.lines.splice(index, 1, ...linesOf(text, line.t))
  return true
}

/** Sends a text of its own before one frame that is neither the first nor the last. */
export const insertText =
  (text: string): GoldenEdit =>
  (golden, choose) => {
    const index = between(golden, choose)
    if (index === undefined) return false
    golden.lines.splice(index, 0, ...linesOf(text, golden.lines[index - 1]?.t ?? null))
  }

/** Runs two frames that follow each other into one text. */
export const joinFrames =
  (join: (first: string, second: string) => string): GoldenEdit =>
  (golden, choose) => {
    const index = between(golden, choose)
    const [one, two] = index === undefined ? [] : [golden.lines[index - 1], golden.lines[index]]
    if (index === undefined || one === undefined || two === undefined) return false
    golden.lines.splice(index - 1, 2, ...linesOf(join(rawOf(one), rawOf(two)), two.t))
  }

function between(golden: Golden, choose: Choose): number | undefined {
  const frames = framesOf(golden)
  return choose(frames.filter((index) => index > 2 && frames.includes(index - 1) && index < golden.lines.length - 1))[0]
}

/** The JSON of a frame in the form `event: E`, `data: JSON`. */
export const dataOf = (raw: string): string => /^data: (.*)$/m.exec(raw)?.[1] ?? ''
