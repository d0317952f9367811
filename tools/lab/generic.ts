import { genericMutators } from '@goldwire/harness/mutations'
import type { Base } from './bases.ts'
import type { Checker } from './checker.ts'

/** How many mutants of one mutator were found by each checker. */
export interface GenericRow {
  mutator: string
  mutants: number
  caught: Record<string, number>
  /** Mutants that our linter passes, by what was done. */
  missed: Record<string, number>
}

/** Mutants of each mutator that are made of each base at most; all of them would be hundreds of thousands. */
const PER_BASE = 10

/** Plants changes that nobody chose: every mutator, a seeded draw of its mutants in every base. */
export async function runGeneric(bases: readonly Base[], checkers: readonly Checker[], seed: number): Promise<GenericRow[]> {
  const rows: GenericRow[] = []
  for (const mutator of genericMutators) {
    const row: GenericRow = { mutator: mutator.id, mutants: 0, caught: {}, missed: {} }
    for (const { golden } of bases) {
      const before = new Map<string, ReadonlySet<string>>()
      for (const checker of checkers) before.set(checker.name, new Set((await checker.problems(golden)).map(({ key }) => key)))
      for (const { label, golden: mutant } of mutator.mutants(golden, { seed, limit: PER_BASE })) {
        row.mutants++
        for (const checker of checkers) {
          const isCaught = (await checker.problems(mutant)).some(({ key }) => before.get(checker.name)?.has(key) !== true)
          if (isCaught) row.caught[checker.name] = (row.caught[checker.name] ?? 0) + 1
          else if (checker === checkers[0]) row.missed[label] = (row.missed[label] ?? 0) + 1
        }
      }
    }
    rows.push(row)
  }
  return rows
}
