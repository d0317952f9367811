import type { z } from 'zod'

import { decodeQuery } from '../request/decode-query.ts'
import { parseRequest, type ParsedRequest } from './parse-request.ts'

/**
 * Checks a query string against `schema`. `raw` holds strings or arrays of strings, as any server hands them over; `include[]=a`
 * and `include=a` are the same.
 */
export function parseQuery<Schema extends z.ZodObject>(
  schema: Schema,
  raw: Readonly<Record<string, unknown>>,
): ParsedRequest<z.output<Schema>> {
  return parseRequest(schema, decodeQuery(schema, raw))
}
