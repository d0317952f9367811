import { type Figure, round, verdictOf } from './figure.ts'

/** A table for people: figure, what was measured and how far the rounds lay apart, bar, verdict, and what is behind it. */
export function formatTable(figures: readonly Figure[]): string {
  const head = ['figure', 'median', 'lowest … highest', 'bar', 'verdict', 'behind it']
  const rows = figures.map((figure) => {
    const { name, value, unit, low, high, rounds, detail } = figure
    return [name, `${show(value)} ${unit}`, `${show(low)} … ${show(high)} (${rounds})`, barOf(figure), verdictOf(figure), detail]
  })
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

function barOf({ bar }: Figure): string {
  if (bar === null) return ''
  return 'most' in bar ? `<= ${show(bar.most)}` : `>= ${show(bar.least)}`
}

function show(value: number): string {
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : round(value)
}
