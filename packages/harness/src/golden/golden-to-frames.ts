import { exactMemberText } from './exact-text.ts'
import { commentFrame } from './frames-to-golden.ts'
import type { Golden, GoldenLine } from './golden.ts'

/** One piece of what the server sent: an SSE frame with its blank line, a WebSocket message, or a whole JSON body. */
export interface SentPiece {
  t: number | null
  text: string
  dir?: 'in' | 'out'
}

/**
 * What the server sent, piece by piece, exactly. Where a capture kept only the data (`data-only`), the plain frame that OpenAI would have
 * sent around it; that is the one thing made up here.
 */
export function goldenToFrames({ header, lines }: Golden): SentPiece[] {
  const { framing } = header.response
  return lines.map((line) => {
    const text = framing === 'websocket' ? messageText(line) : framing === 'json' ? bodyText(line) : frameText(line, framing)
    return line.dir === undefined ? { t: line.t, text } : { t: line.t, text, dir: line.dir }
  })
}

/** The whole SSE text of a golden, as {@link goldenToFrames} gives it. */
export function goldenToSse(golden: Golden): string {
  return goldenToFrames(golden)
    .map((piece) => piece.text)
    .join('')
}

function bodyText(line: GoldenLine): string {
  return line.raw ?? exactMemberText(line, 'body')
}

function messageText(line: GoldenLine): string {
  return line.raw ?? (Object.hasOwn(line, 'data') ? exactMemberText(line, 'data') : (line.text ?? ''))
}

function frameText(line: GoldenLine, framing: 'sse' | 'data-only'): string {
  if (line.raw !== undefined) return line.raw
  if (line.comment !== undefined) return commentFrame(line.comment)
  const type = typeof line.data === 'object' && line.data !== null ? (line.data as { type?: unknown }).type : undefined
  const name = line.event ?? (framing === 'data-only' && typeof type === 'string' ? type : null)
  const data = line.text ?? exactMemberText(line, 'data')
  return `${name === null ? '' : `event: ${name}\n`}data: ${data}\n\n`
}
