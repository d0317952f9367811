import { createJsonScanner, type JsonScanner } from '../engines/answer/json-scanner.ts'
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
 * One text that arrives in pieces and is told whole afterwards, up to four times. What was sent cannot be taken back, so pieces that may be a
 * repetition wait until the next word of the upstream shows what they are.
 */
export interface TextTrack {
  /** Text that an announcement held already; counts only if no delta brings it. */
  prefill(text: string): void
  delta(text: string, from: Piece['from']): Piece[]
  /** The upstream says what the text is as a whole. */
  whole(text: string): Piece[]
  /** Nothing more comes: what still waits, and why the text cannot stand, if so. */
  end(): { pieces: Piece[]; failure: string | null }
  /** All that was given out so far. */
  readonly sent: string
  /** Something was given out, or waits to be. */
  readonly begun: boolean
  /** The upstream said the whole, and it fits. */
  readonly confirmed: boolean
}

/** A whole text repeated as one delta, without any word on what the text should be: taken for a repetition from this length on. */
const likelyRepetition = { pieces: 3, length: 24 }

export function createTextTrack({ json, rules, note }: TextTrackOptions): TextTrack {
  const scanner: JsonScanner | null = json ? createJsonScanner() : null
  let sent = ''
  let count = 0
  /** The JSON value in `sent` is closed. */
  let complete = false
  let held: Piece[] = []
  let prefilled: string | null = null
  /** Given out ahead of its deltas, when the whole came early. */
  let ahead = ''
  let confirmed = false
  let denied: string | null = null

  const heldText = () => held.map((piece) => piece.text).join('')
  const send = (pieces: readonly Piece[]): Piece[] => {
    for (const { text } of pieces) {
      sent += text
      count += 1
    }
    return [...pieces]
  }
  /** Where in `text`, the next of the JSON value, the value is closed; -1 when it goes on. */
  const scan = (text: string): number => {
    const end = complete ? -1 : (scanner?.push(text) ?? -1)
    if (end !== -1) complete = true
    return end
  }
  const sendScanned = (text: string): Piece[] => {
    scan(text)
    return send([{ text, from: null }])
  }
  const flush = (): Piece[] => {
    const pieces = held
    held = []
    for (const { text } of pieces) scan(text)
    return send(pieces)
  }
  const drop = (message: string): void => {
    held = []
    note(rules.again, message)
  }
  /** `text` would say once more, as a whole, what is there. */
  const isHeldAgain = () => {
    const more = heldText()
    return more === sent || (json && complete && more.trim() === sent.trim())
  }
  const takePrefill = (delta: string): Piece[] => {
    const text = prefilled ?? ''
    prefilled = null
    if (text === '' || text.startsWith(delta) || delta.startsWith(text)) return []
    return sendScanned(text)
  }

  return {
    prefill(text) {
      if (count === 0 && text !== '') prefilled = text
    },
    delta(given, from) {
      const before = prefilled === null ? [] : takePrefill(given)
      let text = given
      if (ahead !== '') {
        if (ahead.startsWith(text)) {
          ahead = ahead.slice(text.length)
          note(rules.afterDone, 'The text was told whole before all of its deltas had come; those that came later were dropped.')
          return before
        }
        if (text.startsWith(ahead)) text = text.slice(ahead.length)
        ahead = ''
      } else if (confirmed) {
        note(rules.afterDone, 'The text went on after it was said to be done; it was left open.')
        confirmed = false
      }
      const piece = { text, from: text === given ? from : null }
      if (json) {
        if (held.length > 0 && sent === '' && heldText().trim() === '{}') {
          if (text.trimStart().startsWith('{')) drop('Empty arguments `{}` came before the real ones and were dropped.')
          else before.push(...flush())
        }
        if (complete || (sent === '' && text.trim() === '{}')) {
          held.push(piece)
          return before
        }
        const end = scan(text)
        if (end !== -1 && end < text.length) {
          before.push(...send([{ text: text.slice(0, end), from: null }]))
          held.push({ text: text.slice(end), from: null })
          return before
        }
        return [...before, ...send([piece])]
      }
      if (held.length > 0) before.push(...flush())
      if (count > 0 && text.length === sent.length && text === sent) {
        held.push(piece)
        return before
      }
      return [...before, ...send([piece])]
    },
    whole(text) {
      if (text === '') return []
      prefilled = null
      const more = heldText()
      if (held.length > 0) {
        if (text === sent || (isHeldAgain() && text === sent + more && json)) {
          drop(
            json
              ? 'The arguments were sent twice; the repetition was dropped.'
              : 'The whole text was sent once more as a delta, which was dropped.',
          )
          confirmed = true
          return []
        }
        if (json && complete && isJsonText(sent) && sent !== '' && !(sent + more).startsWith(text) && !text.startsWith(sent + more)) {
          denied = text
          return []
        }
        if (text === sent + more || text.startsWith(sent + more)) {
          const pieces = flush()
          return [...pieces, ...this.whole(text)]
        }
      }
      if (text === sent) {
        confirmed = true
        return []
      }
      if (sent !== '' && text === sent + sent && (json || text.length >= likelyRepetition.length)) {
        note(rules.again, 'At its end the text was told twice over; it stands as it was streamed.')
        confirmed = true
        return []
      }
      if (text.startsWith(sent) && held.length === 0) {
        if (json && complete && text.slice(sent.length).trim() !== '') {
          denied = text
          return []
        }
        if (sent !== '') note(rules.differs, 'The deltas were not the whole text; the rest was sent when the text was told whole.')
        const piece = { text: text.slice(sent.length), from: null }
        ahead = sent === '' && json ? '' : piece.text
        confirmed = true
        return sendScanned(piece.text)
      }
      if (sent.startsWith(text)) {
        note(rules.differs, 'At its end the text was told shorter than it was streamed; it stands as it was streamed.')
        return []
      }
      if (text.trim() === sent.trim()) {
        note(rules.differs, 'At its end the text was told with other white space; it stands as it was streamed.')
        confirmed = true
        return []
      }
      denied = text
      return []
    },
    end() {
      const pieces: Piece[] = []
      if (prefilled !== null && count === 0) pieces.push(...sendScanned(prefilled))
      if (held.length > 0) {
        const repeated = isHeldAgain() && (json || (count >= likelyRepetition.pieces && sent.length >= likelyRepetition.length))
        if (repeated) drop('The whole text was sent twice; the repetition was dropped.')
        else if (json && complete && heldText().trim() !== '' && isJsonText(sent)) {
          return { pieces, failure: 'Something that is no JSON follows the arguments.' }
        } else pieces.push(...flush())
      }
      if (denied !== null) {
        if (!confirmed) return { pieces, failure: 'The deltas do not add up to the text that was told at the end.' }
        note(rules.differs, 'The text was told differently at its end; it stands as it was streamed and confirmed elsewhere.')
      }
      return { pieces, failure: null }
    },
    get sent() {
      return sent
    },
    get begun() {
      return count > 0 || held.length > 0 || prefilled !== null
    },
    get confirmed() {
      return confirmed
    },
  }
}
