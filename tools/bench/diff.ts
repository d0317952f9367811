/** Comparing two streams against JSON.parse over both: what whoever compares them has to pay anyway. */
import { diffStreams } from '@goldwire/harness'
import type { StreamEvent } from '@goldwire/schemas'

import { alternate, type Bench, type Figure, cpuPerRun, figureOf, median, round } from './figure.ts'
import { longAnswer } from './long-answer.ts'

const EVENTS = 10_000

export const diff: Bench = {
  name: 'diff',
  about: 'diff of two long streams against JSON.parse over both',
  async run() {
    const expected = textsOf(longAnswer(EVENTS - 8))
    const figures: Figure[] = []
    figures.push(await measure('diff of a 10,000-event pair', expected, textsOf(longAnswer(EVENTS - 3, { seed: 2 })), 5))
    figures.push(await measure('  other lengths: 10,000 and 7,000', expected, textsOf(longAnswer(7000, { seed: 2 })), null))
    figures.push(await measure('  with a rule broken in every delta', expected, broken(longAnswer(EVENTS - 8, { seed: 2 })), null))
    figures.push(await measure('  exactly', expected, textsOf(longAnswer(EVENTS - 8, { seed: 2 })), null, true))
    return figures
  },
}

async function measure(name: string, expected: string[], actual: string[], most: number | null, exact = false): Promise<Figure> {
  const [one, other] = [parseAll(expected), parseAll(actual)]
  const pairs = await alternate(
    { seconds: 5 },
    () =>
      cpuPerRun(() => {
        parseAll(expected)
        parseAll(actual)
      }),
    () => cpuPerRun(() => void diffStreams(one, other, { exact })),
  )
  const [parse, compare] = [median(pairs.map(([a]) => a)), median(pairs.map(([, b]) => b))]
  return figureOf(
    pairs.map(([a, b]) => b / a),
    {
      name,
      unit: '× JSON.parse of both',
      bar: most === null ? null : { most },
      detail: `${expected.length} and ${actual.length} events: JSON.parse ${round(parse)} ms, diff ${round(compare)} ms`,
    },
  )
}

function textsOf(events: Iterable<StreamEvent>): string[] {
  return Array.from(events, (event) => JSON.stringify(event))
}

function broken(events: Iterable<StreamEvent>): string[] {
  return Array.from(events, (event) =>
    JSON.stringify(event.type.endsWith('.delta') ? { ...event, output_index: undefined, logprobs: undefined } : event),
  )
}

function parseAll(texts: readonly string[]): StreamEvent[] {
  return texts.map((text) => JSON.parse(text) as StreamEvent)
}
