import { z } from 'zod'
import { idSchema, inputIdSchema, jsonObjectSchema } from './scalars.ts'

const effortSchema = z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']).nullable()

const update = {
  reasoning: z.strictObject({ effort: effortSchema.exactOptional() }).exactOptional(),
  text: z
    .strictObject({
      format: z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('text') }),
        z.strictObject({
          type: z.literal('json_schema'),
          description: z.string().exactOptional(),
          name: z.string(),
          schema: jsonObjectSchema,
          strict: z.boolean().nullable().exactOptional(),
        }),
      ]),
    })
    .exactOptional(),
}

/** From here on other settings hold. In stored items and conversations, never in `output` (SDK of 2026-11; in no capture). */
export const configurationUpdateSchema = z.strictObject({ id: idSchema, type: z.literal('configuration_update'), ...update })

/** A change of settings in `input`. */
export const inputConfigurationUpdateSchema = z.object({
  id: inputIdSchema.nullable().exactOptional(),
  type: z.literal('configuration_update'),
  ...update,
})

/** @see {@link configurationUpdateSchema} */
export type ConfigurationUpdate = z.infer<typeof configurationUpdateSchema>
/** @see {@link inputConfigurationUpdateSchema} */
export type InputConfigurationUpdate = z.infer<typeof inputConfigurationUpdateSchema>
