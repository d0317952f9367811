import type { Step } from '../step.ts'

/** One item of an answer on its way, with the steps that nobody has taken yet. */
export interface Segment {
  readonly steps: Step[]
  /** Nothing more can come to it once another item has begun. */
  readonly isOver: boolean
  readonly isClosed: boolean
  /** @param cut - the answer breaks off in it */
  close(cut: boolean): void
}
