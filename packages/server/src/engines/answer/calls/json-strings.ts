/** What is told of the strings in a JSON value; `path` is keys and indexes with a slash between, as `commands/0`. */
export interface JsonStringsListener {
  open(path: string): void
  /** More of the string's text, with escapes undone. */
  text(path: string, delta: string): void
  close(path: string): void
}

interface Level {
  /** The key or index of the value that comes. */
  key: string
  isArray: boolean
  /** A string that comes now is a key. */
  atKey: boolean
}

const simple: { readonly [char: string]: string } = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

/** Follows the strings of one JSON value that arrives in pieces. Half an escape, or half a surrogate pair, waits for its rest. */
export function createJsonStrings(listener: JsonStringsListener): { push(piece: string): void } {
  const levels: Level[] = []
  let inString = false
  let held = ''
  let key = ''
  const top = () => levels.at(-1)
  const path = () => levels.map((level) => level.key).join('/')

  function tell(text: string): void {
    if (text === '') return
    if (top()?.atKey === true) key += text
    else listener.text(path(), text)
  }

  function openString(): void {
    inString = true
    key = ''
    if (top()?.atKey !== true) listener.open(path())
  }

  function closeString(): void {
    inString = false
    const level = top()
    if (level?.atKey === true) level.key = key
    else listener.close(path())
  }

  function structure(char: string): void {
    const level = top()
    if (char === '"') openString()
    else if (char === '{') levels.push({ key: '', isArray: false, atKey: true })
    else if (char === '[') levels.push({ key: '0', isArray: true, atKey: false })
    else if (char === '}' || char === ']') levels.pop()
    else if (char === ':' && level !== undefined) level.atKey = false
    else if (char === ',' && level !== undefined) {
      if (level.isArray) level.key = String(Number(level.key) + 1)
      else level.atKey = true
    }
  }

  return {
    push(piece) {
      const source = held + piece
      held = ''
      let text = ''
      for (let at = 0; at < source.length; at++) {
        const char = source[at] ?? ''
        if (!inString) structure(char)
        else if (char === '"') {
          tell(text)
          text = ''
          closeString()
        } else if (char !== '\\') text += char
        else {
          const escape = readEscape(source, at)
          if (escape === null) {
            held = source.slice(at)
            break
          }
          text += escape.text
          at += escape.length - 1
        }
      }
      if (inString) tell(text)
    },
  }
}

/** null while its rest is to come. */
function readEscape(source: string, at: number): { text: string; length: number } | null {
  const kind = source[at + 1]
  if (kind === undefined) return null
  if (kind !== 'u') return { text: simple[kind] ?? kind, length: 2 }
  if (source.length < at + 6) return null
  const unit = Number.parseInt(source.slice(at + 2, at + 6), 16)
  const isHigh = unit >= 0xd800 && unit < 0xdc00
  if (!isHigh) return { text: String.fromCharCode(unit), length: 6 }
  if (source.length < at + 12) return null
  return { text: String.fromCharCode(unit, Number.parseInt(source.slice(at + 8, at + 12), 16)), length: 12 }
}
