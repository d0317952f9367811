import { literal } from './literal.ts'

/** The pattern uses something a context-free grammar of characters cannot say, or that no JSON string holds. */
export class UnsupportedPattern extends Error {
  override readonly name = 'UnsupportedPattern'
}

/** What stands in a JSON string unescaped. */
const plainChar = '[^"\\\\\\x7F\\x00-\\x1F]'
/** `.` stops at U+2028 and U+2029 as well, which a JSON string holds as they are. */
const anyButLineEnds = plainChar.replace('[^', '[^\u2028\u2029')
const escapes = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\f', '\\f'],
  ['\b', '\\b'],
])

/**
 * An ECMAScript regular expression as GBNF for the inside of a JSON string, where quotes, backslashes and control characters are escaped.
 * Literals, classes, `.`, groups, alternatives, quantifiers and anchors at both ends are understood; without an anchor anything may stand
 * there, as a pattern is searched for, not matched whole.
 *
 * @throws UnsupportedPattern on look-around, back references, `\b`, anchors in the middle, unicode properties
 */
export function regexToGbnf(pattern: string, { maxRepetitions }: { maxRepetitions: number }): string {
  const chars = Array.from(pattern)
  let at = 0
  const peek = () => chars[at]
  const fail = (why: string): never => {
    throw new UnsupportedPattern(`${why} in /${pattern}/`)
  }

  function alternatives(depth: number): string {
    const branches = [sequence(depth)]
    while (peek() === '|') {
      at++
      branches.push(sequence(depth))
    }
    if (peek() === ')' ? depth === 0 : at < chars.length) fail(`unexpected '${peek()}'`)
    return branches.join(' | ')
  }

  function sequence(depth: number): string {
    const terms: string[] = []
    let [start, end] = [false, false]
    while (at < chars.length && peek() !== '|' && peek() !== ')') {
      if (end) fail("'$' before the end")
      if (peek() === '^') {
        if (terms.length > 0 || depth > 0) fail("'^' after the start")
        start = true
        at++
      } else if (peek() === '$') {
        if (depth > 0) fail("'$' in a group")
        end = true
        at++
      } else {
        terms.push(term(depth))
      }
    }
    if (depth === 0 && !start) terms.unshift(`${plainChar}*`)
    if (depth === 0 && !end) terms.push(`${plainChar}*`)
    return terms.join(' ') || '""'
  }

  function term(depth: number): string {
    const atom = readAtom(depth)
    const quantifier = readQuantifier()
    return quantifier === '' ? atom : `(${atom})${quantifier}`
  }

  function readAtom(depth: number): string {
    const char = chars[at++] ?? fail('nothing')
    switch (char) {
      case '(': {
        if (peek() === '?') {
          if (chars[at + 1] === ':') at += 2
          else if (chars[at + 1] === '<' && chars[at + 2] !== '=' && chars[at + 2] !== '!') at = chars.indexOf('>', at) + 1
          else fail('look-around')
        }
        const inner = alternatives(depth + 1)
        if (chars[at++] !== ')') fail("missing ')'")
        return `(${inner})`
      }
      case '[':
        return readClass()
      case '.':
        return anyButLineEnds
      case '\\':
        return readEscape()
      case '*':
      case '+':
      case '?':
        return fail(`nothing to repeat before '${char}'`)
      default:
        return literal(escapeOf(char))
    }
  }

  function readEscape(): string {
    const char = chars[at++] ?? fail("'\\' at the end")
    const set = shorthand(char)
    if (set !== null) return set
    return literal(escapeOf(controlOrSame(char)))
  }

  function controlOrSame(char: string): string {
    const simple: Record<string, string> = { n: '\n', r: '\r', t: '\t', f: '\f' }
    if (char in simple) return simple[char] ?? ''
    if (char === 'u' || char === 'x') {
      const length = char === 'u' ? 4 : 2
      const digits = chars.slice(at, at + length).join('')
      if (!new RegExp(`^[0-9a-fA-F]{${length}}$`).test(digits)) fail(`'\\${char}' without ${length} hex digits`)
      at += length
      return String.fromCodePoint(Number.parseInt(digits, 16))
    }
    if (/[a-zA-Z0-9]/.test(char)) fail(`'\\${char}'`)
    return char
  }

  function escapeOf(char: string): string {
    const escaped = escapes.get(char)
    if (escaped !== undefined) return escaped
    if (char < ' ') fail('a control character')
    return char
  }

  function shorthand(char: string): string | null {
    switch (char) {
      case 'd':
        return '[0-9]'
      case 'D':
        return '[^0-9"\\\\\\x7F\\x00-\\x1F]'
      case 'w':
        return '[a-zA-Z0-9_]'
      case 'W':
        return '[^a-zA-Z0-9_"\\\\\\x7F\\x00-\\x1F]'
      case 's':
        return '" "'
      case 'S':
        return '[!#-[\\]-~]'
      default:
        return null
    }
  }

  function readClass(): string {
    const negated = peek() === '^'
    if (negated) at++
    const ranges: string[] = []
    const extras: string[] = []
    while (at < chars.length && peek() !== ']') readClassEntry(ranges, extras, negated)
    if (chars[at++] !== ']') fail("missing ']'")
    if (negated) return `[^${ranges.join('')}"\\\\\\x7F\\x00-\\x1F]`
    if (ranges.length > 0) extras.unshift(`[${ranges.join('')}]`)
    if (extras.length === 0) fail('an empty class')
    return extras.length === 1 ? (extras[0] ?? '') : `(${extras.join(' | ')})`
  }

  function readClassEntry(ranges: string[], extras: string[], negated: boolean): void {
    const from = readClassChar()
    if (from.length > 1) {
      ranges.push(from)
      return
    }
    if (peek() === '-' && chars[at + 1] !== ']' && chars[at + 1] !== undefined) {
      at++
      const to = readClassChar()
      if (to.length > 1 || to < from) fail(`the range '${from}-${to}'`)
      pushRange(ranges, extras, from, to)
    } else if (escapes.has(from) || from < ' ') {
      if (!negated) extras.push(literal(escapeOf(from)))
    } else {
      ranges.push(classChar(from))
    }
  }

  /** One character, or the inside of a shorthand class. */
  function readClassChar(): string {
    const char = chars[at++] ?? fail("missing ']'")
    if (char !== '\\') return char
    const next = chars[at++] ?? fail("'\\' at the end")
    if (next === 'd') return '0-9'
    if (next === 'w') return 'a-zA-Z0-9_'
    if (next === 's') return ' '
    if (next === 'b' || /[DWS]/.test(next)) fail(`'\\${next}' in a class`)
    return controlOrSame(next)
  }

  /** A range without the quote and the backslash, which stand in a JSON string only escaped. */
  function pushRange(ranges: string[], extras: string[], from: string, to: string): void {
    let low = Math.max(from.codePointAt(0) ?? 0, 0x20)
    const high = to.codePointAt(0) ?? 0
    for (const special of ['"', '\\', '\x7f']) {
      const code = special.codePointAt(0) ?? 0
      if (code < low || code > high) continue
      if (code > low) ranges.push(`${codeChar(low)}-${codeChar(code - 1)}`)
      if (special !== '\x7f') extras.push(literal(escapeOf(special)))
      low = code + 1
    }
    if (low <= high) ranges.push(`${codeChar(low)}-${codeChar(high)}`)
  }

  function readQuantifier(): string {
    const char = peek()
    let quantifier = ''
    if (char === '*' || char === '+' || char === '?') {
      at++
      quantifier = char
    } else if (char === '{') {
      const match = /^\{(\d+)(,(\d*))?\}/.exec(chars.slice(at).join(''))
      if (!match) return fail("a lone '{'")
      at += match[0].length
      const [, low = '0', comma, high = ''] = match
      if (Number(low) > maxRepetitions) fail(`more than ${maxRepetitions} repetitions`)
      const top = high === '' ? high : Math.min(Number(high), maxRepetitions)
      quantifier = comma === undefined ? `{${low}}` : `{${low},${top}}`
    }
    // Lazy and possessive marks change which match is found, not what matches.
    if (quantifier !== '' && peek() === '?') at++
    return quantifier
  }

  return `(${alternatives(0)})`
}

function codeChar(code: number): string {
  return classChar(String.fromCodePoint(code))
}

/** A character inside `[…]`; GBNF knows no `\\^` and `\\-`, so those two go by number. */
function classChar(char: string): string {
  if (char === '^') return '\\x5E'
  if (char === '-') return '\\x2D'
  return '[]\\"'.includes(char) ? `\\${char}` : char
}
