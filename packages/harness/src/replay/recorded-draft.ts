import { apiErrorKinds } from '@goldwire/schemas'
import type { GoldenHeader } from '../golden/golden.ts'
import { captureState } from '../golden/validate-golden.ts'
import type { Chunking } from './chunking.ts'
import { type Draft, type DraftPiece, type Ending, toDue } from './draft.ts'
import type { Interaction } from './interaction.ts'
import type { ParsedPace } from './pace.ts'
import { type Carrier, type Piece, piecesOf, withData } from './piece.ts'
import { isObject } from './request-differences.ts'

export interface RecordedDraftOptions {
  pace: ParsedPace
  chunking: Chunking
  /** Leave out the padding that `stream_options.include_obfuscation: false` declines. */
  unpadded: boolean
}

/** The answer of an interaction as it was recorded, for one carrier. */
export function recordedDraft(interaction: Interaction, carrier: Carrier, { pace, chunking, unpadded }: RecordedDraftOptions): Draft {
  const { header } = interaction.golden
  const timetable = pace.timetable()
  const pieces = toDue(piecesOf(interaction, carrier), timetable)
  const { ended } = header.response
  return {
    carrier,
    status: statusOf(interaction),
    headers: headersOf(interaction),
    headersAt: null,
    pieces: unpadded ? pieces.map((piece) => ({ ...piece, ...withoutPadding(piece) })) : pieces,
    // Where the recorder kept it: a stream may stay open long behind its last event.
    end: { how: endOf(header), at: typeof ended === 'number' ? timetable(ended, pieces.length) : null, early: isEarly(interaction) },
    chunking: interaction.messages && carrier === 'http' ? 'frame' : chunking,
  }
}

/** The status that was recorded; where nobody kept it, the one that the API gives with this error. */
function statusOf({ golden, messages }: Interaction): number {
  const { status } = golden.header.response
  if (status !== null && !messages) return status
  const body = golden.lines[0]?.body
  const error = isObject(body) ? body['error'] : undefined
  if (!isObject(error)) return 200
  const kind = apiErrorKinds.find(({ code, type }) => code === error['code'] && type === error['type'])
  return kind?.status ?? 400
}

/** What belongs to one connection, or to bytes that were compressed, is not sent again. */
const NOT_SENT = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'content-encoding',
  'trailer',
  'upgrade',
  'proxy-authenticate',
  'alt-svc',
  'strict-transport-security',
])

function headersOf({ golden, streamed, messages }: Interaction): [string, string][] {
  const recorded = messages ? {} : (golden.header.response.headers ?? {})
  const pairs = Object.entries(recorded).flatMap(([name, value]) =>
    NOT_SENT.has(name.toLowerCase()) ? [] : [value].flat().map((one): [string, string] => [name.toLowerCase(), one]),
  )
  if (pairs.some(([name]) => name === 'content-type')) return pairs
  return [['content-type', streamed ? 'text/event-stream; charset=utf-8' : 'application/json'], ...pairs]
}

/** Turns of a connection need not end with an event that ends a response; a stream does. */
function isEarly({ golden, messages }: Interaction): boolean {
  return typeof golden.header.cut === 'string' || (!messages && captureState(golden).terminal === null)
}

/**
 * How the answer ended when it was recorded. One that was cut ends as it was cut: with its connection destroyed, or cleanly but too early. Where
 * the client left, nobody knows what would have come; there the connection ends with what is known.
 */
function endOf({ cut, cut_how: how, cut_by: by }: GoldenHeader): Ending {
  if (typeof cut !== 'string' && how === undefined) return 'eof'
  if (by === 'client') return 'eof'
  if (how === 'reset' || how === 'end') return how === 'reset' ? 'reset' : 'eof'
  return /reset|destroyed|terminated|socket|ECONN|EPIPE|premature/i.test(cut ?? '') ? 'reset' : 'eof'
}

/** The piece without the `obfuscation` of its event; everything else stays as it stands, to the byte. */
export function withoutPadding(piece: Piece): Piece
export function withoutPadding(piece: DraftPiece): Pick<Piece, 'bytes' | 'data'> & { starts: DraftPiece['starts'] }
export function withoutPadding(
  piece: Piece | DraftPiece,
): Pick<Piece, 'bytes' | 'data'> & { starts: Piece['starts'] | DraftPiece['starts'] } {
  const padding = piece.event?.['obfuscation']
  if (typeof padding !== 'string' || piece.data === null) return piece
  const member = `"obfuscation":${JSON.stringify(padding)}`
  const { data } = piece
  const rest = data.includes(`,${member}`) ? data.replace(`,${member}`, '') : data.replace(`${member},`, '')
  const { event: _event, ...kept } = piece
  return { ...kept, ...withData({ ...kept, t: null, starts: null, event: piece.event }, rest), starts: null }
}
