import { z } from 'zod'
import { itemPlace, obfuscation } from './fields.ts'

/** A piece of a custom tool's input. */
export const customToolCallInputDeltaEventSchema = z.strictObject({
  type: z.literal('response.custom_tool_call_input.delta'),
  ...itemPlace,
  delta: z.string(),
  ...obfuscation,
})

/** All the input of a custom tool. */
export const customToolCallInputDoneEventSchema = z.strictObject({
  type: z.literal('response.custom_tool_call_input.done'),
  ...itemPlace,
  input: z.string(),
})

/** @see {@link customToolCallInputDeltaEventSchema} */
export type CustomToolCallInputDeltaEvent = z.infer<typeof customToolCallInputDeltaEventSchema>
/** @see {@link customToolCallInputDoneEventSchema} */
export type CustomToolCallInputDoneEvent = z.infer<typeof customToolCallInputDoneEventSchema>
