/** One line of a value printed over several lines. */
export interface JsonLine {
  depth: number
  /** JSON pointer of the value that begins (or ends) here. */
  pointer: string
  /** The member's name, null inside a list and at the root. */
  key: string | null
  /** A value's text, an opening or a closing bracket. */
  text: string
  kind: 'string' | 'number' | 'word' | 'open' | 'close'
  comma: boolean
}

const DEEPEST = 100

/** Prints JSON line by line, each line knowing its pointer; stops at `most` lines, so that a huge body cannot stall the page. */
export function jsonLines(root: unknown, most = Infinity): { lines: JsonLine[]; isCut: boolean } {
  const lines: JsonLine[] = []
  let isCut = false
  const walk = (value: unknown, pointer: string, key: string | null, depth: number, comma: boolean): void => {
    if (lines.length >= most) {
      isCut = true
      return
    }
    const isList = Array.isArray(value)
    if (depth > DEEPEST && typeof value === 'object' && value !== null) {
      lines.push({ depth, pointer, key, text: '… (nested deeper than is shown)', kind: 'word', comma })
      return
    }
    if (typeof value !== 'object' || value === null) {
      const kind = typeof value === 'string' ? 'string' : typeof value === 'number' ? 'number' : 'word'
      lines.push({ depth, pointer, key, text: JSON.stringify(value) ?? 'undefined', kind, comma })
      return
    }
    const entries: [string | null, unknown][] = isList ? value.map((each: unknown) => [null, each]) : Object.entries(value)
    const [open, close] = isList ? ['[', ']'] : ['{', '}']
    if (entries.length === 0) {
      lines.push({ depth, pointer, key, text: `${open}${close}`, kind: 'word', comma })
      return
    }
    lines.push({ depth, pointer, key, text: open, kind: 'open', comma: false })
    for (const [index, [name, child]] of entries.entries()) {
      walk(child, `${pointer}/${escapeToken(name ?? String(index))}`, name, depth + 1, index < entries.length - 1)
      if (isCut) return
    }
    lines.push({ depth, pointer, key: null, text: close, kind: 'close', comma })
  }
  walk(root, '', null, 0, false)
  return { lines, isCut }
}

const escapeToken = (token: string) => token.replaceAll('~', '~0').replaceAll('/', '~1')

/** The pointer itself where it exists in the value, else its nearest ancestor that does: where a missing field would stand. */
export function nearestPointer(root: unknown, pointer: string): string {
  let found = ''
  let value = root
  for (const token of pointer.split('/').slice(1)) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return found
    value = (value as { [key: string]: unknown })[key]
    found += `/${token}`
  }
  return found
}

/** Which lines to show first when a few of many matter: those and what is around them. */
export function linesAround(count: number, marked: readonly number[], around = 3): [from: number, to: number][] {
  const ranges: [number, number][] = []
  for (const line of [...marked].sort((a, b) => a - b)) {
    const from = Math.max(line - around, 0)
    const to = Math.min(line + around + 1, count)
    const last = ranges.at(-1)
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to)
    else ranges.push([from, to])
  }
  return ranges
}
