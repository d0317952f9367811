import { parseRequest } from '@goldwire/schemas'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'

import type { AppContext } from '../app-context.ts'
import type { FileObject } from '../files/file-store.ts'
import { ApiError } from '../run/api-error.ts'
import { randomAlphanumerics } from '../run/random-bytes.ts'

/** The fields beside the file. `expires_after` comes as `expires_after[anchor]` and `expires_after[seconds]`. */
const fieldsSchema = z.object({
  purpose: z.enum(['assistants', 'batch', 'fine-tune', 'vision', 'user_data', 'evals']),
  expires_after: z.strictObject({ anchor: z.literal('created_at'), seconds: z.int().min(3_600).max(2_592_000) }).exactOptional(),
})

/**
 * Reads the one file of a multipart request, and makes it a file object.
 *
 * @throws ApiError 400 for a field that is missing or wrong, 413 for a file that is too long, 415 for another kind of body
 */
export async function readUpload(
  request: FastifyRequest,
  { now, random }: Pick<AppContext, 'now' | 'random'>,
): Promise<{ file: FileObject; content: Uint8Array }> {
  if (!request.isMultipart()) {
    throw new ApiError({
      code: 'unsupported_media_type',
      message: "Invalid content type. Expected 'multipart/form-data' with a file in it.",
    })
  }
  const fields: Record<string, unknown> = {}
  let upload: { filename: string; content: Buffer } | null = null
  try {
    for await (const part of request.parts()) {
      if (part.type === 'field') setField(fields, part.fieldname, part.value)
      else if (part.fieldname === 'file') upload = { filename: part.filename, content: await part.toBuffer() }
      else part.file.resume()
    }
  } catch (cause) {
    throw toApiError(cause)
  }
  const parsed = parseRequest(fieldsSchema, fields)
  if (!parsed.ok) throw ApiError.from(parsed.error, parsed.error.status)
  if (upload === null) {
    throw new ApiError({ code: 'missing_required_parameter', param: 'file', message: "Missing required parameter: 'file'." })
  }
  const { purpose, expires_after: expiry } = parsed.value
  const createdAt = Math.floor(now() / 1000)
  const file: FileObject = {
    object: 'file',
    id: `file-${randomAlphanumerics(random, 22)}`,
    purpose,
    filename: upload.filename,
    bytes: upload.content.length,
    created_at: createdAt,
    expires_at: expiry === undefined ? null : createdAt + expiry.seconds,
    status: 'processed',
    status_details: null,
  }
  return { file, content: upload.content }
}

function setField(fields: Record<string, unknown>, name: string, value: unknown): void {
  const inner = /^expires_after\[(anchor|seconds)\]$/.exec(name)?.[1]
  if (inner === undefined) {
    if (Object.hasOwn(fieldsSchema.shape, name)) fields[name] = value
    return
  }
  const isNumber = inner === 'seconds' && typeof value === 'string' && /^\d{1,10}$/.test(value)
  fields['expires_after'] = { ...(fields['expires_after'] as object | undefined), [inner]: isNumber ? Number(value) : value }
}

function toApiError(cause: unknown): ApiError {
  if (cause instanceof ApiError) return cause
  const code = cause instanceof Error && 'code' in cause ? cause.code : null
  if (code === 'FST_REQ_FILE_TOO_LARGE') {
    const headers = { connection: 'close' }
    return new ApiError({ code: 'request_too_large', param: 'file', message: 'The file is too large for this server.', headers, cause })
  }
  const message = 'We could not read the multipart body of your request: one file, and a few fields beside it.'
  return new ApiError({ code: 'invalid_value', message, cause })
}
