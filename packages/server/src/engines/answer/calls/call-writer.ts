import type { OfferedTool } from '../../../prompt/offer-tools.ts'
import type { Step } from '../../step.ts'

/** Writes the steps of one call while its arguments arrive, from `item.start` to `item.end`. */
export interface CallWriter {
  /** A piece of the arguments, which are JSON. */
  push(piece: string): Step[]
  /** No more comes. @param cut - the arguments are not whole */
  end(cut: boolean): Step[]
}

export type OpenCall = (tool: Pick<OfferedTool, 'name' | 'namespace'>) => CallWriter

/** The arguments as they came; null for what is no whole object. */
export function parseArguments(text: string): { [key: string]: unknown } | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { [key: string]: unknown }) : null
  } catch {
    return null
  }
}
