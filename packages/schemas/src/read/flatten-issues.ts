import type * as z from 'zod'
import { isObject, type JsonPath, valueAt } from './json-path.ts'
import type { IssueKind } from './read-result.ts'

/** One problem at one place, after unions were resolved to the branch the value was meant for. */
export interface FlatIssue {
  readonly path: JsonPath
  readonly kind: IssueKind
  readonly message: string
}

export interface FlatIssues {
  readonly issues: readonly FlatIssue[]
  /** Paths of keys that the schemas do not know. */
  readonly unknownKeys: readonly JsonPath[]
}

type Issue = z.core.$ZodIssue

/**
 * Turns zod's tree of issues about `root` into a flat list. A failed union is reported as the problems of one branch: the one whose
 * discriminator fits, else the one whose JSON type fits, else as one problem of the union itself.
 */
export function flattenIssues(issues: readonly Issue[], root: unknown): FlatIssues {
  const flat: { issues: FlatIssue[]; unknownKeys: JsonPath[] } = { issues: [], unknownKeys: [] }
  for (const issue of issues) flatten(issue, [], root, flat)
  return flat
}

function flatten(issue: Issue, base: JsonPath, root: unknown, flat: { issues: FlatIssue[]; unknownKeys: JsonPath[] }): void {
  const path = [...base, ...(issue.path as (string | number)[])]
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
  flat.issues.push({ path, kind: kindOf(issue, value), message: describe(issue, value) })
}

/** The branch the value was meant for, or undefined when it is not even of a JSON type that any branch takes. */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  let best: readonly Issue[] | undefined
  let bestScore = Infinity
  for (const branch of branches) {
    if (branch.some(refusesWholeValue)) continue
    const wrongKind = branch.some((issue) => issue.path.length === 1 && issue.path[0] === 'type')
    const score = (wrongKind ? 1e6 : 0) + branch.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? 1 : 1000), 0)
    if (score < bestScore) [best, bestScore] = [branch, score]
  }
  return best
}

function refusesWholeValue(issue: Issue): boolean {
  if (issue.path.length > 0 || issue.code === 'unrecognized_keys') return false
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
  return `${issue.message} (got ${got})`
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
