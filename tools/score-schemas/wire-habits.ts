import type { Capture } from './load-corpus.ts'
import { schemasFor } from './schemas-for.ts'
import { type JsonType, keysOf } from './schema-walk.ts'

interface Habit {
  /** How often each JSON type was seen. */
  readonly types: Map<JsonType, number>
  /** When the key was missing although its object was there, in unix seconds, by dialect. */
  readonly missing: { openai: number[]; azure: number[] }
}

/**
 * What sound captures show of each place, whatever the schemas say: which JSON types stand there, and whether its key can be missing.
 * Damage is counted by these habits, so that a schema can not excuse itself by being loose.
 */
export class WireHabits {
  readonly #habits = new Map<string, Habit>()

  constructor(captures: readonly Capture[]) {
    for (const capture of captures) {
      for (const { what, schema, value } of schemasFor(capture)) {
        for (const { label, type } of keysOf(schema, value)) this.#note(`${what} ${label}`, type, capture)
      }
    }
  }

  /** Whether `type` was ever seen at the place. */
  takes(what: string, label: string, type: JsonType): boolean {
    const types = this.#habits.get(`${what} ${label}`)?.types
    return types?.has(type) === true || (type === 'integer' && types?.has('number') === true)
  }

  /** How often the key was missing in captures of the same sender not older than this one. In older ones it may not have existed. */
  timesMissing(what: string, label: string, capture: Capture): number {
    const from = capture.context.createdAt ?? 0
    return this.#habits.get(`${what} ${label}`)?.missing[dialectOf(capture)].filter((time) => time >= from).length ?? 0
  }

  #note(place: string, type: JsonType | undefined, capture: Capture): void {
    let habit = this.#habits.get(place)
    if (habit === undefined) this.#habits.set(place, (habit = { types: new Map(), missing: { openai: [], azure: [] } }))
    if (type === undefined) habit.missing[dialectOf(capture)].push(capture.context.createdAt ?? 0)
    else habit.types.set(type, (habit.types.get(type) ?? 0) + 1)
  }
}

function dialectOf({ context }: Capture): 'openai' | 'azure' {
  return context.provider === 'azure' ? 'azure' : 'openai'
}
