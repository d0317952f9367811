import type { OutputItem, StreamEvent } from '@goldwire/schemas'
import {
  eventOwners,
  foldEvents,
  ITEM_EVENT,
  itemGrammars,
  matchSequence,
  outputItemTypes,
  streamEventSchema,
  streamGrammar,
} from '@goldwire/schemas'
import fc from 'fast-check'
import { expect, test } from 'vitest'

import { resynthesise } from '../resynth/resynthesise.ts'
import { arbitraryBreak, arbitraryItem, arbitraryRun, type ArbitraryRun } from '../testing/arbitrary-steps.ts'
import { runSteps, stampAll, stop } from '../testing/run-steps.ts'

const numRuns = 300

function eventsOf({ steps, background, reasons }: ArbitraryRun): StreamEvent[] {
  const reasoning = { context: null, effort: reasons ? ('low' as const) : null, summary: null }
  return stampAll(runSteps(steps, { base: { background, reasoning } }), { obfuscated: !background })
}

function isOfItem(event: StreamEvent): event is StreamEvent & { output_index: number } {
  return 'output_index' in event
}

test('whatever the steps are, every event is exactly what the schemas say, numbered from 0 without a gap', () => {
  fc.assert(
    fc.property(arbitraryBreak, (run) => {
      for (const [index, event] of eventsOf(run).entries()) {
        const { success, error } = streamEventSchema.safeParse(event)
        expect(success, `${event.type}: ${JSON.stringify(event)} ${String(error)}`).toBe(true)
        expect(event.sequence_number).toBe(index)
      }
    }),
    { numRuns },
  )
})

test('the stream obeys the grammar of streams', () => {
  fc.assert(
    fc.property(arbitraryBreak, (run) => {
      const types = eventsOf(run).map(({ type }) => (Object.hasOwn(eventOwners, type) ? ITEM_EVENT : type))
      expect(matchSequence(streamGrammar.automaton, types)).toEqual({ ok: true, as: 'regular' })
    }),
    { numRuns },
  )
})

test('every item obeys the grammar of its kind, in events and in status', () => {
  const kinds = new Set<string>()
  fc.assert(
    fc.property(arbitraryBreak, (run) => {
      const cut = run.steps.at(-1) !== stop
      const events = eventsOf(run).filter(isOfItem)
      for (const event of events) {
        if (event.type !== 'response.output_item.added') continue
        const { type } = event.item
        const grammar = itemGrammars[type]
        kinds.add(type)
        const own = events.filter(({ output_index }) => output_index === event.output_index)
        const match = matchSequence(
          grammar.automaton,
          own.slice(1, -1).map((inner) => inner.type),
        )
        const usual = ['regular', 'no-deltas', 'in-progress-repeated']
        const variation = match.ok ? grammar.variations.find(({ name }) => name === match.as) : undefined
        const fits = match.ok && (cut ? variation?.severity !== 'warning' : usual.includes(match.as))
        expect({ type, match, fits }).toMatchObject({ fits: true })
        const status = (item: object) => ('status' in item ? item.status : null)
        expect(grammar.status.added).toContain(status(event.item))
        const done = own.at(-1)
        expect(grammar.status.done).toContain(done?.type === 'response.output_item.done' ? status(done.item) : 'never done')
      }
    }),
    { numRuns },
  )
  expect(kinds.size).toBeGreaterThan(20)
})

test('deltas, their ends, parts, items and the final response tell the same', () => {
  fc.assert(
    fc.property(arbitraryBreak, (run) => {
      const events = eventsOf(run)
      const last = events.at(-1)
      const { response, problems } = foldEvents(events)
      expect(problems).toEqual([])
      expect(response).toEqual(last !== undefined && 'response' in last && last.response)
    }),
    { numRuns },
  )
})

test('all 28 kinds of item come up and are finished', () => {
  const seen = new Set<OutputItem['type']>()
  fc.assert(
    fc.property(arbitraryItem, (steps) => {
      for (const event of runSteps([...steps, stop])) {
        if (event.type === 'response.output_item.done') seen.add(event.item.type)
      }
    }),
    { numRuns: 1500 },
  )
  expect([...seen].sort()).toEqual([...outputItemTypes].sort())
})

test('no event is touched once it was given out', () => {
  fc.assert(
    fc.property(arbitraryBreak, ({ steps }) => {
      const expected = structuredClone(runSteps(steps))
      const frozen = runSteps(steps.map((step) => deepFreeze(structuredClone(step))))
      expect(frozen.map(deepFreeze)).toEqual(expected)
      const stamped = stampAll(frozen)
      expect(stamped).toHaveLength(frozen.length)
    }),
    { numRuns },
  )
})

test('every stream is reproduced from its final response and its boundaries', () => {
  fc.assert(
    fc.property(arbitraryRun, (run) => {
      const { equal, firstDivergence } = resynthesise(eventsOf(run))
      expect(firstDivergence).toBe(null)
      expect(equal).toBe(true)
    }),
    { numRuns },
  )
})

test('a background stream is reproduced from wherever it is resumed', () => {
  fc.assert(
    fc.property(arbitraryRun, fc.nat(), (run, seed) => {
      const events = eventsOf({ ...run, background: true })
      expect(resynthesise(events.slice(seed % events.length)).firstDivergence).toBe(null)
    }),
    { numRuns },
  )
})

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  Object.values(value).forEach(deepFreeze)
  return value
}
