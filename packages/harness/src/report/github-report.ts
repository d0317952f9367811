import { groupProblems } from './group-problems.ts'
import type { Outcome, OutcomeCase, Problem } from './outcome.ts'
import { printable } from './printable.ts'
import { countCases } from './count-cases.ts'

/** GitHub shows ten annotations of a kind for each step; the rest would only fill the log. */
const MOST = 10

export interface GithubOptions {
  /** Line of the file on which an event stands, from 1; null = unknown. */
  lineOf?: (file: string, event: number) => number | null
}

/** Workflow commands that annotate a pull request: one for each rule broken in each stream, at its first place; then a line of totals. */
export function renderGithub(outcome: Outcome, { lineOf = () => null }: GithubOptions = {}): string {
  const annotations = outcome.cases.flatMap((each) => annotate(each, lineOf))
  const lines: string[] = []
  for (const level of ['error', 'warning'] as const) {
    const ofLevel = annotations.filter((each) => each.level === level)
    lines.push(...ofLevel.slice(0, MOST).map((each) => each.text))
    if (ofLevel.length > MOST) lines.push(`${ofLevel.length - MOST} more ${level}s are not annotated; see the report`)
  }
  return [...lines, countCases(outcome)].join('\n')
}

interface Annotation {
  level: 'error' | 'warning'
  text: string
}

function annotate(each: OutcomeCase, lineOf: NonNullable<GithubOptions['lineOf']>): Annotation[] {
  if (each.status === 'unreachable' || each.status === 'unreadable')
    return [command('error', { file: each.file, title: `${each.name}: ${each.status}` }, each.reason)]
  if (each.status === 'unsupported') return []
  const annotations = groupProblems(each.problems).flatMap(({ first, count }) => {
    if (first.severity === 'info') return []
    const line = each.file !== null && first.event !== null ? lineOf(each.file, first.event) : null
    const title = each.file === null ? `${first.rule} in ${each.name}` : first.rule
    return [command(first.severity, { file: each.file, line, title }, describe(first, count))]
  })
  if (each.status === 'fail' && !annotations.some((one) => one.level === 'error'))
    annotations.push(command('error', { file: each.file, title: each.name }, each.reason))
  return annotations
}

function describe({ event, pointer, message, why, clients }: Problem, count: number): string {
  const place = [event === null ? '' : `event ${event}`, pointer].filter(Boolean).join(' ')
  const again = count > 1 ? ` (and ${count - 1} more)` : ''
  return [
    `${place === '' ? '' : `${place}: `}${printable(message)}${again}`,
    ...(why === null ? [] : [why]),
    ...(clients.length > 0 ? [`Breaks ${clients.join(', ')}`] : []),
  ].join('\n')
}

function command(
  level: 'error' | 'warning',
  properties: { file?: string | null; line?: number | null; title: string },
  text: string,
): Annotation {
  const given = Object.entries(properties)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
  return { level, text: `::${level} ${given.join(',')}::${escapeData(text)}` }
}

const escapeData = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const escapeProperty = (text: string) => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
