import type { z } from 'zod'

import { jsonKind } from './json-kind.ts'
import { valueAt } from './parameter-path.ts'

type Issue = z.core.$ZodIssue

/** One issue that is no union any more, with its path from the root. */
export interface ChosenIssue {
  issue: Issue
  path: readonly PropertyKey[]
}

/**
 * Picks the one issue to report, as OpenAI reports one: the first, and inside a union the one of the form that the caller seems to have meant.
 * A form counts as meant by its `type`, then by its JSON type, then by how little it lacks.
 */
export function chooseIssue(issues: readonly Issue[], root: unknown): ChosenIssue | undefined {
  const [first] = issues
  return first === undefined ? undefined : resolve(first, [], root)
}

function resolve(issue: Issue, prefix: readonly PropertyKey[], root: unknown): ChosenIssue {
  const path = [...prefix, ...issue.path]
  if (issue.code !== 'invalid_union' || isDiscriminatorIssue(issue)) return { issue, path }
  const branches = issue.errors.filter((branch) => branch.length > 0)
  const open = branches.filter((branch) => !isWrongKind(branch, path, root))
  const best = chooseBranch(open, path, root)
  const [first] = best ?? []
  // No form takes this JSON type: the union itself is the issue, and says which types it takes.
  return first === undefined ? { issue, path } : resolve(first, path, root)
}

/** A discriminated union that knows none of its options under the given value. */
export function isDiscriminatorIssue(issue: Issue): issue is z.core.$ZodIssueInvalidUnion & { discriminator: string } {
  return issue.code === 'invalid_union' && 'discriminator' in issue && typeof issue.discriminator === 'string'
}

/** The branch wanted another JSON type altogether. */
function isWrongKind(branch: readonly Issue[], path: readonly PropertyKey[], root: unknown): boolean {
  return branch.some((issue) => {
    if (issue.path.length > 0) return false
    if (issue.code === 'invalid_type') return true
    if (issue.code === 'invalid_union') return !isDiscriminatorIssue(issue) && issue.errors.every((inner) => isWrongKind(inner, path, root))
    if (issue.code !== 'invalid_value') return false
    const kind = jsonKind(valueAt(root, path).value)
    return issue.values.every((value) => jsonKind(value) !== kind)
  })
}

function chooseBranch(branches: readonly (readonly Issue[])[], path: readonly PropertyKey[], root: unknown): readonly Issue[] | undefined {
  const isMissing = (issue: Issue): boolean => !valueAt(root, [...path, ...issue.path]).present
  const untold = branches.filter((branch) =>
    branch.some((issue) => isDiscriminatorIssue(issue) && issue.path.length === 1 && isMissing(issue)),
  )
  // Most forms cannot even be told apart: say that, and not what the odd one out lacks.
  if (untold.length > 1 && untold.length * 2 > branches.length) return untold[0]

  const rank = (branch: readonly Issue[]): number[] => [
    Number(
      branch.some((issue) => issue.code !== 'invalid_union' && issue.path.length === 1 && issue.path[0] === 'type' && !isMissing(issue)),
    ),
    branch.filter(isMissing).length,
    Number(branch.some((issue) => isDiscriminatorIssue(issue) && issue.path.length === 1)),
    branch.length,
  ]
  return branches
    .map((branch) => ({ branch, rank: rank(branch) }))
    .toSorted((a, b) => compare(a.rank, b.rank))
    .at(0)?.branch
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
