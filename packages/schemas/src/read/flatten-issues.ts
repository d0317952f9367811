import type * as z from 'zod'
import { isObject, type JsonPath, valueAt } from './json-path.ts'
import type { IssueKind } from './read-result.ts'

/** One problem at one place, after unions were resolved to the branch the value was meant for. */
export interface FlatIssue {
  readonly path: JsonPath
  readonly kind: IssueKind
  /** Says what was expected and what came. Not worked out unless asked for: most issues of old captures are excused. */
  readonly message: () => string
}

export interface FlatIssues {
  readonly issues: readonly FlatIssue[]
  /** Paths of keys that the schemas do not know. */
  readonly unknownKeys: readonly JsonPath[]
}

/** An issue as zod raises it: without a message, and without a path where it is about the whole value. */
export type RawIssue = z.core.$ZodRawIssue

type Issue = z.core.$ZodIssue

/**
 * What `schema` has against `value`. This is `safeParse` without the error object, whose messages cost more than the parsing
 * and which nobody here reads.
 */
export function issuesOf(schema: z.core.$ZodType, value: unknown): readonly RawIssue[] {
  const payload = schema._zod.run({ value, issues: [] }, { async: false })
  if (payload instanceof Promise) throw new TypeError('A wire schema must not parse asynchronously; take the async check out.')
  return payload.issues
}

/**
 * Turns zod's tree of issues about `root` into a flat list. A failed union is reported as the problems of one branch: the one whose
 * discriminator fits, else the one whose JSON type fits, else as one problem of the union itself.
 */
export function flattenIssues(issues: readonly RawIssue[], root: unknown): FlatIssues {
  const flat: { issues: FlatIssue[]; unknownKeys: JsonPath[] } = { issues: [], unknownKeys: [] }
  for (const issue of issues) flatten(issue as Issue, [], root, flat)
  return flat
}

function flatten(issue: Issue, base: JsonPath, root: unknown, flat: { issues: FlatIssue[]; unknownKeys: JsonPath[] }): void {
  const path = [...base, ...pathOf(issue)]
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) flat.unknownKeys.push([...path, key])
    return
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const branch = closestBranch(issue.errors)
    if (branch !== undefined) {
      for (const inner of branch) flatten(inner, path, root, flat)
      return
    }
  }
  const value = valueAt(root, path)
  flat.issues.push({ path, kind: kindOf(issue, value), message: () => describe(issue, value) })
}

/** The branch the value was meant for, or undefined when it is not even of a JSON type that any branch takes. */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  let best: readonly Issue[] | undefined
  let bestScore = Infinity
  for (const branch of branches) {
    if (branch.some(refusesWholeValue)) continue
    const wrongKind = branch.some((issue) => pathOf(issue).length === 1 && pathOf(issue)[0] === 'type')
    const score = (wrongKind ? 1e6 : 0) + branch.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? 1 : 1000), 0)
    if (score < bestScore) [best, bestScore] = [branch, score]
  }
  return best
}

/** Raw issues have no path where they are about the value itself. */
function pathOf(issue: Issue): JsonPath {
  return ((issue as RawIssue).path ?? []) as (string | number)[]
}

function refusesWholeValue(issue: Issue): boolean {
  if (pathOf(issue).length > 0 || issue.code === 'unrecognized_keys') return false
  return issue.code !== 'invalid_union' || issue.errors.length === 0 || closestBranch(issue.errors) === undefined
}

function kindOf(issue: Issue, value: unknown): IssueKind {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  if (issue.code === 'invalid_type') return 'type'
  if (issue.code === 'invalid_value') return issue.values.some((allowed) => jsonType(allowed) === jsonType(value)) ? 'value' : 'type'
  if (issue.code === 'invalid_union') {
    if (issue.errors.length === 0) return typeof value === 'string' ? 'unknown-type' : 'type'
    return issue.errors.every((branch) => branch.every((inner) => kindOf(inner, value) === 'type')) ? 'type' : 'value'
  }
  return 'value'
}

function describe(issue: Issue, value: unknown): string {
  const got = value === undefined ? 'nothing' : isObject(value) || Array.isArray(value) ? `an ${jsonType(value)}` : short(value)
  if (issue.code === 'invalid_type') return `expected ${article(issue.expected)}, got ${got}`
  if (issue.code === 'invalid_value') return `expected ${oneOf(issue.values)}, got ${got}`
  if (issue.code === 'invalid_union' && issue.errors.length === 0) return `no known type is named ${got}`
  if (issue.code === 'invalid_union') return `got ${got}, which none of the allowed forms takes`
  return `${limitOf(issue)}, got ${got}`
}

function limitOf(issue: Issue): string {
  if (issue.code === 'too_small') return `expected at least ${issue.minimum}`
  if (issue.code === 'too_big') return `expected at most ${issue.maximum}`
  if (issue.code === 'invalid_format') return `expected the format ${issue.format}`
  if (issue.code === 'invalid_key') return 'a key of the map is not allowed'
  return issue.message ?? 'not a value that may stand here'
}

function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? short(values[0]) : `one of ${values.map(short).join(', ')}`
}

/** Long texts are cut: a message is read by a person, and may end up in a log. */
function short(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

function article(type: string): string {
  if (type === 'nonoptional') return 'a value'
  return type === 'null' ? type : `${/^[aeio]/.test(type) ? 'an' : 'a'} ${type}`
}

function jsonType(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
