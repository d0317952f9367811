import { type ApiErrorBody, apiErrorBodySchema } from '../errors/api-error-body.ts'
import { deviations } from './deviations.ts'
import type { ReadContext } from './read-context.ts'
import type { ReadResult } from './read-result.ts'
import { readWith } from './read-with.ts'

const reader = { schema: apiErrorBodySchema, noun: 'error-body', deviations } as const

/** Reads the body of an answer that is not a success. */
export function readErrorBody(body: unknown, context: ReadContext = {}): ReadResult<ApiErrorBody> {
  return readWith<ApiErrorBody>(reader, body, context)
}
