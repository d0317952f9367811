// the defects
export { type DefectId, defects } from './mutations/defects.ts'
export { type MutableStream, type Mutation, mutationFamilies, type MutationFamily, type PlantOptions } from './mutations/mutation.ts'
export { mutate, mutationOf, mutations, plantAll } from './mutations/mutations.ts'

// changes that nobody thought of in advance
export {
  changeEachLeaf,
  dropEach,
  duplicateEach,
  type GenericMutator,
  genericMutators,
  type Mutant,
  swapEach,
} from './mutations/generic-mutators.ts'

// sound streams to plant them in
export { baseGoldens } from './mutations/base-goldens.ts'

// what a server with the defect sends; here as well, for browsers
export { goldenToSse } from './golden/golden-to-frames.ts'
