import { anyCodePoint, type CodePoints, inBothCases, negate, ofText, union, without } from './code-points.ts'
import { classOf, propertyOf } from './regex-classes.ts'
import { nothing, type TextPattern, UnsupportedGrammar } from './text-pattern.ts'

export interface RegexFlags {
  /** Both cases. */
  i?: boolean
  /** `.` means line feeds too. */
  s?: boolean
}

/** llama.cpp unrolls repetitions. Staying below an upper bound obeys it; a lower bound beyond this is refused. */
export const mostRepetitions = 1024

/**
 * Reads a regular expression in the syntax of Rust's regex crate, which is close to everybody's, as the pattern of a whole text. What is not
 * regular is refused: look-around, back references, word boundaries, anchors anywhere but at the ends.
 *
 * @throws UnsupportedGrammar saying what cannot be read, and where
 */
export function readRegex(source: string, flags: RegexFlags = {}): TextPattern {
  const chars = Array.from(source)
  let at = 0
  let { i = false, s = false } = flags
  const peek = (offset = 0) => chars[at + offset]
  const fail = (what: string): never => {
    throw new UnsupportedGrammar(`${what} at character ${at} of the regular expression`)
  }
  const chars1 = (set: CodePoints): TextPattern => ({ kind: 'chars', set: i ? inBothCases(set) : set })

  function choice(depth: number): TextPattern {
    const outer = { i, s }
    const parts = [sequence(depth)]
    while (peek() === '|') {
      at++
      parts.push(sequence(depth))
    }
    ;({ i, s } = outer)
    return parts.length === 1 ? (parts[0] ?? nothing) : { kind: 'choice', parts }
  }

  function sequence(depth: number): TextPattern {
    const parts: TextPattern[] = []
    while (at < chars.length && peek() !== '|' && peek() !== ')') {
      if (readAnchor(parts.length === 0, depth)) continue
      const atom = readAtom(depth)
      if (atom !== null) parts.push(readQuantifiers(atom))
    }
    return parts.length === 1 ? (parts[0] ?? nothing) : { kind: 'sequence', parts }
  }

  /** The pattern is of the whole text anyway, so anchors at its ends say nothing more. */
  function readAnchor(isFirst: boolean, depth: number): boolean {
    const two = peek() === '\\' ? `\\${peek(1) ?? ''}` : peek()
    const isStart = two === '^' || two === '\\A'
    const isEnd = two === '$' || two === '\\z' || two === '\\Z'
    if (!isStart && !isEnd) return false
    const width = two?.length ?? 1
    const next = peek(width)
    const isLast = next === undefined || next === '|' || (next === ')' && chars.slice(at + width).every((char) => char === ')'))
    const opened = chars.slice(0, at).every((char) => '(?:^'.includes(char)) || depth === 0
    if (isStart ? !isFirst || !opened : !isLast) fail(`an anchor '${two ?? ''}' in the middle`)
    at += width
    return true
  }

  function readAtom(depth: number): TextPattern | null {
    const char = chars[at++] ?? ''
    if (char === '(') return readGroup(depth)
    if (char === '[') return chars1(readClass(false))
    if (char === '.') return chars1(s ? anyCodePoint : negate(ofText('\n\r\u2028\u2029')))
    if (char === '\\') return chars1(readEscape({ inClass: false, isExcluded: false }))
    if ('*+?'.includes(char) || (char === '{' && /^\d*,?\d*\}/.test(chars.slice(at).join('')))) {
      at--
      fail(`nothing to repeat before '${char}'`)
    }
    return chars1(ofText(char))
  }

  function readGroup(depth: number): TextPattern | null {
    if (peek() === '?') {
      const head = /^\?(?:P?<([A-Za-z_]\w*)>|([a-zA-Z]*)(?:-([a-zA-Z]+))?(:|\)))/.exec(chars.slice(at).join(''))
      if (head === null) return fail('look-around, or a group of another kind,')
      at += head[0].length
      const [, name, on = '', off = '', end] = head
      if (name === undefined) {
        if (/[^isuU]/.test(on + off)) fail(`the flag '${on}${off}'`)
        if (end === ')') {
          ;[i, s] = [(i || on.includes('i')) && !off.includes('i'), (s || on.includes('s')) && !off.includes('s')]
          return null
        }
      }
      const outer = { i, s }
      ;[i, s] = [(i || on.includes('i')) && !off.includes('i'), (s || on.includes('s')) && !off.includes('s')]
      const inner = closed(depth)
      ;({ i, s } = outer)
      return inner
    }
    return closed(depth)
  }

  function closed(depth: number): TextPattern {
    if (depth > 200) fail('more than 200 groups in each other')
    const inner = choice(depth + 1)
    if (chars[at++] !== ')') fail("a missing ')'")
    return inner
  }

  function readQuantifiers(atom: TextPattern): TextPattern {
    let pattern = atom
    for (;;) {
      const bounds = readBounds()
      if (bounds === null) return pattern
      pattern = { kind: 'repeat', part: pattern, ...bounds }
    }
  }

  function readBounds(): { min: number; max: number | null } | null {
    const simple = { '*': { min: 0, max: null }, '+': { min: 1, max: null }, '?': { min: 0, max: 1 } }[peek() ?? '']
    const match = peek() === '{' ? /^\{(\d*)(,?)(\d*)\}/.exec(chars.slice(at).join('')) : null
    if (simple === undefined && (match === null || match[0] === '{}' || match[0] === '{,}')) return null
    at += match?.[0].length ?? 1
    // Lazy and possessive marks choose among matches; they do not change what matches.
    if (peek() === '?' || (peek() === '+' && match === null)) at++
    if (simple !== undefined) return simple
    const [, low = '', comma, high = ''] = match ?? []
    const min = low === '' ? 0 : Number(low)
    if (min > mostRepetitions) fail(`more than ${mostRepetitions} repetitions`)
    if (comma === '') return { min, max: min }
    if (high !== '' && Number(high) < min) fail('a repetition from more to fewer')
    return { min, max: high === '' ? null : Math.min(Number(high), mostRepetitions) }
  }

  /** @param isExcluded - what it means is taken away later, so it must be all that anybody may mean by it */
  function readEscape({ inClass, isExcluded }: { inClass: boolean; isExcluded: boolean }): CodePoints {
    const char = chars[at++] ?? fail("a '\\' at the end")
    const opposite =
      isExcluded && /[dws]/i.test(char) ? classOf(char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase()) : null
    const shorthand = opposite === null ? classOf(char) : negate(opposite)
    if (shorthand !== null) return shorthand
    if (char === 'p' || char === 'P') return readProperty(char === 'P')
    const simple: { [char: string]: string } = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v', a: '\u0007', ...(inClass && { b: '\b' }) }
    if (simple[char] !== undefined) return ofText(simple[char])
    if ('xuU'.includes(char)) return readCodePoint({ x: 2, u: 4, U: 8 }[char] ?? 2)
    if (/[a-zA-Z0-9]/.test(char)) fail(`'\\${char}'`)
    return ofText(char)
  }

  function readCodePoint(length: number): CodePoints {
    const rest = chars.slice(at, at + 12).join('')
    const match =
      /^\{([0-9a-fA-F]{1,8})\}/.exec(rest) ?? new RegExp(`^([0-9a-fA-F]{${length}})`).exec(rest) ?? fail('a code point that is none')
    const code = Number.parseInt(match[1] ?? '', 16)
    if (code > 0x10_ff_ff || (code >= 0xd800 && code <= 0xdfff)) fail('a code point that is none')
    at += match[0].length
    return [[code, code]]
  }

  function readProperty(isNegated: boolean): CodePoints {
    const match = /^(?:\{(\^?)([\w=]+)\}|([A-Z]))/.exec(chars.slice(at).join('')) ?? fail('a property without a name')
    at += match[0].length
    const set = propertyOf(match[2] ?? match[3] ?? '') ?? fail(`an unknown property '${match[0]}'`)
    return isNegated !== (match[1] === '^') ? negate(set) : set
  }

  function readClass(isOuterExcluded: boolean): CodePoints {
    const isNegated = peek() === '^'
    const isExcluded = isNegated !== isOuterExcluded
    if (isNegated) at++
    let set: CodePoints = []
    for (let isFirst = true; at < chars.length && (peek() !== ']' || isFirst); isFirst = false) {
      const operator = `${peek() ?? ''}${peek(1) ?? ''}`
      if (operator === '&&' || operator === '--') {
        at += 2
        const other = readClassRest(operator === '&&' ? isExcluded : !isExcluded)
        set = operator === '&&' ? without(set, negate(other)) : without(set, other)
        break
      }
      set = union(set, readClassEntry(isExcluded))
    }
    if (chars[at++] !== ']') fail("a missing ']'")
    const both = i ? inBothCases(set) : set
    return isNegated ? negate(both) : both
  }

  /** The right side of an operator, up to the class's end. */
  function readClassRest(isExcluded: boolean): CodePoints {
    let set: CodePoints = []
    while (at < chars.length && peek() !== ']') set = union(set, readClassEntry(isExcluded))
    return set
  }

  function readClassEntry(isExcluded: boolean): CodePoints {
    if (peek() === '[') {
      const posix = /^\[:(\^?)(\w+):\]/.exec(chars.slice(at).join(''))
      if (posix === null) {
        at++
        return readClass(isExcluded)
      }
      at += posix[0].length
      const set = classOf(posix[2] ?? '') ?? fail(`an unknown class '${posix[0]}'`)
      return posix[1] === '^' ? negate(set) : set
    }
    const from = readClassChar(isExcluded)
    const isRange =
      peek() === '-' && peek(1) !== ']' && peek(1) !== '-' && peek(1) !== undefined && from.length === 1 && from[0]?.[0] === from[0]?.[1]
    if (!isRange) return from
    at++
    const to = readClassChar(isExcluded)
    const [low, high] = [from[0]?.[0] ?? 0, to.length === 1 && to[0]?.[0] === to[0]?.[1] ? (to[0]?.[0] ?? -1) : -1]
    if (high < low) fail('a range from more to less')
    return union([[low, high]])
  }

  function readClassChar(isExcluded: boolean): CodePoints {
    const char = chars[at++] ?? fail("a missing ']'")
    return char === '\\' ? readEscape({ inClass: true, isExcluded }) : ofText(char)
  }

  const whole = choice(0)
  if (at < chars.length) fail(`an unexpected '${peek() ?? ''}'`)
  return whole
}
