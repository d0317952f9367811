import type { Problem } from './outcome.ts'

/** Problems of one rule and severity within a case: a defect that repeats at every event is told once, with its count. */
export interface ProblemGroup {
  first: Problem
  /** How often it shows. */
  count: number
  all: Problem[]
}

const WEIGHT = { error: 0, warning: 1, info: 2 } as const

/** Groups in the order of severity, then of the stream. */
export function groupProblems(problems: readonly Problem[]): ProblemGroup[] {
  const groups = new Map<string, ProblemGroup>()
  for (const problem of problems) {
    const key = `${problem.source} ${problem.rule} ${problem.severity}`
    const group = groups.get(key) ?? { first: problem, count: 0, all: [] }
    group.count += problem.count
    group.all.push(problem)
    groups.set(key, group)
  }
  return [...groups.values()].sort((a, b) => WEIGHT[a.first.severity] - WEIGHT[b.first.severity])
}
