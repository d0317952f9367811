import { type Outcome, outcomes } from './outcomes.ts'
import type { ProvedCase } from './prove-client.ts'

/** What one client proved, or why it was not run. */
export interface Proof {
  client: string
  version: string | null
  skipped: string | null
  cases: ProvedCase[]
  seconds: number
}

/** Share of cases in which prediction and client agree; null without cases. */
export function agreementOf(
  cases: readonly ProvedCase[],
  isAgreed = ({ predicted, real }: ProvedCase) => predicted === real,
): number | null {
  return cases.length === 0 ? null : cases.filter(isAgreed).length / cases.length
}

/** `matrix.ok.degraded`: streams expected to be read well of which something was lost. */
export function confusionOf(cases: readonly ProvedCase[]): Record<Outcome, Record<Outcome, number>> {
  const row = (predicted: Outcome) =>
    Object.fromEntries(
      outcomes.map((real) => [real, cases.filter((one) => one.predicted === predicted && one.real === real).length]),
    ) as Record<Outcome, number>
  return { ok: row('ok'), error: row('error'), degraded: row('degraded') }
}

/** Agreements, a confusion matrix for each client, every disagreement. */
export function proofText(proofs: readonly Proof[]): string {
  const run = proofs.filter(({ skipped }) => skipped === null)
  return [
    ...run.map(clientText),
    summaryText(run),
    ...proofs.flatMap(({ client, skipped }) => (skipped === null ? [] : [`SKIPPED ${client}: ${skipped}`])),
  ]
    .join('\n')
    .concat('\n')
}

function clientText({ client, version, cases, seconds }: Proof): string {
  const matrix = confusionOf(cases)
  const wrong = cases.filter(({ predicted, real }) => predicted !== real)
  return [
    `${client} ${version ?? ''}: ${cases.length} streams in ${seconds.toFixed(0)} s, ${percent(agreementOf(cases))} agree`,
    `  ${'predicted \\ real'.padEnd(18)}${outcomes.map((name) => name.padStart(10)).join('')}`,
    ...outcomes.map((name) => `  ${name.padEnd(18)}${outcomes.map((real) => String(matrix[name][real]).padStart(10)).join('')}`),
    ...wrong.map(({ id, predicted, real, because, error }) =>
      oneLine(
        `  ${id}: predicted ${predicted}${because.length > 0 ? ` (${because.join('; ')})` : ''}, really ${real}${error === null ? '' : `: ${error}`}`,
      ),
    ),
    '',
  ].join('\n')
}

function summaryText(proofs: readonly Proof[]): string {
  const rows = proofs.map(({ client, version, cases }) => {
    const known = cases.filter((one) => one.isHeldOut === false)
    const kept = cases.filter((one) => one.isHeldOut === true)
    const same = agreementOf(cases, ({ isSameReading }) => isSameReading)
    return [client, version ?? '', String(cases.length), ...[cases, known, kept].map((some) => percent(agreementOf(some))), percent(same)]
  })
  const table = [['client', 'version', 'streams', 'agree', 'developed on', 'held out', 'same text and calls'], ...rows]
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? []
  return table
    .map((row) =>
      row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  '),
    )
    .join('\n')
}

export function percent(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(2)} %`
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').replace(/^ /, '  ')
  return line.length > 260 ? `${line.slice(0, 259)}…` : line
}
