import type { z } from 'zod'

import { createResponseBodySchema, type CreateResponseBody } from '../request/create-response.ts'
import type { ApiErrorObject } from './api-error-body.ts'
import { chooseIssue } from './choose-issue.ts'
import { describeIssue } from './describe-issue.ts'

/** What is wrong with a request: the `error` of the answer's body, and its status. */
export type RequestError = ApiErrorObject & { status: 400 }

export type ParsedRequest<T> = { ok: true; value: T } | { ok: false; error: RequestError }

/**
 * Checks what a client sent against `schema`, and says the first thing that is wrong as OpenAI would: message, `param`, `code`.
 * `value` is parsed JSON (or a query object), not text. Never throws.
 */
export function parseRequest<Schema extends z.ZodType>(schema: Schema, value: unknown): ParsedRequest<z.output<Schema>> {
  const result = schema.safeParse(value)
  if (result.success) return { ok: true, value: result.data }
  const chosen = chooseIssue(result.error.issues, value)
  const fault =
    chosen === undefined
      ? { message: 'The request is not valid.', param: null, code: 'invalid_value' }
      : describeIssue(chosen, schema, value)
  return { ok: false, error: { message: fault.message, type: 'invalid_request_error', param: fault.param, code: fault.code, status: 400 } }
}

/**
 * Checks the body of POST /v1/responses.
 * @example
 * const parsed = parseCreateResponse(JSON.parse(text))
 * if (!parsed.ok) reply.status(parsed.error.status) // parsed.error.param: "input[0].content[1].type"
 */
export function parseCreateResponse(value: unknown): ParsedRequest<CreateResponseBody> {
  return parseRequest(createResponseBodySchema, value)
}
