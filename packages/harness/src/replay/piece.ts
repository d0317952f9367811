import type { ChunkStarts } from '../golden/chunks.ts'
import { isEvent } from '../golden/events-of.ts'
import { exactBytes, goldenToBytes } from '../golden/exact-bytes.ts'
import { exactMemberText } from '../golden/exact-text.ts'
import type { GoldenLine } from '../golden/golden.ts'
import type { WireEvent } from '../shape/shape.ts'
import type { Interaction } from './interaction.ts'

/** What an answer travels on: the body of a HTTP answer, or messages of an open connection. */
export type Carrier = 'http' | 'websocket'

/** One unit of an answer: a frame, a comment, a message, or a whole body. Never changed once made; a fault puts another in its place. */
export interface Piece {
  bytes: Uint8Array<ArrayBuffer>
  /** Milliseconds after the request, as recorded. */
  t: number | null
  /** Where network chunks began in it, and when; null where unknown. */
  starts: ChunkStarts | null
  /** The event it carries, if it carries one. */
  event: WireEvent | null
  /** The JSON text of its data; null where it has none. */
  data: string | null
}

const encoder = new TextEncoder()
const made = new WeakMap<Interaction, Partial<Record<Carrier, readonly Piece[]>>>()

/** What an interaction sends, unit by unit, for one carrier; a stream recorded on one carrier is put into the form of the other. */
export function piecesOf(interaction: Interaction, carrier: Carrier): readonly Piece[] {
  const known = made.get(interaction) ?? {}
  made.set(interaction, known)
  return (known[carrier] ??= makePieces(interaction, carrier))
}

function makePieces(interaction: Interaction, carrier: Carrier): Piece[] {
  const { golden, messages } = interaction
  if (messages) return carrier === 'websocket' ? golden.lines.map(messagePiece) : golden.lines.flatMap((line) => framed(line))
  if (carrier === 'websocket') return golden.lines.flatMap((line) => (isEvent(line.data) ? [asMessage(line)] : []))
  const bytes = goldenToBytes(golden)
  return golden.lines.map((line, index) => ({ ...read(line), bytes: bytes[index] ?? new Uint8Array(0), starts: line.chunks ?? null }))
}

function read(line: GoldenLine): Omit<Piece, 'bytes'> {
  const event = isEvent(line.data) ? line.data : null
  const data = dataText(line)
  return { t: line.t, starts: null, event, data }
}

/** The exact JSON text of a line's data: out of its frame where the frame was kept, else as the golden has it. */
function dataText(line: GoldenLine): string | null {
  if (!Object.hasOwn(line, 'data')) return null
  return line.raw !== undefined && line.dir !== undefined ? line.raw : exactMemberText(line, 'data')
}

function messagePiece(line: GoldenLine): Piece {
  return { ...read(line), bytes: exactBytes(line, dataText(line) ?? line.raw ?? line.text ?? '') }
}

function asMessage(line: GoldenLine): Piece {
  const piece = read(line)
  return { ...piece, bytes: encoder.encode(piece.data ?? '') }
}

function framed(line: GoldenLine): Piece[] {
  const piece = read(line)
  if (piece.event === null || piece.data === null) return []
  return [{ ...piece, bytes: encoder.encode(frameOf(piece.event.type, piece.data)) }]
}

/** The plain frame of an event. */
export function frameOf(type: string, data: string): string {
  return `event: ${type}\ndata: ${data}\n\n`
}

/** The piece with other data in the same dress: the frame stays as it was around it. */
export function withData(piece: Piece, data: string): Piece {
  if (piece.data === null || piece.data === data) return piece
  const text = new TextDecoder().decode(piece.bytes)
  const at = text.indexOf(piece.data)
  const dressed = at < 0 ? frameOf(piece.event?.type ?? 'message', data) : text.slice(0, at) + data + text.slice(at + piece.data.length)
  return { ...piece, data, bytes: encoder.encode(dressed), starts: null }
}
