import type { Read } from './reading.ts'

/** One real client: how it reads a stream, as its own types and code say, and what of a stream reaches its user. */
export interface ClientProfile {
  /** Name as people know it. */
  client: string
  /** Versions that were read and run; null where nobody can run it. */
  version: string | null
  /** How it reads a stream, in a sentence. */
  reads: string
  /** Its way of reading, as a model: what its user gets of a stream, or why it fails. */
  read: Read
  /** What its user gets from a sound stream. */
  gives: {
    /** A refusal is text like any other. */
    refusals: boolean
    /** Kinds of items that it hands on as calls. */
    calls: readonly string[]
  }
  /** Ids of lint rules whose findings break it, for where only findings are at hand and no stream. */
  breaksOn: readonly string[]
  /** Where this is known from: sources and threads. */
  sources: readonly string[]
}
