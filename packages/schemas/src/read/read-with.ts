import type * as z from 'zod'
import { applies } from './applies.ts'
import type { Deviation, Noun } from './deviation.ts'
import { findDeviations } from './find-deviation.ts'
import { type FlatIssue, flattenIssues, issuesOf } from './flatten-issues.ts'
import { replaceAt, toPointer } from './json-path.ts'
import type { ReadContext } from './read-context.ts'
import type { DeviationHit, ReadIssue, ReadResult } from './read-result.ts'

const none: readonly never[] = Object.freeze([])

/** What a reader reads: which schema, what the root value is called, and the deviations that are known. */
export interface Reader {
  readonly schema: z.ZodType
  readonly noun: Noun
  readonly deviations: readonly Deviation[]
}

/**
 * Reads `value` by the schema we emit with. A value that passes costs one parse and nothing else; only one that fails is
 * explained: each problem is looked up in the deviations, and unknown keys are noted.
 */
export function readWith<T>({ schema, noun, deviations }: Reader, value: unknown, context: ReadContext): ReadResult<T> {
  const found = issuesOf(schema, value)
  if (found.length === 0) return { ok: true, known: true, value: value as T, issues: none, deviations: none, unknownKeys: none }

  const flat = flattenIssues(found, value)
  const nullable = context.nullsDropped === true ? placesThatTakeNull(schema, value, flat.issues) : undefined
  const issues: ReadIssue[] = []
  const hits: DeviationHit[] = []
  for (const issue of flat.issues) {
    const pointer = toPointer(issue.path)
    const candidates = findDeviations(deviations, value, noun, issue)
    const hit = candidates.find(
      (deviation) => applies(deviation, context) && (deviation.nullsDropped !== true || nullable?.has(pointer) === true),
    )
    if (hit !== undefined) {
      hits.push({ id: hit.id, pointer })
      continue
    }
    // A dropped null is a guess about the recorder: where the context does not say so, it explains nothing.
    const reason = candidates.find((deviation) => deviation.nullsDropped !== true)
    const { kind } = issue
    const message = issue.message()
    issues.push(reason === undefined ? { pointer, kind, message } : { pointer, kind, message, deviation: reason.id })
  }
  const unknownKeys: string[] = []
  for (const path of flat.unknownKeys) {
    const pointer = toPointer(path)
    const hit = findDeviations(deviations, value, noun, { path, kind: 'extra' }).find((deviation) => applies(deviation, context))
    if (hit === undefined) unknownKeys.push(pointer)
    else hits.push({ id: hit.id, pointer })
  }
  const known = !flat.issues.some((issue) => issue.kind === 'unknown-type' && toPointer(issue.path) === '/type')
  return { ok: issues.length === 0, known, value: value as T, issues, deviations: hits, unknownKeys }
}

/** Pointers of missing keys where null would have been right. */
function placesThatTakeNull(schema: z.ZodType, value: unknown, issues: readonly FlatIssue[]): ReadonlySet<string> {
  const missing = issues.filter((issue) => issue.kind === 'missing')
  if (missing.length === 0) return new Set()
  const filled = missing.reduce((whole, issue) => replaceAt(whole, issue.path, null), value)
  const refused = new Set(flattenIssues(issuesOf(schema, filled), filled).issues.map((issue) => toPointer(issue.path)))
  return new Set(missing.map((issue) => toPointer(issue.path)).filter((pointer) => !refused.has(pointer)))
}
