import { z } from 'zod'

/** Text, JSON of a given schema, or any JSON. Default `{type: "text"}`; `strict` false unless given. */
export const textFormatSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({
    type: z.literal('json_schema'),
    name: z
      .string()
      .min(1)
      .max(64)
      .regex(/^[a-zA-Z0-9_-]+$/),
    schema: z.record(z.string(), z.unknown()),
    description: z.string().exactOptional(),
    strict: z.boolean().nullable().exactOptional(),
  }),
  z.strictObject({ type: z.literal('json_object') }),
])
export type TextFormat = z.infer<typeof textFormatSchema>
