import type { StreamEvent } from '@goldwire/schemas'
import { createEmitter, createIds, createObfuscate, createSeededBytes, createStamp } from '@goldwire/server'

import { benchBase, textSteps } from './text-steps.ts'

/** What a string holds decides what it takes: one byte a character for these, two for a text with one Chinese sign. */
const plain = (text: string) => text.replaceAll(/[^\n-~]+/g, 'word')

/**
 * One answer of so many deltas as our own server sends it, event by event; never in memory as a whole. Other seeds give other ids. The text is plain
 * English unless `signs` of other scripts are wanted in it.
 */
export function* longAnswer(deltas: number, { seed = 1, signs = false } = {}): Generator<StreamEvent> {
  const random = createSeededBytes(seed)
  const now = () => 1_800_000_000_000
  const ids = createIds({ random, now })
  const emitter = createEmitter({ ...benchBase, id: ids.responseId }, { ids, now })
  const stamp = createStamp({ obfuscate: createObfuscate(random) })
  for (const event of emitter.start()) yield stamp(event)
  for (const step of textSteps(deltas)) {
    const told = step.type === 'delta' && !signs ? { ...step, delta: plain(step.delta) } : step
    for (const event of emitter.step(told)) yield stamp(event)
  }
}
