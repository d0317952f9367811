import type { StreamEvent } from '@goldwire/schemas'
import { createEmitter, createIds, createObfuscate, createSeededBytes, createStamp } from '@goldwire/server'

import { benchBase, textSteps } from './text-steps.ts'

/** One answer of so many deltas as our own server sends it, event by event; never in memory as a whole. Other seeds give other ids. */
export function* longAnswer(deltas: number, seed = 1): Generator<StreamEvent> {
  const random = createSeededBytes(seed)
  const now = () => 1_800_000_000_000
  const ids = createIds({ random, now })
  const emitter = createEmitter({ ...benchBase, id: ids.responseId }, { ids, now })
  const stamp = createStamp({ obfuscate: createObfuscate(random) })
  for (const event of emitter.start()) yield stamp(event)
  for (const step of textSteps(deltas)) for (const event of emitter.step(step)) yield stamp(event)
}
