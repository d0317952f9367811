import { isPlaceholder } from './secret-finder.ts'

/** Secrets and what stands for each. Every mask is as long as its secret, in characters and, in any text of any escaping, in bytes. */
export interface Masks {
  /** How many secrets there are. */
  size: number
  /** `text` with every secret masked: plain, escaped as JSON (also JSON inside JSON), or percent-encoded. */
  text: (text: string) => string
  /** Whether a secret stands in `text`, in whatever writing. */
  holds: (text: string) => boolean
  /** Where secrets stand in a text, and what replaces each stretch; in order, not overlapping. */
  ranges: (text: string) => MaskedRange[]
}

export interface MaskedRange {
  start: number
  mask: string
}

/**
 * Numbers secrets in the order in which they were found, so that one secret has one mask through all recordings of a session. Secrets are told
 * apart by number, never by anything that says what they were.
 */
export function createVault(): { numberOf(secret: string): number } {
  const numbers = new Map<string, number>()
  return {
    numberOf(secret) {
      const known = numbers.get(secret)
      if (known !== undefined) return known
      numbers.set(secret, numbers.size + 1)
      return numbers.size
    },
  }
}
export type Vault = ReturnType<typeof createVault>

export function createMasks(secrets: Iterable<string>, vault: Vault): Masks {
  const worthy = [...new Set(secrets)].filter((secret) => secret.trim().length >= 4 && !isPlaceholder(secret))
  // Longest first, so that a secret inside another is not cut out of it.
  const masks = worthy
    .sort((a, b) => b.length - a.length)
    .map((secret) => {
      const mask = maskOf(secret, vault.numberOf(secret))
      return { secret, mask, literal: /^[\u0020-\u007e]+$/.test(secret) && !/["\\]/.test(secret), pattern: lazyPattern(secret) }
    })
  function maskText(text: string): string {
    if (masks.length === 0) return text
    const mayHide = hidden.test(text)
    let masked = text
    for (const { secret, mask, literal, pattern } of masks) {
      if (literal && masked.includes(secret)) masked = masked.replaceAll(secret, () => mask)
      if (mayHide || !literal) masked = masked.replace(pattern(), (match) => maskWriting(match, secret, mask))
    }
    return masked
  }
  return {
    size: masks.length,
    text: maskText,
    holds(text) {
      const mayHide = hidden.test(text)
      return masks.some(({ secret, literal, pattern }) => {
        if (literal && text.includes(secret)) return true
        const writings = pattern()
        writings.lastIndex = 0
        return (mayHide || !literal) && writings.test(text)
      })
    },
    ranges(text) {
      const masked = maskText(text)
      if (masked === text) return []
      const ranges: MaskedRange[] = []
      for (let at = 0; at < text.length; at++) {
        if (text[at] === masked[at]) continue
        const open = ranges.at(-1)
        if (open !== undefined && open.start + open.mask.length === at) open.mask += masked[at] ?? ''
        else ranges.push({ start: at, mask: masked[at] ?? '' })
      }
      return ranges
    },
  }
}

/** Signs that a character may be written in another way than as itself. */
const hidden = /\\u00|\\\/|%[0-9a-fA-F]{2}|&#/

/** A mask as long as the secret: its public prefix (`sk-`, `org-`), a number that tells secrets apart, and filler. */
export function maskOf(secret: string, number: number): string {
  const prefix = /^(?:sk|rk|pk|ek|sess|org|xai)-|^(?:proj|gsk|hf|ghp)_/.exec(secret)?.[0] ?? ''
  const label = `REDACTED${number}`
  const room = secret.length - prefix.length
  const mask = prefix + (room >= label.length + 1 ? label.padEnd(room, 'x') : 'x'.repeat(room))
  return Array.from({ length: secret.length }, (_, at) => maskUnit(secret.charCodeAt(at), mask[at] ?? 'x')).join('')
}

/** Characters that JSON always escapes stay, as others would be shorter; characters beyond ASCII give way to one of as many bytes. */
function maskUnit(code: number, wanted: string): string {
  if (code < 0x20 || code === 0x22 || code === 0x5c) return String.fromCharCode(code)
  if (code < 0x80) return wanted
  if (code < 0x800) return '\u00d7'
  if (code >= 0xd800 && code < 0xdc00) return '\ud83d'
  if (code >= 0xdc00 && code < 0xe000) return '\udd12'
  return '\u2715'
}

/** Matches text in which each character stands as itself or escaped, at any depth. */
export function escapedPattern(text: string): string {
  return Array.from(text, charPattern).join('')
}

const shortEscapes: Record<string, string> = { '\b': 'b', '\t': 't', '\n': 'n', '\f': 'f', '\r': 'r', '"': '"', '\\': '\\\\', '/': '\\/' }

function charPattern(char: string): string {
  const units = Array.from({ length: char.length }, (_, at) => char.charCodeAt(at).toString(16).padStart(4, '0'))
  const forms = [units.map((hex) => `\\\\+u${anyCase(hex)}`).join('')]
  const short = shortEscapes[char]
  if (short !== undefined) forms.push(`\\\\+${short}`)
  forms.push(/^[\ud800-\udfff]$/.test(char) ? '' : anyCase(percentEncoded(char)), units.map((hex) => `\\u${hex}`).join(''))
  // The escaped forms first: a backslash is a character of its own as well.
  return `(?:${forms.filter((form) => form !== '').join('|')})`
}

function percentEncoded(char: string): string {
  const encoded = encodeURIComponent(char)
  return encoded === char ? `%${char.charCodeAt(0).toString(16)}` : encoded
}

function anyCase(hex: string): string {
  return hex.replaceAll(/[a-fA-F]/g, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`)
}

function lazyPattern(secret: string): () => RegExp {
  let pattern: RegExp | null = null
  return () => (pattern ??= new RegExp(escapedPattern(secret), 'g'))
}

const charPatterns = new Map<string, RegExp>()

/**
 * Puts `mask` in place of `writing`, some writing of `text`: each character written as the one it replaces, so that lengths stay, in
 * characters and in bytes. Short escapes (`\n`) stay what they are.
 */
export function maskWriting(writing: string, text: string, mask: string): string {
  let masked = ''
  let at = 0
  for (const char of text) {
    let pattern = charPatterns.get(char)
    if (pattern === undefined) charPatterns.set(char, (pattern = new RegExp(charPattern(char), 'y')))
    pattern.lastIndex = masked.length
    const form = pattern.exec(writing)?.[0] ?? ''
    masked += writeAs(form, mask.slice(at, at + char.length), char)
    at += char.length
  }
  return masked
}

function writeAs(form: string, wanted: string, char: string): string {
  if (form === char) return wanted
  if (form.startsWith('%')) return percentEncoded(wanted).toUpperCase()
  if (!/^\\+u/.test(form)) return form
  let at = 0
  return form.replaceAll(/(?<=\\+u)[0-9a-fA-F]{4}/g, () => wanted.charCodeAt(at++).toString(16).padStart(4, '0'))
}
