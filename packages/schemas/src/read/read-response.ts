import { type Response, responseSchema } from '../response/response.ts'
import { deviations } from './deviations.ts'
import { isObject } from './json-path.ts'
import type { ReadContext } from './read-context.ts'
import type { ReadResult } from './read-result.ts'
import { readWith } from './read-with.ts'

const reader = { schema: responseSchema, noun: 'response', deviations } as const

/** Reads a Response object that came as a body. In a stream it is read with its event, which knows more: what may be null when. */
export function readResponse(body: unknown, context: ReadContext = {}): ReadResult<Response> {
  const azure = (context.provider ?? null) === null && isObject(body) && Object.hasOwn(body, 'content_filters')
  return readWith<Response>(reader, body, azure ? { ...context, provider: 'azure' } : context)
}
