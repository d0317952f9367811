import type { LintOptions } from '../lint/context.ts'
import type { Finding } from '../lint/finding.ts'
import type { Divergence } from './divergence.ts'
import { type NamingOptions, nameRules } from './name-rules.ts'
import { foldCauses, type Observation } from './observation.ts'
import type { RuleBook } from './rule-book.ts'

/** What is known when one answer is compared with another. */
export interface TurnOptions extends NamingOptions {
  /** Rules of the protocol that the actual answer breaks and the expected one keeps. */
  findings: readonly Finding[]
  book: RuleBook
  /** What the header says about the actual capture: who made it and when. */
  facts: LintOptions
}

/** Lets the rules have their say before places are folded to causes, so that one of several places can be excused. */
export function settle(observations: readonly Observation[], { findings, book, ...naming }: TurnOptions): Divergence[] {
  const refused = new Set(book.refused().map(placeOf))
  const open = observations.filter((each) => !(each.kind === 'value' || each.kind === 'type') || !refused.has(placeOf(each)))
  const judged = [...open, ...book.refused()].map((observation): Observation => {
    const settled = book.settle(observation, observation.eventType)
    return settled === null ? observation : { ...observation, ...settled, settled: true, cause: `${observation.cause} ${settled.severity}` }
  })
  return nameRules(foldCauses(judged), findings, naming)
    .flatMap(({ settled, severity, ...divergence }): Divergence[] => {
      if (severity === 'ignore') return []
      const whole = { ...divergence, severity }
      const word = settled === true ? null : book.settle(whole, '')
      return word === null ? [whole] : word.severity === 'ignore' ? [] : [{ ...whole, ...word, severity: word.severity }]
    })
    .sort((a, b) => (a.actual ?? a.expected ?? Number.MAX_SAFE_INTEGER) - (b.actual ?? b.expected ?? Number.MAX_SAFE_INTEGER))
}

const placeOf = ({ actual, pointer }: Observation) => `${actual} ${pointer}`
