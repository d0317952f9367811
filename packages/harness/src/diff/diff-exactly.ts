import type { WireEvent } from '../shape/shape.ts'
import { SymbolTable } from '../shape/symbol-table.ts'
import { align } from './align.ts'
import type { DivergenceKind } from './divergence.ts'
import type { PairListener } from './diff-shapes.ts'
import { causeOfField, type Observation } from './observation.ts'
import { escapeStep } from './pointers.ts'

/** Values that differ from run to run even with the same model and seed. */
const VOLATILE = new Set(['obfuscation', 'created_at', 'completed_at', 'encrypted_content', 'fingerprint', 'cached_tokens'])

/**
 * Compares two streams event by event and value by value. Ids become symbols by order of first sight; times, obfuscation and ciphertexts are left out;
 * everything else, texts and delta boundaries included, must be equal.
 */
export function diffExactly(expected: readonly WireEvent[], actual: readonly WireEvent[], onPair: PairListener = () => {}): Observation[] {
  const [left, right] = [symbolise(expected), symbolise(actual)]
  const observations: Observation[] = []
  for (const pair of align(left, right, ({ type }) => type)) {
    const wanted = pair.expected === null ? undefined : left[pair.expected]
    const got = pair.actual === null ? undefined : right[pair.actual]
    if (wanted && got && pair.expected !== null && pair.actual !== null) {
      onPair(pair.expected, pair.actual)
      diffValues(wanted, got, { expected: pair.expected, actual: pair.actual, eventType: got.type, pointer: '' }, observations)
    } else if (wanted) observations.push(lone('missing-event', pair.expected, null, wanted))
    else if (got) observations.push(lone('extra-event', null, pair.actual, got))
  }
  return observations
}

function lone(kind: 'missing-event' | 'extra-event', expected: number | null, actual: number | null, { type }: WireEvent): Observation {
  const message = `${type} ${kind === 'missing-event' ? 'is missing' : 'was not expected here'}`
  return { kind, severity: 'error', expected, actual, pointer: '', message, cause: `${kind} ${type}`, eventType: type }
}

function symbolise(events: readonly WireEvent[]): WireEvent[] {
  const symbols = new SymbolTable()
  const visit = (key: string, value: unknown): unknown => {
    if (typeof value === 'string')
      return /(^|_)id$/.test(key) && value !== '' ? symbols.of(key.endsWith('call_id') ? 'call_id' : 'id', value) : value
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map((element) => visit(key, element))
    const result: Record<string, unknown> = {}
    for (const name in value) if (!VOLATILE.has(name)) result[name] = visit(name, (value as Record<string, unknown>)[name])
    return result
  }
  return events.map((event) => visit('', event) as WireEvent)
}

type Place = Pick<Observation, 'expected' | 'actual' | 'eventType' | 'pointer'>

function diffValues(expected: unknown, actual: unknown, place: Place, found: Observation[]): void {
  if (expected === actual) return
  const told = (kind: DivergenceKind, pointer: string, words: string) =>
    void found.push({
      ...place,
      kind,
      severity: 'error',
      pointer,
      message: `${place.eventType} ${pointer} ${words}`,
      cause: `exactly ${causeOfField(kind, pointer, false)}`,
    })
  const { pointer } = place
  const type = jsonType(expected)
  if (type !== jsonType(actual)) return told('type', pointer, `has another type: expected ${show(expected)}, got ${show(actual)}`)
  if (type === 'object' || type === 'array') {
    const [one, other] = [expected as Record<string, unknown>, actual as Record<string, unknown>]
    for (const key of Object.keys(one)) {
      const at = `${pointer}/${escapeStep(key)}`
      if (!Object.hasOwn(other, key)) told('missing-field', at, `is missing; expected ${show(one[key])}`)
      else diffValues(one[key], other[key], { ...place, pointer: at }, found)
    }
    for (const key of Object.keys(other))
      if (!Object.hasOwn(one, key)) told('extra-field', `${pointer}/${escapeStep(key)}`, `is extra: ${show(other[key])}`)
    return
  }
  if (!Object.is(expected, actual)) told('value', pointer, `differs: expected ${show(expected)}, got ${show(actual)}`)
}

function jsonType(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}
