import type { Golden } from '../golden/golden.ts'
import { argumentMutations } from './argument-mutations.ts'
import { callMutations } from './call-mutations.ts'
import { envelopeMutations } from './envelope-mutations.ts'
import { errorMutations } from './error-mutations.ts'
import { httpMutations, timingMutations } from './exchange-mutations.ts'
import { framingMutations } from './framing-mutations.ts'
import { idMutations } from './id-mutations.ts'
import { indexMutations } from './index-mutations.ts'
import { itemMutations } from './item-mutations.ts'
import { lifecycleMutations } from './lifecycle-mutations.ts'
import { partMutations } from './part-mutations.ts'
import { reasoningMutations } from './reasoning-mutations.ts'
import { refusalMutations } from './refusal-mutations.ts'
import { requestMutations } from './request-mutations.ts'
import { resumeMutations } from './resume-mutations.ts'
import { sequenceMutations } from './sequence-mutations.ts'
import { textMutations } from './text-mutations.ts'
import { toolMutations } from './tool-mutations.ts'
import { typeMutations } from './type-mutations.ts'
import { usageMutations } from './usage-mutations.ts'
import { websocketMutations } from './websocket-mutations.ts'
import type { MutableStream, Mutation, PlantOptions } from './mutation.ts'

/** Every single defect that can be planted, by family. */
export const mutations: readonly Mutation[] = [
  ...framingMutations,
  ...timingMutations,
  ...httpMutations,
  ...requestMutations,
  ...resumeMutations,
  ...websocketMutations,
  ...sequenceMutations,
  ...indexMutations,
  ...idMutations,
  ...lifecycleMutations,
  ...errorMutations,
  ...itemMutations,
  ...partMutations,
  ...textMutations,
  ...refusalMutations,
  ...argumentMutations,
  ...toolMutations,
  ...callMutations,
  ...reasoningMutations,
  ...usageMutations,
  ...envelopeMutations,
  ...typeMutations,
]

const byId = new Map<string, Mutation>(mutations.map((mutation) => [mutation.id, mutation]))

/**
 * The mutation with this id.
 *
 * @throws {RangeError} when there is none; names those that come near
 */
export function mutationOf(id: string): Mutation {
  const found = byId.get(id)
  if (found !== undefined) return found
  const words = id.split('-')
  const near = mutations.map((one) => one.id).filter((one) => words.some((word) => word.length > 2 && one.includes(word)))
  const hint =
    near.length === 0 ? `there are ${mutations.length}, such as ${mutations[0]?.id}` : `did you mean ${near.slice(0, 5).join(', ')}?`
  throw new RangeError(`No mutation is called ${JSON.stringify(id)}; ${hint}`)
}

/**
 * The stream with one named defect, as a new golden; null where the stream has no place for it.
 *
 * @throws {RangeError} when no mutation has this id
 *
 * @example
 * const broken = mutate(golden, 'sequence-gap', { seed: 7 })
 */
export function mutate(stream: MutableStream, id: string, options: PlantOptions = {}): Golden | null {
  return mutationOf(id).plant(stream, options)
}

/** Plants every defect that the stream has a place for, one at a time. */
export function* plantAll(stream: MutableStream, options: PlantOptions = {}): Generator<{ mutation: Mutation; golden: Golden }> {
  for (const mutation of mutations) {
    const golden = mutation.plant(stream, options)
    if (golden !== null) yield { mutation, golden }
  }
}
