import type { Disagreement } from './compare-sources.ts'

/** Disagreements as a table for a terminal. */
export function formatTable(found: readonly Disagreement[]): string {
  const yes = (told: boolean) => (told ? 'yes' : '-')
  const rows = found.map(({ noun, field, ours, sdk, spec, seen, stale }) => [
    stale,
    field === '' ? noun : `${noun} /${field}`,
    yes(ours),
    yes(sdk),
    yes(spec),
    seen === null ? 'no capture' : `${seen}`,
  ])
  const all = [['stale', 'where', 'ours', 'sdk', 'spec', 'seen'], ...rows]
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? []
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
