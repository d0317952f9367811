import type { ViewerLine } from '../viewer-data.ts'
import { itemIndexOf, typeOf } from './event-facts.ts'
import type { Problem, ScenarioView, Side } from './scenario-view.ts'

/** What a row shows of one stream: a line, or a run of deltas. */
export interface Cell {
  line: number
  last: number
  /** What a run adds up to. */
  text: string | null
}

export interface EventRow {
  kind: 'event'
  id: string
  expected: Cell | null
  actual: Cell | null
  /** Runs can be opened; their lines come below as rows of their own. */
  isFold: boolean
  isOpen: boolean
  isInner: boolean
  problems: Problem[]
}

export interface ProblemRow {
  kind: 'problem'
  id: string
  problem: Problem
  /** The event row it stands below; '' at the top of the stream. */
  parent: string
}

/** Stands for the problems of one row beyond the first few. */
export interface MoreRow {
  kind: 'more'
  id: string
  count: number
  parent: string
}

export type Row = EventRow | ProblemRow | MoreRow

export interface RowFilter {
  /** Found anywhere in the line's JSON, letter case apart. */
  query: string
  /** Exact event type; '' = any. */
  type: string
  /** Output index; null = any. */
  item: number | null
  onlyProblems: boolean
  /** Hide notes (`info`). */
  withNotes: boolean
}

const WEIGHT = { error: 0, warning: 1, info: 2 } as const
/** Problems shown below one row, the worst first, before the rest is only counted. */
const SHOWN = 4

/** The rows of a list: runs folded unless their id is in `open`, problems below their event. */
export function buildRows(view: ScenarioView, filter: RowFilter, open: ReadonlySet<string>): Row[] {
  const rows: Row[] = []
  const matches = createMatcher(view, filter)
  const wanted = (problem: Problem) => filter.withNotes || problem.severity !== 'info'
  const problemsOf = (side: Side, cell: Cell | null): Problem[] => {
    if (cell === null) return []
    const found: Problem[] = []
    for (let line = cell.line; line <= cell.last; line++) found.push(...(view.problemsAt[side].get(line) ?? []).filter(wanted))
    return found.sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity])
  }
  const push = (row: EventRow, hideProblems = false): void => {
    rows.push(row)
    if (!hideProblems) pushProblems(row.problems, row.id)
  }
  const pushProblems = (problems: readonly Problem[], parent: string): void => {
    for (const problem of problems.slice(0, SHOWN)) rows.push({ kind: 'problem', id: `p${problem.index}`, problem, parent })
    if (problems.length > SHOWN) rows.push({ kind: 'more', id: `m${parent}`, count: problems.length - SHOWN, parent })
  }
  const eventRow = (expected: Cell | null, actual: Cell | null, rest: Pick<EventRow, 'isFold' | 'isOpen' | 'isInner'>): EventRow => ({
    kind: 'event',
    id: `${rest.isFold ? 'f' : 'e'}${expected?.line ?? ''}:${actual?.line ?? ''}`,
    expected,
    actual,
    problems: [...problemsOf('actual', actual), ...problemsOf('expected', expected)],
    ...rest,
  })

  const ofStream = (view.problemsAt.actual.get(-1) ?? []).filter(wanted)
  if (filter.query === '' && filter.type === '' && filter.item === null)
    for (const problem of ofStream) rows.push({ kind: 'problem', id: `p${problem.index}`, problem, parent: '' })

  for (const { expected, actual } of view.pairs) {
    const left = expected && { line: expected.first, last: expected.last, text: expected.text }
    const right = actual && { line: actual.first, last: actual.last, text: actual.text }
    if (!matches('expected', left) && !matches('actual', right)) continue
    const length = Math.max(left ? left.last - left.line : 0, right ? right.last - right.line : 0) + 1
    const row = eventRow(left, right, { isFold: length > 1, isOpen: false, isInner: false })
    if (filter.onlyProblems && row.problems.length === 0) continue
    row.isOpen = row.isFold && open.has(row.id)
    push(row, row.isOpen)
    if (!row.isOpen) continue
    for (let index = 0; index < length; index++) {
      const [one, other] = [cellAt(left, index), cellAt(right, index)]
      const inner = eventRow(one, other, { isFold: false, isOpen: false, isInner: true })
      if (filter.onlyProblems && inner.problems.length === 0) continue
      if (matches('expected', one) || matches('actual', other)) push(inner)
    }
  }
  return rows
}

function cellAt(cell: Cell | null, index: number): Cell | null {
  return cell && cell.line + index <= cell.last ? { line: cell.line + index, last: cell.line + index, text: null } : null
}

const haystacks = new WeakMap<ViewerLine, string>()

function createMatcher({ lines }: ScenarioView, { query, type, item }: RowFilter): (side: Side, cell: Cell | null) => boolean {
  const needle = query.trim().toLowerCase()
  const matchesLine = (line: ViewerLine | undefined): boolean => {
    if (!line || (type !== '' && typeOf(line) !== type) || (item !== null && itemIndexOf(line) !== item)) return false
    return needle === '' || haystackOf(line).includes(needle)
  }
  return (side, cell) => {
    if (cell === null) return false
    if (needle !== '' && cell.text?.toLowerCase().includes(needle) && matchesLineKind(lines[side][cell.line], type, item)) return true
    for (let index = cell.line; index <= cell.last; index++) if (matchesLine(lines[side][index])) return true
    return false
  }
}

function matchesLineKind(line: ViewerLine | undefined, type: string, item: number | null): boolean {
  return line !== undefined && (type === '' || typeOf(line) === type) && (item === null || itemIndexOf(line) === item)
}

function haystackOf(line: ViewerLine): string {
  const known = haystacks.get(line)
  if (known !== undefined) return known
  const { t: _t, ...rest } = line
  const text = JSON.stringify(rest).toLowerCase()
  haystacks.set(line, text)
  return text
}

/** The row that shows a line: its own, or the closed run that holds it; -1 where the filter hides it. */
export function findRow(rows: readonly Row[], side: Side, line: number): number {
  let fold = -1
  for (const [index, row] of rows.entries()) {
    if (row.kind !== 'event') continue
    const cell = row[side]
    if (!cell || line < cell.line || line > cell.last) continue
    if (!row.isFold) return index
    if (!row.isOpen) return index
    fold = index
  }
  return fold
}
