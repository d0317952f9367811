import { createJsonScanner } from '../engines/answer/json-scanner.ts'
import { isJsonText } from './wire.ts'

/** A piece of text that may go out, with what the upstream's delta carried beside it. */
export interface Piece {
  text: string
  /** The upstream's event, for its log probabilities and padding; null where the piece was cut out of something else. */
  from: { readonly [key: string]: unknown } | null
}

export interface TextTrackOptions {
  /** Arguments of a function: one JSON value, and what follows it is a repetition. */
  json: boolean
  /** Which rules this text breaks: another text at the end, sent twice, goes on after its end. */
  rules: { differs: string; again: string; afterDone: string }
  note: (rule: string, message: string) => void
}

/**
 * One text that arrives in pieces and is told whole afterwards, up to three times. What was sent cannot be taken back, so a piece that may be a
 * repetition waits until the upstream has told the whole; and where the wholes differ, the pieces and the majority decide.
 */
export interface TextTrack {
  /** Text that an announcement held already; counts only if nothing else brings it. */
  prefill(text: string): void
  /** What may go out at once. */
  delta(text: string, from: Piece['from']): Piece[]
  /** The upstream says what the text is as a whole. */
  whole(text: string): void
  /** Nothing more comes: what still has to go out, and why the text cannot stand, if so. */
  end(): { pieces: Piece[]; failure: string | null }
  /** All that was given out so far. */
  readonly sent: string
  /** Something was given out, or waits to be. */
  readonly begun: boolean
}

/** A whole text repeated as one delta, without any word on what the text should be: taken for a repetition from this length on. */
const likelyRepetition = { pieces: 3, length: 24 }

export function createTextTrack({ json, rules, note }: TextTrackOptions): TextTrack {
  const scanner = json ? createJsonScanner() : null
  const wholes = new Map<string, number>()
  let sent = ''
  let count = 0
  /** The JSON value in `sent` is closed. */
  let complete = false
  let held: Piece[] = []
  let prefilled = ''
  let last = ''

  const heldText = () => held.map((piece) => piece.text).join('')
  /** Where in `text`, the next of the JSON value, the value is closed; -1 when it goes on. */
  const scan = (text: string): number => {
    const end = complete ? -1 : (scanner?.push(text) ?? -1)
    if (end !== -1) complete = true
    return end
  }
  const send = (pieces: readonly Piece[]): Piece[] => {
    for (const { text } of pieces) sent += text
    count += pieces.length
    return [...pieces]
  }
  const flush = (): Piece[] => {
    const pieces = held
    held = []
    for (const { text } of pieces) scan(text)
    return send(pieces)
  }
  const jsonDelta = (piece: Piece): Piece[] => {
    const { text } = piece
    const before: Piece[] = []
    if (sent === '' && held.length > 0) {
      // `{}` was held: empty arguments that came before the real ones
      if (text.trimStart().startsWith('{')) {
        held = []
        note(rules.again, 'Empty arguments `{}` came before the real ones and were dropped.')
      } else before.push(...flush())
    }
    if (complete || (sent === '' && text.trim() === '{}')) {
      held.push(piece)
      return before
    }
    const end = scan(text)
    if (end === -1 || end === text.length) return [...before, ...send([piece])]
    held.push({ text: text.slice(end), from: null })
    return [...before, ...send([{ text: text.slice(0, end), from: null }])]
  }

  return {
    prefill(text) {
      if (count === 0) prefilled = text
    },
    delta(text, from) {
      if (wholes.size > 0 && !wholes.has(sent + heldText() + text) && ![...wholes.keys()].some((whole) => whole.startsWith(sent + text))) {
        note(rules.afterDone, 'The text went on after it was said to be done; it was left open.')
        wholes.clear()
      }
      const piece = { text, from }
      if (json) return jsonDelta(piece)
      const before = flush()
      const isAgain = count > 0 && (text === last || (text.length === sent.length && text === sent))
      last = text
      if (isAgain) {
        held.push(piece)
        return before
      }
      return [...before, ...send([piece])]
    },
    whole(text) {
      if (text !== '') wholes.set(text, (wholes.get(text) ?? 0) + 1)
    },
    end() {
      const pieces = json ? settleJson() : settleHeld()
      if (pieces === null) return { pieces: [], failure: 'Something that is no JSON follows the arguments.' }
      const told = [...wholes].filter(([text]) => !isSaid(text))
      const agreed = [...wholes].some(([text]) => text === sent)
      if (told.length === 0 || agreed) {
        if (told.length > 0)
          note(rules.differs, 'The text was told differently at its end; it stands as it was streamed and confirmed elsewhere.')
        if (count === 0 && prefilled !== '' && wholes.size === 0) pieces.push(...send([{ text: prefilled, from: null }]))
        return { pieces, failure: null }
      }
      const [best] = told.filter(([text]) => text.startsWith(sent)).sort(([, one], [, other]) => other - one)
      if (best === undefined || (json && complete)) {
        return { pieces, failure: 'The deltas do not add up to the text that was told at the end.' }
      }
      if (sent !== '') note(rules.differs, 'The deltas were not the whole text; the rest was sent when the text was told whole.')
      const rest = best[0].slice(sent.length)
      scan(rest)
      return { pieces: [...pieces, ...send([{ text: rest, from: null }])], failure: null }
    },
    get sent() {
      return sent
    },
    get begun() {
      return count > 0 || held.length > 0 || prefilled !== '' || wholes.size > 0
    },
  }

  /** Whether a whole says no more than what was sent, in a way that is known and harmless. */
  function isSaid(text: string): boolean {
    if (text === sent) return true
    if (sent === '') return false
    if (text === sent + sent && (json || text.length >= likelyRepetition.length)) {
      note(rules.again, 'At its end the text was told twice over; it stands as it was streamed.')
      return true
    }
    if (json && text.startsWith('{}') && text.slice(2) === sent) {
      note(rules.again, 'At their end the arguments were told with an empty `{}` before them; they stand as they were streamed.')
      return true
    }
    if (sent.startsWith(text) && (wholes.get(text) === 1 || wholes.has(sent))) {
      note(rules.differs, 'At its end the text was told shorter than it was streamed; it stands as it was streamed.')
      return true
    }
    if (text.trim() === sent.trim()) {
      note(rules.differs, 'At its end the text was told with other white space; it stands as it was streamed.')
      return true
    }
    return false
  }

  /** What follows a closed JSON value: white space, the value again, or nothing that makes sense (null). */
  function settleJson(): Piece[] | null {
    if (held.length === 0) return []
    const more = heldText()
    if (sent === '' || more.trim() === '') return wholes.has(sent) ? drop('White space after the arguments was dropped.') : flush()
    if (more.trim() === sent.trim() || (wholes.has(sent) && isJsonText(sent)))
      return drop('The arguments were sent twice; the repetition was dropped.')
    return isJsonText(sent) ? null : flush()
  }

  /** A delta that repeated the one before it, or all that came before it. */
  function settleHeld(): Piece[] {
    if (held.length === 0) return []
    const isTold = [...wholes.keys()].some((text) => text.startsWith(sent + heldText()))
    const isOnce =
      wholes.has(sent) ||
      (wholes.size === 0 && heldText() === sent && count >= likelyRepetition.pieces && sent.length >= likelyRepetition.length)
    return isOnce && !(isTold && !wholes.has(sent)) ? drop('Text was sent once more as a delta, which was dropped.') : flush()
  }

  function drop(message: string): Piece[] {
    held = []
    note(rules.again, message)
    return []
  }
}
