import type { Golden } from '../golden/golden.ts'
import type { JsonObject } from '../lint/json.ts'
import type { DefectId } from './defects.ts'

/** What a defect is about. Also the first word of its mutation's id. */
export const mutationFamilies = [
  'framing',
  'timing',
  'http',
  'request',
  'resume',
  'websocket',
  'sequence',
  'indexes',
  'ids',
  'lifecycle',
  'errors',
  'items',
  'parts',
  'text',
  'refusal',
  'arguments',
  'tools',
  'reasoning',
  'usage',
  'envelope',
  'type',
] as const
export type MutationFamily = (typeof mutationFamilies)[number]

/** A stream to plant a defect in: a golden, or the bare events of one response. */
export type MutableStream = Golden | readonly JsonObject[]

export interface PlantOptions {
  /**
   * Where a defect could stand in several places of a stream, the seed says in which it is planted: 0 in the first, any other whole number
   * in one drawn by it. The same seed gives the same place.
   * @defaultValue 0
   */
  seed?: number
}

/** One single defect that can be planted in a sound stream. */
export interface Mutation {
  /** Kebab-case, starts with the family, never changes: `sequence-gap`. */
  readonly id: `${MutationFamily}-${string}`
  readonly family: MutationFamily
  /** What is wrong with the stream afterwards, in a few words. */
  readonly title: string
  /** The defect as it was reported in public (see `defects`); null where nobody has reported it yet. */
  readonly defect: DefectId | null
  /** Ids of the linter's rules (`GW101`), any of which names the defect rightly when it is the first to speak. */
  readonly rules: readonly string[]
  /** Whether the stream has a place for the defect. */
  applies(stream: MutableStream): boolean
  /**
   * The stream with the defect, as a new golden; the stream itself is left as it is, and lines that the defect does not touch are shared.
   * Everything else is made consistent, as a server with just this defect would send it: numbers are counted anew (unless they are the
   * defect), `event:` lines follow `data.type`, arrival times stay in order. Null where the stream has no place for the defect.
   */
  plant(stream: MutableStream, options?: PlantOptions): Golden | null
}
