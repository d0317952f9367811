import { z } from 'zod'

import { createResponseFields, undocumentedRequestFields } from './create-response-fields.ts'
import { checkRules, requestRules } from './request-rules.ts'

/**
 * The body of POST /v1/responses. Nothing is filled in: a field that was left out stays out, so that a server can tell.
 * Unknown fields are refused at every level (but inside `input`), and fields are checked against each other: see `requestRules`.
 */
export const createResponseBodySchema = z
  .strictObject({ ...createResponseFields, ...undocumentedRequestFields })
  .check(checkRules(requestRules))
export type CreateResponseBody = z.infer<typeof createResponseBodySchema>
