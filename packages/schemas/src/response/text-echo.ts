import { z } from 'zod'
import { jsonObjectSchema } from '../items/scalars.ts'

/** The format that was used. A JSON schema comes back with `description` (null) and `strict` filled in. */
export const textFormatEchoSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({ type: z.literal('json_object') }),
  z.strictObject({
    type: z.literal('json_schema'),
    description: z.string().nullable(),
    name: z.string().min(1),
    schema: jsonObjectSchema,
    strict: z.boolean(),
  }),
])

/** Format and length of the text, as used; `verbosity` is there since 2025-08. */
export const textEchoSchema = z.strictObject({ format: textFormatEchoSchema, verbosity: z.enum(['low', 'medium', 'high']) })

/** @see {@link textFormatEchoSchema} */
export type TextFormatEcho = z.infer<typeof textFormatEchoSchema>
/** @see {@link textEchoSchema} */
export type TextEcho = z.infer<typeof textEchoSchema>
