import { behindEvent, type Draft, type DraftPiece, madePiece } from '../draft.ts'
import type { Random } from '../random.ts'
import { type FaultKind, wholeNumber } from './fault.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Faults of single frames; without N the seed draws which. */
export const frameFaults: readonly FaultKind[] = [
  onOne('malformed-json', 'the data of the N-th event breaks off in the middle of its JSON', (pieces, index, piece) => {
    const data = piece.data ?? ''
    const text = decoder.decode(piece.bytes)
    const at = text.indexOf(data)
    const broken = `${text.slice(0, at)}${data.slice(0, Math.ceil(data.length / 2))}${text.slice(at + data.length)}`
    pieces[index] = { ...piece, bytes: encoder.encode(broken), starts: null, data: null }
  }),
  onOne('duplicate', 'the N-th event comes twice', (pieces, index, piece) => void pieces.splice(index, 0, { ...piece, starts: null })),
  onOne('drop', 'the N-th event is missing', (pieces, index) => void pieces.splice(index, 1)),
  onOne('reorder', 'the N-th event and the one behind it change places', (pieces, index, piece) => {
    const next = pieces.findIndex(({ data }, at) => at > index && data !== null)
    const other = pieces[next]
    // The last one has nothing behind it: then the one before it.
    const previous = pieces.findLastIndex(({ data }, at) => at < index && data !== null)
    const [low, high] = other === undefined ? [previous, index] : [index, next]
    const first = pieces[low]
    const second = other ?? piece
    if (first === undefined) return
    pieces[low] = { ...second, at: first.at, starts: null, events: first.events }
    pieces[high] = { ...first, at: second.at, starts: null, events: second.events }
  }),
  {
    name: 'keepalive',
    usage: ':MS',
    title: 'a comment `: keepalive` begins the stream and comes after every MS milliseconds of silence',
    read: (arg) => {
      const ms = wholeNumber(arg, 1)
      return { plant: (draft) => keepAlive(draft, ms) }
    },
  },
  {
    name: 'crlf',
    usage: '',
    title: 'lines end with CR LF instead of LF',
    read: () => ({
      plant: (draft) => {
        if (draft.carrier === 'websocket' || draft.pieces.every(({ event }) => event === null)) return
        draft.pieces = draft.pieces.map((piece) => {
          const text = decoder.decode(piece.bytes).replace(/\r\n|\r|\n/g, '\r\n')
          return { ...piece, bytes: encoder.encode(text), starts: null }
        })
      },
    }),
  },
  {
    name: 'bom',
    usage: '',
    title: 'the stream begins with a byte order mark',
    read: () => ({
      plant: (draft) => {
        const [first] = draft.pieces
        if (first && draft.carrier === 'http') draft.pieces.unshift(madePiece(encoder.encode('\uFEFF'), { at: first.at, events: 0 }))
      },
    }),
  },
  {
    name: 'done-marker',
    usage: '',
    title: 'a frame `data: [DONE]` follows the last event',
    read: () => ({
      plant: (draft) => {
        const last = draft.pieces.at(-1)
        if (last && draft.carrier === 'http') draft.pieces.push(madePiece(encoder.encode('data: [DONE]\n\n'), last))
      },
    }),
  },
  {
    name: 'split-utf8',
    usage: '',
    title: 'chunks end inside every character of more than one byte and between the line ends of a blank line',
    read: () => ({ plant: (draft) => void (draft.chunking = 'split-utf8') }),
  },
]

function onOne(name: string, title: string, strike: (pieces: DraftPiece[], index: number, piece: DraftPiece) => void): FaultKind {
  return {
    name,
    usage: '[:N]',
    title,
    read: (arg) => {
      const nth = arg === null ? null : wholeNumber(arg, 1)
      return {
        plant: (draft, random) => {
          const index = nth === null ? drawn(draft, random) : behindEvent(draft, nth) - 1
          const piece = draft.pieces[index]
          const inReach = nth === null || draft.pieces.filter(({ data }) => data !== null).length >= nth
          if (piece !== undefined && inReach) strike(draft.pieces, index, piece)
        },
      }
    },
  }
}

function drawn(draft: Draft, random: Random): number {
  const places = draft.pieces.flatMap(({ data }, index) => (data === null ? [] : [index]))
  return places[random.between(0, places.length - 1)] ?? -1
}

function keepAlive(draft: Draft, ms: number): void {
  if (draft.carrier === 'websocket' || draft.pieces.every(({ event }) => event === null)) return
  const comment = (at: number, events: number): DraftPiece => madePiece(encoder.encode(': keepalive\n\n'), { at, events })
  const pieces: DraftPiece[] = [comment(0, 0)]
  let now = 0
  for (const piece of draft.pieces) {
    for (let at = now + ms; at < piece.at; at += ms) pieces.push(comment(at, pieces.at(-1)?.events ?? 0))
    pieces.push(piece)
    now = piece.at
  }
  for (let at = now + ms; at < (draft.end.at ?? now); at += ms) pieces.push(comment(at, pieces.at(-1)?.events ?? 0))
  draft.pieces = pieces
}
