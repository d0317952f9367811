import type { CaseStatus, Outcome } from './outcome.ts'
import { plural } from './paint.ts'

const NOUN = { lint: 'stream', diff: 'comparison', check: 'scenario' } as const
const WORDS: { [status in CaseStatus]: string } = {
  pass: 'passed',
  fail: 'failed',
  unsupported: 'unsupported',
  unreachable: 'unreachable',
  unreadable: 'unreadable',
}

/** `goldwire check: 36 scenarios: 30 passed, 2 failed, 4 unsupported`. */
export function countCases({ command, cases }: Outcome): string {
  const counts = (Object.keys(WORDS) as CaseStatus[])
    .map((status) => ({ word: WORDS[status], count: cases.filter((each) => each.status === status).length }))
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${count} ${word}`)
  return `goldwire ${command}: ${plural(cases.length, NOUN[command])}: ${counts.join(', ') || 'none'}`
}
