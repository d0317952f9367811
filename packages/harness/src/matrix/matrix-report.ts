import Table from 'cli-table3'

import { renderCauses } from '../report/causes-report.ts'
import { createPaint, type Paint } from '../report/paint.ts'
import { printable } from '../report/printable.ts'
import { scoreOf, type Matrix, type MatrixCell } from './matrix.ts'

/** For people at a terminal: scenarios down, servers across, then what each server is to mend first. */
export function renderMatrix(matrix: Matrix, { colour, verbose = false }: { colour: boolean; verbose?: boolean }): string {
  const paint = createPaint(colour)
  const { columns, rows } = matrix
  const table = new Table({
    head: ['scenario', ...columns.map((each) => printable(each.name))],
    style: { head: [], border: [], compact: true },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  })
  for (const { name, cells } of rows) table.push([printable(name), ...cells.map((cell) => paintCell(cell, paint))])
  table.push([paint.bold('passed'), ...columns.map(({ check }) => paint.bold(scoreText(check)))])
  const lists = columns.flatMap(({ name, check }) => {
    const unreachable = unreachableReason(check)
    const causes = unreachable === null ? renderCauses(check.causes.slice(0, verbose ? undefined : 5), paint, verbose) : []
    const head = `${paint.bold(printable(name))} ${paint.dim(printable(`${check.base_url} model ${check.model}`))}`
    return ['', head, ...(unreachable === null ? causes.slice(1) : [`  ${paint.red(printable(unreachable))}`])]
  })
  const legend = paint.dim('pass · fail and its errors · no: the server says that it lacks it · ?: not to be decided · -: not asked')
  return [table.toString(), legend, ...lists].join('\n')
}

export function scoreText(check: Matrix['columns'][number]['check']): string {
  const { passed, of } = scoreOf(check)
  return unreachableReason(check) === null ? `${passed}/${of}` : 'unreachable'
}

/** Why a server was not to be reached at all; null when it was. */
export function unreachableReason({ scenarios }: Matrix['columns'][number]['check']): string | null {
  const isDead = scenarios.length > 0 && scenarios.every((each) => each.status === 'unreachable')
  return isDead ? (scenarios[0]?.reason ?? '') : null
}

/** A cell in a word. */
export function cellText(cell: MatrixCell): string {
  if (cell === null) return '-'
  switch (cell.status) {
    case 'pass':
      return 'pass'
    case 'fail':
      return cell.errors > 0 ? `fail ${cell.errors}` : 'fail'
    case 'unsupported':
      return cell.undecided ? '?' : 'no'
    case 'unreachable':
      return 'unreachable'
  }
}

function paintCell(cell: MatrixCell, paint: Paint): string {
  const text = cellText(cell)
  if (cell === null || text === '?') return paint.dim(text)
  return { pass: paint.green, fail: paint.red, unsupported: paint.yellow, unreachable: paint.red }[cell.status](text)
}
