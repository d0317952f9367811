import type { Response } from '@goldwire/schemas'
import { responseKeyOrder } from '@goldwire/schemas'

import type { Fields } from './order-keys.ts'

/**
 * What is settled about a response before anything runs: the echo of the request and the defaults. The emitter adds what the run decides.
 * `moderation` is null here and `tool_usage` all zeros; `service_tier` is what was asked for.
 */
export type ResponseBase = Omit<
  Response,
  'object' | 'status' | 'output' | 'usage' | 'error' | 'incomplete_details' | 'completed_at' | 'billing'
>

/** What the run decides. */
export type ResponseState = Pick<Response, 'status'> &
  Partial<Pick<Response, 'output' | 'usage' | 'error' | 'incomplete_details' | 'completed_at'>> & { settled?: Partial<Response> }

const known: ReadonlySet<string> = new Set(responseKeyOrder)

/** The whole Response object as it stands, keys in OpenAI's order; keys that no schema knows come last. Always a new object. */
export function responseSnapshot(base: ResponseBase, { settled, ...state }: ResponseState): Response {
  const nothingYet = { output: [], usage: null, error: null, incomplete_details: null, completed_at: null }
  const fields: Fields = { ...base, ...nothingYet, ...settled, object: 'response', ...state }
  const ordered: Fields = {}
  for (const key of responseKeyOrder) {
    if (fields[key] !== undefined) ordered[key] = fields[key]
  }
  for (const key of Object.keys(fields)) {
    if (!known.has(key)) ordered[key] = fields[key]
  }
  return ordered as unknown as Response
}
