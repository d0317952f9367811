import { mutationFamilies, type Mutation } from '@goldwire/harness/mutations'
import type { Base } from './bases.ts'
import type { Checker } from './checker.ts'
import type { GenericRow } from './generic.ts'
import type { Alarm, Experiment, Verdict } from './run-experiment.ts'

interface Rate {
  planted: number
  caught: number
  named: number
}

export interface LabReport {
  passed: boolean
  seed: number
  mutations: number
  bases: number
  /** Defects planted: each mutation in each base that has a place for it. */
  planted: number
  checkers: { name: string; title: string; caught: number; rate: number; everywhere: number; basesWithAlarms: number }[]
  named: number
  /** Defects of which our linter says one thing only. */
  alone: number
  families: { family: string; mutations: number; planted: number; caught: Record<string, number>; named: number }[]
  misses: { mutation: string; base: string; expected: readonly string[]; said: string[] }[]
  alarms: Alarm[]
  generic: GenericRow[] | null
  /** Mutations that found no place in any base. */
  unplanted: string[]
}

interface Measured {
  experiment: Experiment
  generic: GenericRow[] | null
  checkers: readonly Checker[]
  bases: readonly Base[]
  mutations: readonly Mutation[]
  seed: number
}

/** The share of defects for which a right rule must be the first to speak. */
const NAMED_BAR = 0.98

export function reportOf({ experiment: { verdicts, alarms }, generic, checkers, bases, mutations, seed }: Measured): LabReport {
  const by = (name: string) => verdicts.filter(({ checker }) => checker === name)
  const ours = by('goldwire')
  const total = rateOf(ours)
  const ownAlarms = alarms.filter(({ checker }) => checker === 'goldwire')
  const families = mutationFamilies.flatMap((family) => {
    const of = (name: string) => by(name).filter(({ mutation }) => mutation.family === family)
    const own = rateOf(of('goldwire'))
    if (own.planted === 0) return []
    const caught = Object.fromEntries(checkers.map(({ name }) => [name, rateOf(of(name)).caught]))
    const count = mutations.filter((mutation) => mutation.family === family).length
    return [{ family, mutations: count, planted: own.planted, caught, named: own.named }]
  })
  const placed = new Set(ours.map(({ mutation }) => mutation.id))
  return {
    passed: total.caught === total.planted && total.named >= total.planted * NAMED_BAR && ownAlarms.length === 0 && total.planted > 0,
    seed,
    mutations: mutations.length,
    bases: bases.length,
    planted: total.planted,
    checkers: checkers.map(({ name, title }) => {
      const own = by(name)
      const { caught, planted } = rateOf(own)
      const missedSome = new Set(own.filter((verdict) => !verdict.caught).map(({ mutation }) => mutation.id))
      return {
        name,
        title,
        caught,
        rate: planted === 0 ? 0 : caught / planted,
        everywhere: placed.size - missedSome.size,
        basesWithAlarms: alarms.filter((alarm) => alarm.checker === name).length,
      }
    }),
    named: total.named,
    alone: ours.filter(({ said }) => said.length === 1).length,
    families,
    misses: ours
      .filter(({ caught, named }) => !caught || !named)
      .map(({ mutation, base, said }) => ({ mutation: mutation.id, base, expected: mutation.rules, said })),
    alarms: ownAlarms,
    generic,
    unplanted: mutations.filter(({ id }) => !placed.has(id)).map(({ id }) => id),
  }
}

function rateOf(verdicts: readonly Verdict[]): Rate {
  return {
    planted: verdicts.length,
    caught: verdicts.filter(({ caught }) => caught).length,
    named: verdicts.filter(({ named }) => named).length,
  }
}

const percent = (part: number, whole: number) => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(part === whole ? 0 : 1)} %`)

/** The report as text: a table of families, what each checker found, misses on demand. */
export function renderReport(report: LabReport, { misses }: { misses: boolean }): string {
  const { checkers, families, planted, generic } = report
  const names = checkers.map(({ name }) => name)
  const head = ['family', 'mutations', 'planted', ...names, 'right rule first']
  const rows = families.map((row) => [
    row.family,
    String(row.mutations),
    String(row.planted),
    ...names.map((name) => percent(row.caught[name] ?? 0, row.planted)),
    percent(row.named, row.planted),
  ])
  const all = [
    'all',
    String(report.mutations),
    String(planted),
    ...checkers.map(({ caught }) => percent(caught, planted)),
    percent(report.named, planted),
  ]
  const everywhere = ['found wherever planted', String(report.mutations), '', ...checkers.map((one) => String(one.everywhere)), '']
  const alarms = ['sound bases complained of', '', String(report.bases), ...checkers.map((one) => String(one.basesWithAlarms)), '']
  const lines = [
    `${report.mutations} single defects, planted one at a time in ${report.bases} sound streams: ${planted} planted (seed ${report.seed})`,
    ...checkers.map(({ name, title }) => `  ${name.padEnd(12)} ${title}`),
    '',
    ...table([head, ...rows, all, everywhere, alarms]),
    '',
    'A checker has found a defect when it says something that it does not say of the sound stream.',
    `Our linter says one thing only in ${percent(report.alone, planted)} of the cases.`,
  ]
  if (generic !== null)
    lines.push('', 'generic mutants (changes that nobody chose; not each is a defect)', ...table(genericRows(generic, names)))
  if (misses || report.misses.length <= 20) lines.push('', ...missLines(report))
  else lines.push('', `${report.misses.length} defects missed or named by another rule first; --misses lists them`)
  for (const { base, said } of report.alarms) lines.push(`FALSE ALARM in ${base}: ${said.join('; ')}`)
  if (report.unplanted.length > 0) lines.push(`no place in any base: ${report.unplanted.join(', ')}`)
  lines.push('', report.passed ? 'passed' : `FAILED: the bars are 100 % found, ${NAMED_BAR * 100} % right rule first, no false alarm`)
  return `${lines.join('\n')}\n`
}

function genericRows(generic: readonly GenericRow[], names: readonly string[]): string[][] {
  const sum = (name: string) => generic.reduce((total, row) => total + (row.caught[name] ?? 0), 0)
  const mutants = generic.reduce((total, row) => total + row.mutants, 0)
  return [
    ['mutator', 'mutants', ...names],
    ...generic.map((row) => [row.mutator, String(row.mutants), ...names.map((name) => percent(row.caught[name] ?? 0, row.mutants))]),
    ['all', String(mutants), ...names.map((name) => percent(sum(name), mutants))],
  ]
}

function missLines({ misses }: LabReport): string[] {
  return misses.map(
    ({ mutation, base, expected, said }) =>
      `${said.length === 0 ? 'MISSED' : 'misnamed'} ${mutation} in ${base} (expected ${expected.join(' or ')})${said.length === 0 ? '' : `: ${said.slice(0, 4).join(' | ')}`}`,
  )
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  return rows.map((row) =>
    `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ')}`.trimEnd(),
  )
}
