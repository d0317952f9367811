import { z } from 'zod'
import { jsonObjectSchema } from '../items/scalars.ts'

/** The error codes the SDK of 2026-11 lists. */
export const responseErrorCodes = [
  'server_error',
  'rate_limit_exceeded',
  'invalid_prompt',
  'data_residency_mismatch',
  'bio_policy',
  'misalignment_policy_violation',
  'vector_store_timeout',
  'invalid_image',
  'invalid_image_format',
  'invalid_base64_image',
  'invalid_image_url',
  'image_too_large',
  'image_too_small',
  'image_parse_error',
  'image_content_policy_violation',
  'invalid_image_mode',
  'image_file_too_large',
  'unsupported_image_media_type',
  'empty_image_file',
  'failed_to_download_image',
  'image_file_not_found',
] as const

/** Codes OpenAI really sends besides (captures, and threads openai/openai-node#2632, Effect-TS/effect#7262). */
export const unlistedResponseErrorCodes = [
  'insufficient_quota',
  'context_length_exceeded',
  'cyber_policy',
  'usage_not_included',
  'server_is_overloaded',
  'slow_down',
  'credit_balance_exhausted',
  'too_many_requests',
] as const

/** Why a response failed. The list of codes is open on the wire, so any non-empty text passes. */
export const responseErrorSchema = z.strictObject({
  code: z.string().min(1),
  message: z.string(),
  misalignment: jsonObjectSchema.nullable().exactOptional(),
  param: z.string().nullable().exactOptional(),
  type: z.string().nullable().exactOptional(),
})

/** @see {@link responseErrorCodes} */
export type ResponseErrorCode = (typeof responseErrorCodes)[number]
/** @see {@link responseErrorSchema} */
export type ResponseError = z.infer<typeof responseErrorSchema>
