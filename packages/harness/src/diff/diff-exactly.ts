import { isDeepStrictEqual } from 'node:util'

import type { WireEvent } from '../shape/shape.ts'
import { SymbolTable } from '../shape/symbol-table.ts'
import { align } from './align.ts'
import type { Divergence, DivergenceKind } from './divergence.ts'

/** Values that differ from run to run even with the same model and seed. */
const VOLATILE = new Set(['obfuscation', 'created_at', 'completed_at', 'encrypted_content', 'fingerprint', 'cached_tokens'])

/** Longest run of lone events that LCS alignment is asked for; beyond it the streams are simply cut there. */
const ALIGN_LIMIT = 2000

/**
 * Compares two streams event by event and value by value. Ids become symbols by order of first sight; times, obfuscation and ciphertexts are left out;
 * everything else, texts and delta boundaries included, must be equal.
 */
export function diffExactly(expected: readonly WireEvent[], actual: readonly WireEvent[]): Divergence[] {
  const left = symbolise(expected)
  const right = symbolise(actual)
  const divergences: Divergence[] = []
  let start = 0
  while (start < left.length && start < right.length && sameType(left[start], right[start])) {
    divergences.push(...diffValues(left[start], right[start], start, start))
    start += 1
  }
  let tail = 0
  while (tail < left.length - start && tail < right.length - start && sameType(left.at(-1 - tail), right.at(-1 - tail))) tail += 1
  const pairs = align(
    left.slice(start, left.length - tail).slice(0, ALIGN_LIMIT),
    right.slice(start, right.length - tail).slice(0, ALIGN_LIMIT),
    sameType,
  )
  for (const pair of pairs) {
    const at = pair.expected === null ? null : pair.expected + start
    const to = pair.actual === null ? null : pair.actual + start
    if (at !== null && to !== null) divergences.push(...diffValues(left[at], right[to], at, to))
    else if (at !== null) divergences.push(lone('missing-event', at, null, left[at]))
    else if (to !== null) divergences.push(lone('extra-event', null, to, right[to]))
  }
  for (let offset = tail; offset > 0; offset--)
    divergences.push(...diffValues(left.at(-offset), right.at(-offset), left.length - offset, right.length - offset))
  return divergences
}

const sameType = (a: WireEvent | undefined, b: WireEvent | undefined) => a?.type === b?.type

function lone(kind: DivergenceKind, expected: number | null, actual: number | null, event: WireEvent | undefined): Divergence {
  return {
    kind,
    severity: 'error',
    expected,
    actual,
    pointer: '',
    message: `${event?.type} ${kind === 'missing-event' ? 'is missing' : 'was not expected here'}`,
  }
}

function symbolise(events: readonly WireEvent[]): WireEvent[] {
  const symbols = new SymbolTable()
  const visit = (key: string, value: unknown): unknown => {
    if (typeof value === 'string')
      return /(^|_)id$/.test(key) && value !== '' ? symbols.of(key.endsWith('call_id') ? 'call_id' : 'id', value) : value
    if (Array.isArray(value)) return value.map((element) => visit(key, element))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).flatMap(([name, inner]) => (VOLATILE.has(name) ? [] : [[name, visit(name, inner)]])))
  }
  return events.map((event) => visit('', event) as WireEvent)
}

function diffValues(expected: unknown, actual: unknown, at: number, to: number, pointer = ''): Divergence[] {
  if (isDeepStrictEqual(expected, actual)) return []
  const told = (kind: DivergenceKind, message: string): Divergence => ({
    kind,
    severity: 'error',
    expected: at,
    actual: to,
    pointer,
    message: `${pointer || 'the event'} ${message}`,
  })
  const kinds = [jsonType(expected), jsonType(actual)]
  if (kinds[0] !== kinds[1]) return [told('type', `expected ${kinds[0]}, got ${kinds[1]}`)]
  if (kinds[0] !== 'object' && kinds[0] !== 'array') return [told('value', `expected ${show(expected)}, got ${show(actual)}`)]
  const [one, other] = [expected as { [key: string]: unknown }, actual as { [key: string]: unknown }]
  const divergences: Divergence[] = []
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const inner = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (!(key in other)) divergences.push({ ...told('missing-field', ''), pointer: inner, message: `${inner} is missing` })
    else if (!(key in one)) divergences.push({ ...told('extra-field', ''), pointer: inner, message: `${inner} is extra` })
    else divergences.push(...diffValues(one[key], other[key], at, to, inner))
  }
  return divergences
}

function jsonType(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}
