import type { InnerStep } from './item-kind.ts'

/** An engine's mistake: a step where none of its kind can be. */
export function unexpectedStep(step: InnerStep, where: string): TypeError {
  return new TypeError(`Failed to emit step ${JSON.stringify(step.type)}: it makes no sense ${where}.`)
}
