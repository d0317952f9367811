import { placeInList } from '../shape/abstract-value.ts'
import type { ShapeValue } from '../shape/shape.ts'
import type { DivergenceKind } from './divergence.ts'
import { escapeStep } from './pointers.ts'

/** A difference inside one event, before anyone has judged how bad it is. */
export interface FieldDifference {
  kind: Extract<DivergenceKind, 'missing-field' | 'extra-field' | 'type' | 'value'>
  pointer: string
  expected: ShapeValue | undefined
  actual: ShapeValue | undefined
}

/** Compares two abstracted values; lists are compared element by distinct element, objects key by key in any order. */
export function compareValues(expected: ShapeValue, actual: ShapeValue, pointer = ''): FieldDifference[] {
  if (expected === actual) return []
  const expectedType = typeOf(expected)
  const actualType = typeOf(actual)
  if (expectedType !== actualType) return [{ kind: 'type', pointer, expected, actual }]
  if (Array.isArray(expected) && Array.isArray(actual)) return compareLists(expected, actual, pointer)
  if (expectedType === 'object') return compareObjects(expected as ShapeObject, actual as ShapeObject, pointer)
  return [{ kind: 'value', pointer, expected, actual }]
}

type ShapeObject = { [key: string]: ShapeValue }

function compareObjects(expected: ShapeObject, actual: ShapeObject, pointer: string): FieldDifference[] {
  const differences: FieldDifference[] = []
  for (const [key, value] of Object.entries(expected)) {
    const at = `${pointer}/${escapeStep(key)}`
    if (!(key in actual)) differences.push({ kind: 'missing-field', pointer: at, expected: value, actual: undefined })
    else differences.push(...compareValues(value, actual[key] as ShapeValue, at))
  }
  for (const [key, value] of Object.entries(actual)) {
    if (!(key in expected))
      differences.push({ kind: 'extra-field', pointer: `${pointer}/${escapeStep(key)}`, expected: undefined, actual: value })
  }
  return differences
}

/** How many elements a list has depends on the model and the question; that elements of the same kind look alike does not. */
function compareLists(expected: ShapeValue[], actual: ShapeValue[], pointer: string): FieldDifference[] {
  if (expected.length === 0 || actual.length === 0) {
    return expected.length === actual.length ? [] : [{ kind: 'value', pointer, expected, actual }]
  }
  const types = new Set(expected.map(typeOf))
  return actual.flatMap((element, index) => {
    const at = `${pointer}/${placeInList(actual, index)}`
    // Elements of another JSON type were never what this list holds; of another kind they may be, as the model likes.
    if (!types.has(typeOf(element))) return [{ kind: 'type' as const, pointer: at, expected: expected[0], actual: element }]
    const candidates = expected.filter((each) => kindOf(each) === kindOf(element))
    return candidates.map((each) => compareValues(each, element, at)).sort((a, b) => a.length - b.length)[0] ?? []
  })
}

function kindOf(value: ShapeValue): string {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && typeof value['type'] === 'string'
    ? value['type']
    : typeOf(value)
}

/** JSON type as the shape tells it: `<int>` and `<number>` are both numbers, `<float>` is not an integer, symbols and `<empty>` are strings. */
function typeOf(value: ShapeValue): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value !== 'string') return typeof value
  if (value === '<int>' || value === '<number>' || value === '<seq>') return 'number'
  if (value === '<float>') return 'float'
  if (value === '<json>') return 'object'
  return 'string'
}
