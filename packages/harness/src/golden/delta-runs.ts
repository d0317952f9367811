import type { GoldenLine } from './golden.ts'
import { escapedPattern, maskWriting, type Masks } from './secret-masks.ts'
import { openSecret, secretsInText } from './secret-finder.ts'

/** A string that a stream sends piece by piece: this piece, and the run that it continues. */
interface Piece {
  run: string
  /** Name of the member that holds it; '' in an array. */
  name: string
  text: string
}

const identity = ['type', 'item_id', 'output_index', 'content_index', 'summary_index', 'command_index', 'index', 'response_id', 'stream_id']
const lastIdentity: unknown[] = []
let lastKey = ''

/** Names the runs of an event: a stream says the same one thousands of times, so that the last is remembered. */
function keyOf(dir: unknown, members: Record<string, unknown>): string {
  let same = lastIdentity.length > 0 && lastIdentity[identity.length] === dir
  for (let at = 0; same && at < identity.length; at++) same = lastIdentity[at] === members[identity[at] ?? '']
  if (same) return lastKey
  identity.forEach((name, at) => (lastIdentity[at] = members[name]))
  lastIdentity[identity.length] = dir
  lastKey = JSON.stringify([dir ?? null, ...identity.map((name) => members[name] ?? null)])
  return lastKey
}

const neverText = new Set(['type', 'role', 'id', 'obfuscation', 'status', 'name'])

/**
 * The pieces of longer strings in one line: what stands below a member called `delta` (Responses, Chat Completions and others), or the `text`
 * of a completion's choice. Pieces of one run have the same type, item and part, and stand at the same place.
 */
function piecesOf(line: GoldenLine): Piece[] {
  const data = line.data
  if (typeof data !== 'object' || data === null) return []
  const members = data as Record<string, unknown>
  const delta = Object.hasOwn(members, 'delta') ? members['delta'] : undefined
  const choices = members['choices']
  if (delta === undefined && choices === undefined) return []
  const key = keyOf(line.dir, members)
  if (typeof delta === 'string' && choices === undefined) return delta === '' ? [] : [{ run: `${key}/delta`, name: 'delta', text: delta }]
  const pieces: Piece[] = []
  collect(delta, 'delta', '', pieces)
  if (Array.isArray(choices)) {
    choices.forEach((choice: unknown, index) => {
      if (typeof choice !== 'object' || choice === null) return
      const { delta: inner, text } = choice as { delta?: unknown; text?: unknown }
      collect(inner, 'delta', `/${index}`, pieces)
      if (typeof text === 'string') pieces.push({ run: `/${index}/text`, name: 'text', text })
    })
  }
  return pieces.map((piece) => ({ ...piece, run: `${key}${piece.run}` }))
}

function collect(value: unknown, name: string, path: string, pieces: Piece[]): void {
  if (typeof value === 'string') {
    if (value !== '' && !neverText.has(name)) pieces.push({ run: `${path}/${name}`, name, text: value })
  } else if (Array.isArray(value)) {
    value.forEach((one: unknown, index) => collect(one, '', `${path}/${name}/${index}`, pieces))
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, one] of Object.entries(value)) collect(one, key, `${path}/${name}`, pieces)
  }
}

/** Text of a run that is looked at together. A private key, the longest secret of known form, has up to 13,000 characters. */
const windowLength = 16_384

interface Window {
  text: string
  /** Where `text` begins in the run. */
  start: number
  /** Up to here in `text` everything was looked at. */
  seen: number
}

/** Follows every run through a stream and shows its text to `look`, in windows that overlap; memory stays bounded whatever the length of a run. */
function createWindows(look: (run: string, window: Window, last: boolean) => void): { add(line: GoldenLine): void; end(): void } {
  const windows = new Map<string, Window>()
  return {
    add(line) {
      for (const { run, text } of piecesOf(line)) {
        const window = windows.get(run) ?? { text: '', start: 0, seen: 0 }
        windows.set(run, window)
        window.text += text
        if (window.text.length - window.seen < windowLength) continue
        look(run, window, false)
        const drop = Math.max(0, window.text.length - windowLength)
        window.text = window.text.slice(drop)
        window.start += drop
        window.seen = window.text.length
      }
    },
    end() {
      for (const [run, window] of windows) look(run, window, true)
      windows.clear()
    },
  }
}

/** Finds secrets of known form in the text that pieces add up to; `onText` is shown it, in windows that overlap. */
export function createRunFinder(found: Set<string>, onText?: (text: string) => void): { add(line: GoldenLine): void; end(): void } {
  return createWindows((_run, { text }, last) => {
    onText?.(text)
    // A secret that reaches the end of what has come may go on; the next window has all of it.
    const open = last ? '' : openSecret(text)
    for (const secret of secretsInText(open === '' ? text : text.slice(0, -open.length))) found.add(secret)
  })
}

/** Finds where known secrets lie in runs, then masks line after line in the same order. */
export function createRunMasker(masks: Masks): {
  add(line: GoldenLine): void
  end(): void
  mask: (line: GoldenLine, text: string) => string
} {
  const ranges = new Map<string, Map<number, string>>()
  const offsets = new Map<string, number>()
  const windows = createWindows((run, { text, start }) => {
    for (const range of masks.ranges(text)) {
      const known = ranges.get(run) ?? new Map<number, string>()
      ranges.set(run, known)
      for (let at = 0; at < range.mask.length; at++) known.set(start + range.start + at, range.mask[at] ?? 'x')
    }
  })
  return {
    ...windows,
    mask(line, text) {
      if (ranges.size === 0) return text
      let masked = text
      for (const piece of piecesOf(line)) {
        const offset = offsets.get(piece.run) ?? 0
        offsets.set(piece.run, offset + piece.text.length)
        const changes = ranges.get(piece.run)
        if (changes === undefined) continue
        const wanted = Array.from({ length: piece.text.length }, (_, at) => changes.get(offset + at) ?? piece.text[at] ?? '').join('')
        if (wanted !== piece.text) masked = replacePiece(masked, piece, wanted)
      }
      return masked
    },
  }
}

/** Puts `wanted` where the piece stands in the text of its line: in `data`, and in `raw`, where it is escaped once more. */
function replacePiece(line: string, { name, text }: Piece, wanted: string): string {
  const before = name === '' ? String.raw`[[,]\s*\\*"` : String.raw`\\*"${escapedPattern(name)}\\*"\s*:\s*\\*"`
  const pattern = new RegExp(String.raw`(${before})(${escapedPattern(text)})(?=\\*")`, 'g')
  return line.replace(pattern, (_all, head: string, value: string) => head + maskWriting(value, text, wanted))
}
