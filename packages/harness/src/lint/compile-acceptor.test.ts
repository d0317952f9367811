import { eventSchemas, readEvent, responseSchema } from '@goldwire/schemas'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { compileAcceptor } from './compile-acceptor.ts'
import type { JsonObject } from './json.ts'
import { changeEachLeaf } from '../mutations/generic-mutators.ts'
import { soundStreams } from '../mutations/sound-streams.ts'

const acceptors = new Map(Object.entries(eventSchemas).map(([type, schema]) => [type, compileAcceptor(schema)]))
const accepts = (event: JsonObject): boolean => acceptors.get(String(event['type']))?.(event) === true
const parses = (event: JsonObject) =>
  Object.hasOwn(eventSchemas, String(event['type'])) && eventSchemas[event['type'] as keyof typeof eventSchemas].safeParse(event).success

test('it says of every event of sound streams, and of every change of one value, what the schema says', () => {
  for (const make of Object.values(soundStreams)) {
    const events = make()
    for (const event of events) expect(accepts(event)).toBe(true)
    let index = 0
    for (const { label, events: changed } of changeEachLeaf(events)) {
      // Parsing is slow; a sample will do.
      if (index++ % 7 !== 0) continue
      for (const event of changed) expect(accepts(event), `${label}: ${JSON.stringify(event).slice(0, 200)}`).toBe(parses(event))
    }
  }
}, 60_000)

test('it says the same with keys left out and keys added', () => {
  const events = Object.values(soundStreams).flatMap((make) => make())
  const path = fc.array(fc.nat(40), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(fc.constantFrom(...events), path, fc.boolean(), fc.jsonValue(), (event, way, drop, value) => {
      const changed = JSON.parse(JSON.stringify(event)) as JsonObject
      let holder = changed
      for (const step of way.slice(0, -1)) {
        const nested = Object.values(holder).filter((one) => typeof one === 'object' && one !== null) as JsonObject[]
        holder = nested[step % Math.max(nested.length, 1)] ?? holder
      }
      const keys = Object.keys(holder)
      const key = keys[(way.at(-1) ?? 0) % Math.max(keys.length, 1)] ?? 'extra'
      if (drop) delete holder[key]
      else holder[key === 'type' ? 'extra' : key] = value
      const json = JSON.parse(JSON.stringify(changed)) as JsonObject
      expect(accepts(json)).toBe(parses(json))
    }),
    { numRuns: 3000 },
  )
})

test('what is accepted is read without a word', () => {
  for (const event of Object.values(soundStreams).flatMap((make) => make())) {
    const { ok, deviations, unknownKeys } = readEvent(event)
    expect([ok, deviations, unknownKeys]).toEqual([true, [], []])
  }
})

test('a schema of a kind it does not know is asked itself', () => {
  const accept = compileAcceptor(z.object({ a: z.string().refine((text) => text !== 'no'), b: z.date().optional() }))
  expect(accept({ a: 'yes' })).toBe(true)
  expect(accept({ a: 'no' })).toBe(false)
  const tree: z.ZodType = z.object({ child: z.lazy(() => tree).nullable() })
  expect(compileAcceptor(tree)({ child: { child: null } })).toBe(true)
  expect(compileAcceptor(tree)({ child: { child: 1 } })).toBe(false)
  expect(compileAcceptor(responseSchema)({})).toBe(false)
})
