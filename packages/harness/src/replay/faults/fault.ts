import type { Golden } from '../../golden/golden.ts'
import type { Draft } from '../draft.ts'
import type { Random } from '../random.ts'
import { ReplayError } from '../replay-error.ts'

/** One fault, ready to be planted into answers. */
export interface Fault {
  /** As it was written: `cut-after:5`. */
  text: string
  /** How many answers it strikes, counted over all requests; then everything is as recorded. Infinity: every one. */
  times: number
  /** Changes what was recorded, before it is cut into pieces. Null where the fault has no place in it. */
  alter?(golden: Golden, random: Random): Golden | null
  /** Changes the answer. */
  plant?(draft: Draft, random: Random): void
}

/** A kind of fault, as `--list-faults` shows it. */
export interface FaultKind {
  name: string
  /** What may stand behind the name: `:N`, `:CODE[,TIMES]`. */
  usage: string
  title: string
  /** @throws ReplayError when the argument is none */
  read(arg: string | null): Omit<Fault, 'text' | 'times'> & { times?: number }
}

/** A whole number from `least`; `fallback` where there is none. @throws ReplayError */
export function wholeNumber(arg: string | null | undefined, least: number, fallback?: number): number {
  if ((arg === null || arg === undefined || arg === '') && fallback !== undefined) return fallback
  const value = Number(arg ?? Number.NaN)
  if (!Number.isInteger(value) || value < least) throw new ReplayError(`it needs a whole number from ${least}, not ${JSON.stringify(arg)}`)
  return value
}
