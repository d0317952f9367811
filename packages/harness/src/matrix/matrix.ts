import type { CheckJson } from '../check/check-json.ts'
import type { ScenarioStatus } from '../check/run-scenario.ts'

/** One server of a matrix: its name there, and what `check` found. */
export interface MatrixColumn {
  name: string
  check: CheckJson
}

/** What one server does with one scenario; null where it was not asked. */
export type MatrixCell = { status: ScenarioStatus; undecided: boolean; errors: number; reason: string } | null

export interface MatrixRow {
  /** Name of the scenario. */
  name: string
  title: string
  /** One for each column. */
  cells: MatrixCell[]
}

/** The same scenarios against several servers. */
export interface Matrix {
  columns: MatrixColumn[]
  rows: MatrixRow[]
}

/** Puts checks side by side; scenarios in the order of the first check, those that only others have after them. */
export function toMatrix(columns: readonly MatrixColumn[]): Matrix {
  const titles = new Map<string, string>()
  for (const { check } of columns) for (const { name, title } of check.scenarios) if (!titles.has(name)) titles.set(name, title)
  const found = columns.map(({ check }) => new Map(check.scenarios.map((each) => [each.name, each])))
  const rows = [...titles].map(([name, title]) => ({
    name,
    title,
    cells: found.map((column): MatrixCell => {
      const result = column.get(name)
      if (result === undefined) return null
      const { status, reason, undecided = false, findings, divergences } = result
      const errors = [...findings, ...divergences].filter((each) => each.severity === 'error').length
      return { status, undecided, errors, reason }
    }),
  }))
  return { columns: [...columns], rows }
}

/** How many scenarios a server passes, of those that could be decided. */
export interface Score {
  passed: number
  of: number
}

export function scoreOf({ scenarios }: Pick<CheckJson, 'scenarios'>): Score {
  const decided = scenarios.filter((each) => !each.undecided)
  return { passed: decided.filter((each) => each.status === 'pass').length, of: decided.length }
}
