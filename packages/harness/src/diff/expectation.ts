/** What a rule allows to stand at a place. */
export interface Expectation {
  type?: string | readonly string[]
  matches?: string
  tolerance?: number | string
}

/** What is wrong with a value, in words; null when it will do. `expected` is what stands at the place in the other stream. */
export function problemOfValue({ type, matches, tolerance }: Expectation, expected: unknown, actual: unknown): string | null {
  if (type !== undefined && !isOfType(actual, [type].flat())) return `${show(actual)} is not ${[type].flat().join(' or ')}`
  if (matches !== undefined && (typeof actual !== 'string' || !new RegExp(matches, 'u').test(actual)))
    return `${show(actual)} does not match /${matches}/`
  if (tolerance === undefined) return null
  if (typeof expected !== 'number') return null
  if (typeof actual !== 'number') return `${show(actual)} is not a number`
  const allowed = parseTolerance(tolerance)
  const most = allowed === null ? 0 : allowed.isShare ? Math.abs(expected) * allowed.amount : allowed.amount
  return Math.abs(expected - actual) <= most ? null : `${actual} is more than ${tolerance} away from ${expected}`
}

/** `5` is an amount, `"10%"` a share; null for anything else. */
export function parseTolerance(value: number | string): { amount: number; isShare: boolean } | null {
  if (typeof value === 'number') return { amount: value, isShare: false }
  const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(value)?.[1]
  return percent === undefined ? null : { amount: Number(percent) / 100, isShare: true }
}

export function isRegExp(source: string): boolean {
  try {
    return new RegExp(source, 'u').source !== ''
  } catch {
    return false
  }
}

function isOfType(value: unknown, types: readonly string[]): boolean {
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
  return types.includes(type) || (types.includes('integer') && Number.isInteger(value))
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}
