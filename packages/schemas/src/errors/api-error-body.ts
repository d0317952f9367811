import { z } from 'zod'

/** Why a request was stopped as misaligned, and what the caller may say to go on. Documented since 2026-10; in no capture. */
export const misalignmentSchema = z.object({
  detailed_explanation: z.string().exactOptional(),
  /** Known values: `potentially_unintended_data_transfer`, `…_data_access`, `…_destructive_activity`, `other`. */
  error_type: z.string().exactOptional(),
  review_target: z.string().nullable().exactOptional(),
  steer: z.object({ message: z.string() }).exactOptional(),
})
export type Misalignment = z.infer<typeof misalignmentSchema>

/** What went wrong, in the terms of the API. `code` is null for many 404s and some 400s; `param` is a path like `input[0].content[1].type`. */
export const apiErrorObjectSchema = z.object({
  message: z.string(),
  type: z.string(),
  param: z.string().nullable(),
  code: z.string().nullable(),
  misalignment: misalignmentSchema.exactOptional(),
})
export type ApiErrorObject = z.infer<typeof apiErrorObjectSchema>

/** The JSON body of every answer that is not a success, also when a stream was asked for and none had begun. */
export const apiErrorBodySchema = z.object({ error: apiErrorObjectSchema })
export type ApiErrorBody = z.infer<typeof apiErrorBodySchema>
