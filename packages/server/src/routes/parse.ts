import { parseQuery, parseRequest } from '@goldwire/schemas'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'

import { ApiError } from '../run/api-error.ts'

/** The request's body, checked. No body lacks everything an empty one lacks, and is told so. @throws ApiError 400 naming the field */
export function parseBody<Schema extends z.ZodType>(request: FastifyRequest, schema: Schema): z.output<Schema> {
  const body = request.body === undefined ? {} : request.body
  refuseProto(body)
  const parsed = parseRequest(schema, body)
  if (parsed.ok) return parsed.value
  throw ApiError.from(parsed.error, parsed.error.status)
}

/** The request's query, checked. @throws ApiError 400 naming the parameter */
export function parseQueryOf<Schema extends z.ZodObject>(request: FastifyRequest, schema: Schema): z.output<Schema> {
  const parsed = parseQuery(schema, request.query as Record<string, unknown>)
  if (parsed.ok) return parsed.value
  throw ApiError.from(parsed.error, parsed.error.status)
}

/** A key that JavaScript cannot hold like any other would be lost in silence. @throws ApiError 400 */
function refuseProto(body: unknown): void {
  const metadata = typeof body === 'object' && body !== null ? (body as { metadata?: unknown }).metadata : null
  if (typeof metadata !== 'object' || metadata === null || !Object.hasOwn(metadata, '__proto__')) return
  throw new ApiError({ code: 'invalid_value', param: 'metadata', message: "Invalid key in 'metadata': '__proto__' cannot be kept here." })
}
