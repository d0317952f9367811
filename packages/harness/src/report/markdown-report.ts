import { countCases } from './count-cases.ts'
import { groupProblems } from './group-problems.ts'
import { code, html, text } from './markdown-text.ts'
import type { Outcome, OutcomeCase } from './outcome.ts'
import { plural } from './paint.ts'

/** GitHub refuses a step summary above 1 MiB. */
const MOST_BYTES = 900_000
/** Cases and rows beyond these are counted, not listed. */
const MOST_CASES = 60
const MOST_ROWS = 25
const MOST_CAUSES = 10

const ORDER = { unreachable: 0, unreadable: 0, fail: 1, unsupported: 2, pass: 3 } as const
const SIGN = { pass: '✅', fail: '❌', unsupported: '➖', unreachable: '🚫', unreadable: '🚫' } as const

/** A summary for people in Markdown: verdict, table of cases, and what is wrong in each that failed. Fit for `$GITHUB_STEP_SUMMARY`. */
export function renderMarkdown(outcome: Outcome): string {
  const cases = outcome.cases.toSorted((a, b) => ORDER[a.status] - ORDER[b.status])
  const hasFailed = cases.some((each) => ['fail', 'unreachable', 'unreadable'].includes(each.status))
  const head = [
    `## ${hasFailed ? '❌' : '✅'} ${text(countCases(outcome))}`,
    ...(outcome.target === '' ? [] : ['', text(outcome.target)]),
    '',
    ...fixFirst(outcome),
    '| | name | events | errors | warnings | breaks |',
    '| --- | --- | ---: | ---: | ---: | --- |',
    ...cases.slice(0, MOST_CASES).map(row),
    ...(cases.length > MOST_CASES ? [`| | and ${cases.length - MOST_CASES} more | | | | |`] : []),
    '',
  ]
  const blocks = cases.map(details).filter((block) => block !== '')
  const kept = [head.join('\n')]
  let room = MOST_BYTES - Buffer.byteLength(kept[0] ?? '')
  for (const [index, block] of blocks.entries()) {
    room -= Buffer.byteLength(block) + 1
    if (room < 0) return `${kept.join('\n')}\n${blocks.length - index} more are left out here; the HTML and JSON reports have them all.\n`
    kept.push(block)
  }
  return kept.join('\n')
}

/** What shows in several scenarios, told once. */
function fixFirst({ causes = [] }: Outcome): string[] {
  const shown = causes.filter((each) => each.severity === 'error' && each.scenarios.length > 1).slice(0, MOST_CAUSES)
  if (shown.length === 0) return []
  const rows = shown.map(({ label, scenarios, of, unit, clients, why, message }) =>
    [
      `| ${text(cut(label))}`,
      `${scenarios.length} of ${plural(of, unit)}`,
      text(clients.join(', ')),
      `${text(cut(why ?? message))} |`,
    ].join(' | '),
  )
  return ['| fix first | in | breaks | why |', '| --- | ---: | --- | --- |', ...rows, '']
}

function row({ name, status, reason, events, problems, breaks }: OutcomeCase): string {
  const count = (severity: string) => problems.filter((each) => each.severity === severity).reduce((sum, each) => sum + each.count, 0)
  const isJudged = status === 'pass' || status === 'fail'
  const note = reason === '' || status === 'pass' ? '' : `<br>${text(cut(reason))}`
  const figures = isJudged ? [events, count('error'), count('warning')] : [status, '', '']
  return `| ${SIGN[status]} | ${code(name)}${note} | ${figures.join(' | ')} | ${text(breaks.join(', '))} |`
}

function details({ name, problems }: OutcomeCase): string {
  const groups = groupProblems(problems.filter((each) => each.severity !== 'info'))
  if (groups.length === 0) return ''
  const rows = groups.slice(0, MOST_ROWS).map(({ first, count }) => {
    const place = [first.event === null ? '' : `event ${first.event}`, first.pointer === '' ? '' : code(first.pointer)].filter(Boolean)
    const breaks = first.clients.length > 0 ? `<br>Breaks ${text(first.clients.join(', '))}` : ''
    const why = first.why === null ? '' : `<br>${text(first.why)}`
    return `| ${first.severity} | ${text(first.rule)}${count > 1 ? ` ×${count}` : ''} | ${place.join('<br>')} | ${text(cut(first.message))}${why}${breaks} |`
  })
  return [
    `<details><summary><b>${html(name)}</b></summary>`,
    '',
    '| | rule | first at | what and why |',
    '| --- | --- | --- | --- |',
    ...rows,
    ...(groups.length > MOST_ROWS ? [`| | and ${groups.length - MOST_ROWS} more rules | | |`] : []),
    '',
    '</details>',
    '',
  ].join('\n')
}

const cut = (value: string) => (value.length > 500 ? `${value.slice(0, 500)}…` : value)
