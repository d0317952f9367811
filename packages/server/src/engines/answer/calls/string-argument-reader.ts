import { parseArguments } from './call-writer.ts'

/**
 * Reads the text of the one string argument of a custom tool, `{"input": "…"}`, while it arrives: JSON escapes are undone, half an escape waits
 * for its rest.
 */
export interface StringArgumentReader {
  push(piece: string): string
  /** What came instead, as it came, where no such argument was found: a model that no grammar holds writes what it likes. */
  rest(): string
}

export function createStringArgumentReader(): StringArgumentReader {
  let before = ''
  let isInside = false
  let isDone = false
  let held = ''

  return {
    push(piece) {
      if (isDone) return ''
      let rest = piece
      if (!isInside) {
        before += piece
        const match = /^\s*\{\s*"input"\s*:\s*"/.exec(before)
        if (!match) return ''
        isInside = true
        rest = before.slice(match[0].length)
      }
      const { text, open, ended } = unescape(held + rest)
      held = open
      isDone = ended
      return text
    },
    rest() {
      if (isInside) return ''
      const object = parseArguments(before)
      const input = object?.['input']
      if (typeof input === 'string') return input
      return object !== null && Object.keys(object).length === 0 ? '' : before.trim()
    },
  }
}

const simple: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

function unescape(source: string): { text: string; open: string; ended: boolean } {
  let text = ''
  for (let at = 0; at < source.length; at++) {
    const char = source[at]
    if (char === '"') return { text, open: '', ended: true }
    if (char !== '\\') {
      text += char
      continue
    }
    const kind = source[at + 1]
    const length = kind === 'u' ? 6 : 2
    if (at + length > source.length) return { text, open: source.slice(at), ended: false }
    if (kind === 'u') {
      const unit = Number.parseInt(source.slice(at + 2, at + 6), 16)
      // The first half of a surrogate pair waits for the second, so that no delta holds half a character.
      const isHigh = unit >= 0xd800 && unit < 0xdc00
      if (isHigh && source.length < at + 12) return { text, open: source.slice(at), ended: false }
      text += String.fromCharCode(unit)
    } else {
      text += simple[kind ?? ''] ?? kind
    }
    at += length - 1
  }
  return { text, open: '', ended: false }
}
