import type * as z from 'zod'
import type { Deviation, Noun } from './deviation.ts'
import { isObject } from './json-path.ts'
import type { ReadContext } from './read-context.ts'
import type { IssueKind, ReadResult } from './read-result.ts'
import { readWith } from './read-with.ts'

/** Reads a value whose `type` says which schema it has. The schema is looked up, so that a long list of types costs nothing. */
export function readByType<T>(
  schemas: ReadonlyMap<string, z.ZodType>,
  noun: Noun,
  deviations: readonly Deviation[],
  value: unknown,
  context: ReadContext,
): ReadResult<T> {
  if (!isObject(value)) return refused<T>(value, '', value === null ? 'null' : 'type', `expected an object: a value with a "type"`)
  const { type } = value
  if (typeof type !== 'string') {
    const kind = type === undefined ? 'missing' : type === null ? 'null' : 'type'
    return refused<T>(value, '/type', kind, `expected the name of an ${noun}`)
  }
  const schema = schemas.get(type)
  if (schema === undefined) return refused<T>(value, '/type', 'unknown-type', `no ${noun} is named ${JSON.stringify(type.slice(0, 80))}`)
  return readWith<T>({ schema, noun, deviations }, value, context)
}

function refused<T>(value: unknown, pointer: string, kind: IssueKind, message: string): ReadResult<T> {
  return { ok: false, known: false, value: value as T, issues: [{ pointer, kind, message }], deviations: [], unknownKeys: [] }
}
