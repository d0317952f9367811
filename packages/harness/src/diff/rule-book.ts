import type { WireEvent } from '../shape/shape.ts'
import type { DiffRule } from './diff-rules.ts'
import type { Divergence } from './divergence.ts'
import { problemOfValue } from './expectation.ts'
import type { Observation, Settled } from './observation.ts'
import { placesMatching, toPointerPattern, valueAtPointer } from './pointers.ts'

/** How a rule wants a divergence to be taken. */
export interface Settlement {
  severity: Divergence['severity'] | 'ignore'
  message: string
}

/** The rules of one comparison, and which of them were of use. */
export interface RuleBook {
  /** What the first rule that selects a divergence says of it; null when none does. */
  settle(divergence: Settled, eventType: string): Settlement | null
  /** Holds a pair of events against what rules allow at their places. */
  judgePair(expected: WireEvent, actual: WireEvent, places: { expected: number; actual: number }): void
  /** Begins with the next pair of streams: what was found in the last is forgotten. */
  begin(): void
  /** Values that rules did not allow, in this pair of streams. */
  refused(): readonly Observation[]
  unused(): DiffRule[]
}

export function createRuleBook(rules: readonly DiffRule[]): RuleBook {
  const compiled = rules.map((rule) => ({
    rule,
    pointer: rule.pointer === undefined ? null : toPointerPattern(rule.pointer),
    event: rule.event === undefined ? null : new RegExp(`^${rule.event.split('*').map(escapeRegExp).join('.*')}$`),
    isExpectation: 'type' in rule || 'matches' in rule || 'tolerance' in rule,
  }))
  const selecting = compiled.filter(({ isExpectation }) => !isExpectation)
  const expecting = compiled.filter(({ isExpectation }) => isExpectation)
  const used = new Set<DiffRule>()
  const allowed = new Map<string, DiffRule>()
  const refused: Observation[] = []
  return {
    refused: () => refused,
    begin() {
      allowed.clear()
      refused.length = 0
    },
    settle(divergence, eventType) {
      const { kind, pointer, message } = divergence
      const rule =
        (kind === 'value' || kind === 'type' ? allowed.get(`${divergence.actual} ${pointer}`) : undefined) ??
        selecting.find(
          (each) =>
            (each.pointer?.test(pointer) ?? true) &&
            (each.event === null || each.event.test(eventType)) &&
            (each.rule.kind === undefined || each.rule.kind === kind) &&
            (each.rule.rule === undefined || divergence.rule?.startsWith(each.rule.rule) === true) &&
            (each.rule.message === undefined || message.includes(each.rule.message)),
        )?.rule
      if (rule === undefined) return null
      used.add(rule)
      const isAllowed = 'type' in rule || 'matches' in rule || 'tolerance' in rule
      return { severity: isAllowed ? 'ignore' : (rule.severity ?? 'ignore'), message: `${message} [${rule.because}]` }
    },
    judgePair(expected, actual, places) {
      for (const { rule, pointer, event } of expecting) {
        if (pointer === null || (event !== null && !event.test(actual.type))) continue
        for (const place of placesMatching(actual, pointer)) {
          used.add(rule)
          const problem = problemOfValue(rule, valueAtPointer(expected, place.pointer), place.value)
          if (problem === null) allowed.set(`${places.actual} ${place.pointer}`, rule)
          else if (rule.severity !== 'ignore')
            refused.push({
              kind: 'value',
              severity: rule.severity ?? 'error',
              ...places,
              pointer: place.pointer,
              message: `${actual.type} ${place.pointer}: ${problem} [${rule.because}]`,
              cause: `refused by ${rule.pointer} ${rule.event ?? ''}`,
              eventType: actual.type,
            })
        }
      }
    },
    unused: () => rules.filter((rule) => !used.has(rule)),
  }
}

const escapeRegExp = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
