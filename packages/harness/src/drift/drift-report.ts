import Table from 'cli-table3'

import { createPaint, plural } from '../report/paint.ts'
import type { Drift, DriftKind } from './drift.ts'

const WORDS: { [Kind in DriftKind]: string } = {
  'new-noun': 'new',
  'gone-noun': 'gone',
  'new-field': 'new field',
  'gone-field': 'field gone',
  'new-type': 'new type',
  'gone-type': 'type gone',
  'new-value': 'new value',
  'now-optional': 'now optional',
  'now-always': 'now always',
  'unknown-field': 'unknown field',
  refused: 'refused',
}

const HEAD = ['what', 'where', 'how', 'old', 'new', 'first seen']

/** Changes as a table for a terminal. */
export function renderDriftReport(drifts: readonly Drift[], { colour }: { colour: boolean }): string {
  const paint = createPaint(colour)
  if (drifts.length === 0) return paint.green('no drift')
  const table = new Table({
    head: HEAD,
    style: { head: [], border: [], compact: true },
    colWidths: [null, 52, 60, null, null, null],
    wordWrap: true,
  })
  table.push(...drifts.map((drift) => cellsOf(drift)))
  return `${table.toString()}\n${paint.yellow(plural(drifts.length, 'change'))}`
}

/** Changes as a Markdown table. */
export function renderDriftMarkdown(drifts: readonly Drift[]): string {
  if (drifts.length === 0) return 'No drift.'
  const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
  return [
    row(HEAD),
    row(HEAD.map(() => '---')),
    ...drifts.map((drift) => row(cellsOf(drift).map((cell, index) => (index === 1 ? `\`${cell}\`` : cell)))),
  ].join('\n')
}

function cellsOf({ kind, noun, pointer, detail, old, new: next, firstSeen }: Drift): string[] {
  const days = Object.entries(firstSeen).map(([provider, day]) => `${day} ${provider}`)
  const share = (count: Drift['old']) => (count === null ? '' : `${count.captures} of ${count.of}`)
  return [WORDS[kind], `${noun} ${pointer}`.trim(), detail, share(old), share(next), days.sort().slice(0, 2).join(', ')]
}
