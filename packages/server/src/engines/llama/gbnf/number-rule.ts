import type { JsonSchema } from '../../../prompt/chat-message.ts'
import { literal } from './literal.ts'
import { cannotEnforce, refuseSchema, type SchemaContext } from './schema-context.ts'
import { wholeNumbers } from './whole-numbers.ts'

/** The most values that `multipleOf` is enforced by listing. */
const maxListed = 512
/** Digits after the point that a bounded number may have. */
const fraction = '[0-9]{1,12}'
const zeros = '"0"{1,3}'

/** The rule of a `number` or `integer` schema with its bounds and `multipleOf`. */
export function numberRule(context: SchemaContext, schema: JsonSchema, pointer: string, kind: 'number' | 'integer'): string {
  const { low, high, lowOpen, highOpen } = bounds(schema)
  const step = schema['multipleOf'] === undefined ? null : Number(schema['multipleOf'])
  if (low > high || (low === high && (lowOpen || highOpen))) refuseSchema(context, pointer, 'no number lies between its bounds')
  if (step !== null && !(kind === 'integer' && 1 / step === Math.round(1 / step))) {
    const listed = multiples(low, high, lowOpen, highOpen, step, kind)
    if (listed) {
      if (listed.length === 0) refuseSchema(context, pointer, `no multiple of ${step} lies between its bounds`)
      return context.rules.rule(listed.map((value) => literal(JSON.stringify(value))).join(' | '))
    }
    cannotEnforce(context, pointer, 'multipleOf', `It needs bounds with at most ${maxListed} multiples between them.`)
  }
  if (low === -Infinity && high === Infinity) return kind
  if (kind === 'integer') {
    const least = lowOpen && Number.isInteger(low) ? low + 1 : Math.ceil(low)
    const most = highOpen && Number.isInteger(high) ? high - 1 : Math.floor(high)
    if (least > most) refuseSchema(context, pointer, 'no whole number lies between its bounds')
    return context.rules.rule(wholeNumbers(least, most))
  }
  return context.rules.rule(decimals(low, high, lowOpen, highOpen) ?? refuseSchema(context, pointer, 'its bounds are too close together'))
}

interface Bounds {
  low: number
  high: number
  lowOpen: boolean
  highOpen: boolean
}

/** `exclusiveMinimum: true` beside `minimum` is how older drafts wrote it. */
function bounds(schema: JsonSchema): Bounds {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema as Record<string, number | boolean | undefined>
  const inclusiveLow = Number(minimum ?? -Infinity)
  const inclusiveHigh = Number(maximum ?? Infinity)
  const strictLow = typeof exclusiveMinimum === 'number' ? exclusiveMinimum : exclusiveMinimum === true ? inclusiveLow : -Infinity
  const strictHigh = typeof exclusiveMaximum === 'number' ? exclusiveMaximum : exclusiveMaximum === true ? inclusiveHigh : Infinity
  return {
    low: Math.max(inclusiveLow, strictLow),
    high: Math.min(inclusiveHigh, strictHigh),
    lowOpen: strictLow >= inclusiveLow && strictLow !== -Infinity,
    highOpen: strictHigh <= inclusiveHigh && strictHigh !== Infinity,
  }
}

function multiples(
  low: number,
  high: number,
  lowOpen: boolean,
  highOpen: boolean,
  step: number,
  kind: 'number' | 'integer',
): number[] | null {
  if (!(step > 0) || !Number.isFinite(low) || !Number.isFinite(high) || (high - low) / step > maxListed) return null
  const digits = Math.max(0, (String(step).split('.')[1] ?? '').length)
  const values: number[] = []
  for (let n = Math.ceil(low / step); n <= Math.floor(high / step); n++) {
    const value = Number((n * step).toFixed(digits))
    if ((lowOpen && value <= low) || (highOpen && value >= high) || (kind === 'integer' && !Number.isInteger(value))) continue
    values.push(value === 0 ? 0 : value)
  }
  return values
}

/**
 * Decimal numbers between two bounds: every whole unit that lies inside, with any fraction; the bounds themselves; and for short ranges, which hold
 * no whole unit or cut one, evenly spaced values. null where that leaves nothing.
 */
function decimals(low: number, high: number, lowOpen: boolean, highOpen: boolean): string | null {
  const alternatives: string[] = []
  const some = `[0-9]{0,11} [1-9]`
  // At and above zero, "n" and a fraction are [n, n + 1); a bound that is excluded keeps only its fractions.
  const from = Math.max(0, Math.ceil(low) + (lowOpen && Number.isInteger(low) ? 1 : 0))
  const to = Math.floor(high) - 1
  if (from <= to) alternatives.push(`${wholeNumbers(from, to)} ("." ${fraction})?`)
  if (lowOpen && Number.isInteger(low) && low >= 0 && low <= to) alternatives.push(`"${low}." ${some}`)
  // Below zero the fraction leads away from zero: "-n" and a fraction are (-n - 1, -n].
  const least = Math.ceil(low) + 1
  const most = Math.min(-1, Math.floor(high) - (highOpen && Number.isInteger(high) ? 1 : 0))
  if (least <= most) alternatives.push(`${wholeNumbers(least, most)} ("." ${fraction})?`)
  if (low <= -1 && high >= 0) alternatives.push(`"-0." ${some}`)
  if (highOpen && Number.isInteger(high) && high < 0 && low <= high - 1) alternatives.push(`"${high}." ${some}`)
  for (const [bound, open] of [[low, lowOpen] as const, [high, highOpen] as const]) {
    if (!open && Number.isFinite(bound)) alternatives.push(Number.isInteger(bound) ? `"${bound}" ("." ${zeros})?` : literal(plain(bound)))
  }
  alternatives.push(...evenlySpaced(low, high))
  return alternatives.length === 0 ? null : alternatives.map((alternative) => `(${alternative})`).join(' | ')
}

/** Up to a hundred evenly spaced values strictly inside, for ranges that hold no whole unit: 0.25 to 0.75, or 3.1 to 4.2. */
function evenlySpaced(low: number, high: number): string[] {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return []
  const step = 10 ** Math.ceil(Math.log10((high - low) / 100))
  if (!(step < 1) || step < 1e-12) return []
  const values: string[] = []
  const digits = Math.round(-Math.log10(step))
  for (let n = Math.floor(low / step) + 1; n * step < high; n++) {
    const value = Number((n * step).toFixed(digits))
    if (value > low && value < high) values.push(literal(plain(value)))
  }
  return values
}

/** Without an exponent, which the alternatives above never write. */
function plain(value: number): string {
  const text = String(value)
  return text.includes('e') ? value.toFixed(20).replace(/0+$/, '') : text
}
