import { argumentMutations } from './argument-mutations.ts'
import { envelopeMutations } from './envelope-mutations.ts'
import { idMutations } from './id-mutations.ts'
import { indexMutations } from './index-mutations.ts'
import { itemMutations } from './item-mutations.ts'
import { lifecycleMutations } from './lifecycle-mutations.ts'
import { partMutations } from './part-mutations.ts'
import type { Mutation } from './plant.ts'
import { reasoningMutations } from './reasoning-mutations.ts'
import { sequenceMutations } from './sequence-mutations.ts'
import { textMutations } from './text-mutations.ts'
import { typeMutations } from './type-mutations.ts'
import { usageMutations } from './usage-mutations.ts'

/** Every family of known defects, one defect each. */
export const mutations: readonly Mutation[] = [
  ...sequenceMutations,
  ...indexMutations,
  ...idMutations,
  ...lifecycleMutations,
  ...itemMutations,
  ...partMutations,
  ...textMutations,
  ...argumentMutations,
  ...reasoningMutations,
  ...usageMutations,
  ...envelopeMutations,
  ...typeMutations,
]
