import { damageKinds } from './damage.ts'
import type { Capture } from './load-corpus.ts'
import type { DamageClass, DamageScore } from './score-damage.ts'
import type { ReadingScore, Tally } from './score-reading.ts'

/** Everything that was measured. */
export interface Score {
  readonly soundStreams: ReadingScore
  readonly soundBodies: ReadingScore
  readonly errorBodies: ReadingScore
  /** OpenAI, Azure and Codex streams and bodies that are not sound. */
  readonly unsound: ReadingScore
  /** Why they are not, by reason. */
  readonly unsoundBecause: readonly Tally[]
  /** Refusals without a name in captures that nobody marked as edited: these want an explanation. */
  readonly unexplainedUnedited: readonly Tally[]
  readonly otherServers: readonly { readonly provider: string; readonly score: ReadingScore }[]
  readonly damage: DamageScore
  readonly passed: boolean
}

/** The bars: every event of every sound capture, and 99 of 100 one-field damages. */
export const damageBar = 0.99

/** Whether the schemas hold what the project promises of them. */
export function passes(score: Omit<Score, 'passed'>): boolean {
  const { soundStreams, soundBodies, damage } = score
  return (
    soundStreams.accepted === soundStreams.values &&
    soundBodies.accepted === soundBodies.values &&
    damage.all.refused / damage.all.made >= damageBar
  )
}

/** The reasons why captures are not sound, counted. */
export function countReasons(captures: readonly Capture[]): Tally[] {
  const reasons = Map.groupBy(
    captures.flatMap(({ unsound, name }) => unsound.map((reason) => ({ reason, name }))),
    ({ reason }) => reason,
  )
  return [...reasons]
    .map(([what, found]) => ({ what, count: found.length, captures: found.map(({ name }) => name) }))
    .sort((a, b) => b.count - a.count)
}

/** The score for a person to read. */
export function printScore(score: Score, verbose: boolean): string {
  const { soundStreams, soundBodies, errorBodies, unsound, damage } = score
  const lines: string[] = []
  lines.push(
    'Sound captures: OpenAI or Azure; whole (a terminal event; a resumed stream counts when it has one); not marked suspect; made since',
    '2025-08-01 by created_at, else by the recording, else by the newest dated field they carry; no nulls dropped (error and incomplete_details',
    'keys there, or some null left); no Response cut down by hand (`store`, `user` there).',
    '',
    'accepted as known types',
    row('events of sound streams', soundStreams),
    row('Response bodies', soundBodies),
    row('error bodies', errorBodies),
    ...tallies([...errorBodies.unexplained, ...errorBodies.explained], 10, true),
    '',
    'deviations met in sound captures (reported, not refused)',
    ...tallies([...soundStreams.deviations, ...soundBodies.deviations], verbose ? Infinity : 40),
    '',
    `captures of OpenAI, Azure and Codex that are not sound: ${unsound.captures}, of their ${unsound.values} events and bodies ${unsound.values - unsound.accepted} refused`,
    ...tallies(score.unsoundBecause, 40),
    '  refused for reasons that have a name',
    ...tallies(unsound.explained, verbose ? Infinity : 40),
    `  refused for reasons that have none (${unsound.unexplained.length} places)`,
    ...tallies(unsound.unexplained, verbose ? Infinity : 12, true),
    `  of these in captures that are neither marked suspect nor cut down by hand: ${score.unexplainedUnedited.length}`,
    ...tallies(score.unexplainedUnedited, Infinity, true),
    '',
    'other servers',
    ...score.otherServers.map(
      ({ provider, score: one }) =>
        `  ${provider.padEnd(18)} ${`${one.accepted}/${one.values}`.padStart(12)} accepted; most refused: ${top(one)}`,
    ),
  )
  if (soundStreams.unknownKeys.length + soundBodies.unknownKeys.length > 0) {
    lines.push('', 'keys no schema knows, in sound captures', ...tallies([...soundStreams.unknownKeys, ...soundBodies.unknownKeys], 40))
  }
  lines.push(
    '',
    ...section('sound values that were refused', [
      ...soundStreams.unexplained,
      ...soundStreams.explained,
      ...soundBodies.unexplained,
      ...soundBodies.explained,
    ]),
    `one-field damage to ${damage.samples} forms of events and bodies that sound captures show`,
    ...damageKinds.map((kind) => `  ${kind.padEnd(10)} ${rate(damage.byKind[kind])}`),
    `  ${'all'.padEnd(10)} ${rate(damage.all)}`,
    `  ${'drop+type'.padEnd(10)} ${rate({ made: damage.byKind.dropped.made + damage.byKind.type.made, refused: damage.byKind.dropped.refused + damage.byKind.type.refused })}`,
    `  strictly by captures, forms that only the reference documents counted as survived: ${rate({ made: damage.all.made + sum(damage.documentedForms), refused: damage.all.refused })}`,
    '',
    'measured the same way elsewhere: OpenAPI document 94.8 % accepted, 96.3 % refused; Open Responses 82.6 %, 87.6 %',
    '',
    `keys that sound captures leave out themselves, so that their loss is no defect: ${damage.optionalKeys.length} places, ${sum(damage.optionalKeys)} drops not made`,
    ...classes(merged(damage.optionalKeys), verbose ? Infinity : 60),
    '',
    `places where captures show null or a second JSON type: ${damage.otherForms.length}; where only the reference does: ${damage.documentedForms.length}`,
    ...(verbose ? classes(merged(damage.documentedForms), Infinity) : []),
    '',
    `damage that went through: ${sum(damage.survivors)} of ${damage.all.made}, in ${damage.survivors.length} places`,
    ...classes(damage.survivors, verbose ? Infinity : 25),
  )
  lines.push('', score.passed ? 'The bars are held: 100 % and 99 %.' : 'BELOW THE BARS (100 % of sound captures, 99 % of damages).')
  return lines.join('\n')
}

function row(what: string, { accepted, values, acceptedWithDeviation, captures }: ReadingScore): string {
  return `  ${what.padEnd(24)} ${`${accepted}/${values}`.padStart(13)}  ${percent(accepted, values)}  in ${captures} captures, ${acceptedWithDeviation} of them with deviations`
}

function section(title: string, found: readonly Tally[]): string[] {
  return found.length === 0 ? [] : [title, ...tallies(found, Infinity, true), '']
}

function tallies(found: readonly Tally[], limit: number, withCapture = false): string[] {
  const both = [...Map.groupBy(found, ({ what }) => what)].map(([what, parts]) => ({
    what,
    count: parts.reduce((total, { count }) => total + count, 0),
    captures: parts.flatMap(({ captures }) => captures),
  }))
  const lines = both
    .slice(0, limit)
    .map(
      ({ what, count, captures }) =>
        `  ${String(count).padStart(7)}  ${what} (${captures.length} captures${withCapture ? `, e.g. ${captures[0] ?? ''}` : ''})`,
    )
  return both.length > limit ? [...lines, `           ... and ${both.length - limit} more; --verbose lists all`] : lines
}

/** The same place in different events is one line. */
function merged(found: readonly DamageClass[]): DamageClass[] {
  const groups = Map.groupBy(found, ({ kind, label }) => `${kind} ${label.replace(/^response\//, '').replace(/^item\[/, 'output[')}`)
  return [...groups.values()]
    .flatMap((parts) => (parts[0] === undefined ? [] : [{ ...parts[0], what: '', count: sum(parts) }]))
    .sort((a, b) => b.count - a.count)
}

function classes(found: readonly DamageClass[], limit: number): string[] {
  const lines = found
    .slice(0, limit)
    .map(
      ({ count, kind, what, label, example }) =>
        `  ${String(count).padStart(6)}  ${kind.padEnd(9)} ${what === '' ? '' : `${what} `}${label} (e.g. ${example})`,
    )
  return found.length > limit ? [...lines, `          ... and ${found.length - limit} more; --verbose lists all`] : lines
}

function top({ explained, unexplained, unknownTypes }: ReadingScore): string {
  const reasons = [...explained, ...unexplained, ...unknownTypes].sort((a, b) => b.count - a.count).slice(0, 3)
  return reasons.length === 0 ? 'nothing' : reasons.map(({ what, count }) => `${what} (${count})`).join(', ')
}

function rate({ made, refused }: { made: number; refused: number }): string {
  return `${`${refused}/${made}`.padStart(15)}  ${percent(refused, made)} refused`
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '   -   ' : `${((100 * part) / whole).toFixed(3)} %`
}

function sum(found: readonly { count: number }[]): number {
  return found.reduce((total, { count }) => total + count, 0)
}
