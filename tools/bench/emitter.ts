/**
 * How many events of text deltas one core makes: emitter, numbering, padding and SSE encoding together, first with the synchronous core, then
 * through the async generators that the server uses.
 */
import { encodeEvent } from '@goldwire/schemas'
import {
  createEmitter,
  createIds,
  createObfuscate,
  createRandomBytes,
  createStamp,
  emitStamped,
  type Step,
  type UnstampedEvent,
} from '@goldwire/server'

import { type Bench, figureOf, median, round, timed } from './figure.ts'
import { benchBase, textSteps } from './text-steps.ts'

const deltas = 150_000
const rounds = 7
const random = createRandomBytes()
const now = () => Date.now()
const ids = createIds({ random, now })
const obfuscate = createObfuscate(random)

export const emitter: Bench = {
  name: 'emitter',
  about: 'steps to SSE text: emitter, numbers, padding, encoding',
  async run() {
    return [
      await measure('emitter to SSE text, events/s of one core', runSync),
      await measure('  the same through the async generators', runAsync),
    ]
  },
}

interface Made {
  events: number
  bytes: number
}

async function measure(name: string, run: (count: number) => Made | Promise<Made>) {
  await run(deltas)
  const rates: number[] = []
  const sizes: number[] = []
  for (let index = 0; index < rounds; index++) {
    globalThis.gc?.()
    let made: Made = { events: 0, bytes: 0 }
    const { cpuSeconds } = await timed(async () => {
      made = await run(deltas)
    })
    rates.push(made.events / cpuSeconds)
    sizes.push(made.bytes / made.events)
  }
  const detail = `${deltas.toLocaleString('en')} deltas, ${round(median(sizes))} characters a frame; processor time, garbage collection included`
  return figureOf(rates, { name, unit: 'events/s', bar: { least: 200_000 }, detail })
}

function runSync(count: number): Made {
  const made = createEmitter(benchBase, { ids, now })
  const stamp = createStamp({ obfuscate })
  let events = 0
  let bytes = 0
  const send = (several: readonly UnstampedEvent[]) => {
    for (const event of several) {
      bytes += encodeEvent(stamp(event)).length
      events++
    }
  }
  send(made.start())
  for (const step of textSteps(count)) send(made.step(step))
  return { events, bytes }
}

async function* asyncSteps(count: number): AsyncGenerator<Step> {
  for (const step of textSteps(count)) yield step
}

async function runAsync(count: number): Promise<Made> {
  let events = 0
  let bytes = 0
  for await (const event of emitStamped(asyncSteps(count), benchBase, { ids, now, obfuscate })) {
    bytes += encodeEvent(event).length
    events++
  }
  return { events, bytes }
}
