import type { DiffScore, PlantedRate, Rate } from './measure.ts'

/** The score as a table; with `verbose` every miss. */
export function printScore(score: DiffScore, verbose: boolean): string {
  const rows: [string, Rate | PlantedRate][] = [
    ['a stream against itself: no divergence', score.self],
    ['against another of its kind: no error', score.sameKind],
    ['a defect planted in a made stream: caught', score.plantedInMade],
    ['a defect planted in a capture: caught', score.plantedInCaptures],
    ['  … the expected stream being another capture', score.plantedAgainstOthers],
  ]
  const lines = rows.flatMap(([name, rate]) => {
    const percent = rate.tried === 0 ? 'not measured' : `${((rate.good / rate.tried) * 100).toFixed(2)} %`
    const more =
      'told' in rate && rate.good > 0
        ? `; told in ${rate.told.toFixed(2)} divergences, named by the right rule ${((rate.named / rate.good) * 100).toFixed(1)} %`
        : ''
    const bad = verbose ? rate.bad.map((each) => `      ${each}`) : rate.bad.slice(0, 5).map((each) => `      ${each.slice(0, 240)}`)
    return [`${name.padEnd(48)} ${`${rate.good} of ${rate.tried}`.padStart(14)}  ${percent}${more}`, ...bad]
  })
  const corpus = score.corpus ? [] : ['There is no corpus here: only goldens and made streams were measured.']
  return [...lines, ...corpus, score.passed ? 'passed' : 'NOT passed'].join('\n')
}
