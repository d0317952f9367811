import type { Mutation } from '@goldwire/harness/mutations'
import type { Base } from './bases.ts'
import type { Checker, Problem } from './checker.ts'

/** What one checker said of one defect in one base. */
export interface Verdict {
  checker: string
  mutation: Mutation
  base: string
  caught: boolean
  /** A right rule spoke first; only our linter has rules. */
  named: boolean
  /** What was said that is not said of the sound base, in order. */
  said: string[]
}

/** What a checker says of a base without any defect. */
export interface Alarm {
  checker: string
  base: string
  said: string[]
}

export interface Experiment {
  verdicts: Verdict[]
  alarms: Alarm[]
}

/** Plants each mutation in each base that has a place for it, one at a time, and asks each checker. */
export async function runExperiment(
  mutations: readonly Mutation[],
  bases: readonly Base[],
  checkers: readonly Checker[],
  seed = 0,
): Promise<Experiment> {
  const verdicts: Verdict[] = []
  const alarms: Alarm[] = []
  for (const { name: base, golden } of bases) {
    const known = new Map<string, ReadonlySet<string>>()
    for (const checker of checkers) {
      const problems = await checker.problems(golden)
      const errors = problems.filter(({ isWarning }) => isWarning !== true)
      if (errors.length > 0) alarms.push({ checker: checker.name, base, said: errors.map(({ text }) => text) })
      known.set(checker.name, new Set(problems.map(({ key }) => key)))
    }
    for (const mutation of mutations) {
      const planted = mutation.plant(golden, { seed })
      if (planted === null) continue
      for (const checker of checkers) {
        const fresh = (await checker.problems(planted)).filter(({ key }) => known.get(checker.name)?.has(key) !== true)
        verdicts.push({ checker: checker.name, mutation, base, ...judge(mutation, fresh) })
      }
    }
  }
  return { verdicts, alarms }
}

function judge(mutation: Mutation, problems: readonly Problem[]): Pick<Verdict, 'caught' | 'named' | 'said'> {
  const [first] = problems
  return {
    caught: first !== undefined,
    named: first !== undefined && first.rule !== null && mutation.rules.includes(first.rule),
    said: problems.map(({ text }) => text),
  }
}
