import { type CodePoints, negate, normalise, ofText, union, without } from './code-points.ts'

const digits: CodePoints = [[0x30, 0x39]]
const lower: CodePoints = [[0x61, 0x7a]]
const upper: CodePoints = [[0x41, 0x5a]]
const letters = union(lower, upper)
const word = union(letters, digits, ofText('_'))
/** All white space there is. */
const space = ofText(
  '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000',
)
const plainSpace = ofText('\t\n\v\f\r ')
const punctuation = ofText('!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~')

/**
 * The class of a shorthand (`d`) or of a POSIX name (`alpha`); `null` for what is neither. `\d`, `\w`, `\s` are their ASCII part, and their
 * opposites stop where the first other digit or letter stands, so that the text matches whatever the reader thinks of Unicode.
 */
export function classOf(name: string): CodePoints | null {
  switch (name) {
    case 'd':
    case 'digit':
      return digits
    case 'D':
      return without([[0, 0x65f]], digits)
    case 'w':
    case 'word':
      return word
    case 'W':
      return without([[0, 0xa9]], word)
    case 's':
    case 'space':
      return plainSpace
    case 'S':
      return negate(space)
    case 'alpha':
      return letters
    case 'alnum':
      return union(letters, digits)
    case 'lower':
      return lower
    case 'upper':
      return upper
    case 'punct':
      return punctuation
    case 'blank':
      return ofText(' \t')
    case 'xdigit':
      return union(digits, [[0x41, 0x46]], [[0x61, 0x66]])
    case 'graph':
      return [[0x21, 0x7e]]
    case 'print':
      return [[0x20, 0x7e]]
    case 'ascii':
      return [[0, 0x7f]]
    case 'cntrl':
      return normalise([
        [0, 0x1f],
        [0x7f, 0x7f],
      ])
    default:
      return null
  }
}

const properties = new Map<string, CodePoints | null>()

/** All characters of a Unicode property, as `L`, `Greek`, `Script=Greek`; `null` for an unknown one. */
export function propertyOf(name: string): CodePoints | null {
  const known = properties.get(name)
  if (known !== undefined) return known
  const set = [name, `Script=${name}`, `General_Category=${name}`].reduce<CodePoints | null>((found, each) => found ?? collect(each), null)
  properties.set(name, set)
  return set
}

function collect(name: string): CodePoints | null {
  let pattern: RegExp
  try {
    pattern = new RegExp(`\\p{${name}}`, 'u')
  } catch {
    return null
  }
  const ranges: [number, number][] = []
  for (let code = 0; code <= 0x10_ff_ff; code++) {
    if ((code >= 0xd800 && code <= 0xdfff) || !pattern.test(String.fromCodePoint(code))) continue
    const before = ranges.at(-1)
    if (before !== undefined && before[1] === code - 1) before[1] = code
    else ranges.push([code, code])
  }
  return ranges
}
