import type { Step } from '../engines/step.ts'
import type { UnstampedEvent } from '../run/unstamped-event.ts'
import type { DerivedSteps } from './derive-steps.ts'

/**
 * Runs derived steps: item after item, or, where items overlap in the recording, in the order of `interleaving` (output indexes of the
 * recorded events). Gives what each step sends.
 */
export function* scheduleSteps(
  { items, last }: DerivedSteps,
  interleaving: readonly number[] | null,
  run: (step: Step) => UnstampedEvent[],
): Generator<UnstampedEvent[]> {
  const queues = items.map((steps) => [...steps])
  const ahead = items.map(() => 0)
  for (const index of interleaving ?? []) {
    const queue = queues[index]
    if (queue === undefined) continue
    while ((ahead[index] ?? 0) === 0 && queue.length > 0) {
      const step = queue.shift()
      if (step === undefined) break
      const made = run(step)
      ahead[index] = made.length
      yield made
    }
    ahead[index] = Math.max(0, (ahead[index] ?? 0) - 1)
  }
  for (const queue of queues) {
    for (const step of queue) yield run(step)
  }
  yield run(last)
}
