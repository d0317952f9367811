import { code, html, text } from '../report/markdown-text.ts'
import { plural } from '../report/paint.ts'
import { cellText, scoreText, unreachableReason } from './matrix-report.ts'
import type { Matrix, MatrixCell, MatrixColumn } from './matrix.ts'

const SIGN = { pass: '✅', fail: '❌', no: '➖', '?': '❔', unreachable: '🚫', '-': '' } as const
/** Causes and scenarios beyond these are counted, not listed: GitHub cuts what is too long. */
const MOST_CAUSES = 20
const MOST_BYTES = 900_000

/** The matrix for a README, a wiki, or `$GITHUB_STEP_SUMMARY`: the table, and behind each server what is to be mended and what failed. */
export function renderMatrixMarkdown({ columns, rows }: Matrix): string {
  const table = [
    `| | ${columns.map((each) => text(each.name)).join(' | ')} |`,
    `| --- | ${columns.map(() => ':---:').join(' | ')} |`,
    ...rows.map(({ name, title, cells }) => `| ${code(name)}<br>${text(title)} | ${cells.map(cellOf).join(' | ')} |`),
    `| **passed** | ${columns.map(({ check }) => `**${text(scoreText(check))}**`).join(' | ')} |`,
    '',
    '✅ passes · ❌ fails, with its errors · ➖ the server says that it lacks it · ❔ not to be decided · 🚫 not reachable',
    '',
  ].join('\n')
  const kept = [table]
  let room = MOST_BYTES - Buffer.byteLength(table)
  for (const column of columns) {
    const block = detailsOf(column)
    room -= Buffer.byteLength(block)
    kept.push(room > 0 ? block : `${text(column.name)}: left out here, where there is no room; the HTML and JSON reports have it.\n`)
  }
  return kept.join('\n')
}

function cellOf(cell: MatrixCell): string {
  const word = cellText(cell)
  const sign = SIGN[(word.startsWith('fail') ? 'fail' : word) as keyof typeof SIGN]
  return cell?.status === 'fail' && cell.errors > 0 ? `${sign} ${cell.errors}` : sign
}

function detailsOf({ name, check }: MatrixColumn): string {
  const { base_url: url, model, scenarios, causes } = check
  const head = `<details><summary><b>${html(name)}</b> ${html(`${url}, model ${model}: ${scoreText(check)}`)}</summary>\n`
  const dead = unreachableReason(check)
  if (dead !== null) return `${head}\n${text(dead)}\n\n</details>\n`
  const failed = scenarios.filter((each) => each.status === 'fail' || (each.status === 'unsupported' && !each.undecided))
  const shown = causes.slice(0, MOST_CAUSES)
  return [
    head,
    ...(shown.length > 0 ? ['| fix first | in | breaks | why |', '| --- | ---: | --- | --- |'] : []),
    ...shown.map(({ label, severity, scenarios: places, of, unit, clients, why, message }) =>
      [
        `| ${severity === 'error' ? '' : `${severity}: `}${text(cut(label))}`,
        places.length === 1 ? code(places[0] ?? '') : `${places.length} of ${plural(of, unit)}`,
        text(clients.join(', ')),
        `${text(cut(why ?? message))} |`,
      ].join(' | '),
    ),
    ...(causes.length > shown.length ? [`| and ${plural(causes.length - shown.length, 'more cause')} | | | |`] : []),
    '',
    ...failed.map(({ name: scenario, status, reason, findings, divergences }) => {
      const because = new Set([...findings, ...divergences].filter((each) => each.severity === 'error').map(ruleOf))
      const rules = [...because].filter((each) => each !== null).join(', ')
      return `* ${code(scenario)} ${status === 'fail' ? 'fails' : 'is lacking'}: ${text(cut(reason))}${rules === '' ? '' : ` (${text(rules)})`}`
    }),
    '',
    '</details>',
    '',
  ].join('\n')
}

function ruleOf(problem: { rule?: string }): string | null {
  return problem.rule?.split(' ', 1)[0] ?? null
}

const cut = (value: string) => (value.length > 300 ? `${value.slice(0, 299)}…` : value)
