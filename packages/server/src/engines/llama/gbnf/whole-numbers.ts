import { literal } from './literal.ts'

/** The most digits a number without an upper bound may have; a double holds all of them exactly. */
const maxDigits = 15

/** GBNF for the whole numbers from `low` to `high`, both included; either may be infinite. No sign but `-`, no leading zeros. */
export function wholeNumbers(low: number, high: number): string {
  const parts: string[] = []
  if (low < 0) parts.push(`"-" (${naturals(Math.max(1, high < 0 ? -high : 1), -low)})`)
  if (high >= 0) parts.push(naturals(Math.max(0, low), high))
  return parts.length === 1 ? `(${parts[0]})` : `(${parts.join(' | ')})`
}

/** Numbers from `low` >= 0 to `high`, split by their number of digits. */
function naturals(low: number, high: number): string {
  const from = String(low)
  if (high === Infinity) {
    const same = fixedWidth(from, '9'.repeat(from.length))
    return from.length >= maxDigits ? same : `${same} | [1-9] [0-9]{${from.length},${Math.max(from.length, maxDigits - 1)}}`
  }
  const to = String(high)
  if (from.length === to.length) return fixedWidth(from, to)
  const parts = [fixedWidth(from, '9'.repeat(from.length))]
  if (to.length - from.length > 1) parts.push(`[1-9] [0-9]{${from.length},${to.length - 2}}`)
  parts.push(fixedWidth(`1${'0'.repeat(to.length - 1)}`, to))
  return parts.join(' | ')
}

/** Digit strings of one length between `from` and `to`. */
function fixedWidth(from: string, to: string): string {
  if (from === to) return literal(from)
  const width = from.length
  let shared = 0
  while (from[shared] === to[shared]) shared++
  const prefix = shared === 0 ? '' : `${literal(from.slice(0, shared))} `
  const [first, last] = [Number(from[shared]), Number(to[shared])]
  const rest = width - shared - 1
  if (rest === 0) return `${prefix}[${first}-${last}]`
  const [fromTail, toTail] = [from.slice(shared + 1), to.slice(shared + 1)]
  const lowest = /^0+$/.test(fromTail)
  const highest = /^9+$/.test(toTail)
  const middle = [lowest ? first : first + 1, highest ? last : last - 1] as const
  const parts: string[] = []
  if (!lowest) parts.push(`"${first}" (${fixedWidth(fromTail, '9'.repeat(rest))})`)
  if (middle[0] <= middle[1]) parts.push(`[${middle[0]}-${middle[1]}] [0-9]{${rest}}`)
  if (!highest) parts.push(`"${last}" (${fixedWidth('0'.repeat(rest), toTail)})`)
  return `${prefix}(${parts.join(' | ')})`
}
