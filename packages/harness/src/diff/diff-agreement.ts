import { foldEvents } from '@goldwire/schemas'

import type { WireEvent } from '../shape/shape.ts'
import type { Divergence } from './divergence.ts'

/**
 * What a stream tells more than once: the deltas and what they add up to, the items and the final output. A shape hides texts and leaves the
 * number of items to the model, so that these are compared inside each stream: where the expected one agrees with itself, the other must.
 */
export function diffAgreement(expected: readonly WireEvent[], actual: readonly WireEvent[]): Divergence[] {
  return [...textsOf(expected, actual), ...outputOf(expected, actual)]
}

function textsOf(expected: readonly WireEvent[], actual: readonly WireEvent[]): Divergence[] {
  const disagreements = (events: readonly WireEvent[]) => foldEvents(events).problems.filter(({ kind }) => kind === 'disagreement')
  const found = disagreements(actual)
  if (found.length === 0 || disagreements(expected).length > 0) return []
  // One wrong text disagrees with its deltas, its part and its item: the first place of each item tells it.
  const firsts = new Map(found.toReversed().map((problem) => [actual[problem.event ?? -1]?.['output_index'], problem]))
  return [...firsts.values()].map(({ event, message }) => ({
    kind: 'value',
    severity: 'error',
    expected: null,
    actual: event,
    pointer: '',
    message,
  }))
}

function outputOf(expected: readonly WireEvent[], actual: readonly WireEvent[]): Divergence[] {
  const [wanted, got] = [itemsOf(expected), itemsOf(actual)]
  if (wanted === null || got === null || wanted.final < wanted.finished || got.final >= got.finished) return []
  const message = `the final output has ${got.final} of the ${got.finished} items that were streamed`
  return [{ kind: 'missing-field', severity: 'error', expected: wanted.at, actual: got.at, pointer: '/response/output', message }]
}

/** How many items were finished, how many the terminal event lists, and where it stands; null without such an event. */
function itemsOf(events: readonly WireEvent[]): { finished: number; final: number; at: number } | null {
  const at = events.findLastIndex(({ type }) => type === 'response.completed' || type === 'response.incomplete')
  const response = events[at]?.['response']
  if (typeof response !== 'object' || response === null || !('output' in response) || !Array.isArray(response.output)) return null
  const finished = events.filter(({ type }) => type === 'response.output_item.done').length
  return { finished, final: response.output.length, at }
}
