import { z } from 'zod'
import { callerSchema, inputCallerSchema } from './caller.ts'
import { toolOutputPartSchema } from './input-content-part.ts'
import { itemStatusSchema } from './item-status.ts'
import { callIdSchema, idSchema, inputIdSchema } from './scalars.ts'

/** What a function returned: plain text or parts. */
export const toolOutputSchema = z.union([z.string().max(10_485_760), z.array(toolOutputPartSchema)])

/** What a function returned, as the API shows it (Responses API reference; in no stream recorded so far). */
export const functionCallOutputSchema = z.strictObject({
  id: idSchema,
  type: z.literal('function_call_output'),
  status: itemStatusSchema,
  call_id: callIdSchema.exactOptional(),
  caller: callerSchema.exactOptional(),
  created_by: z.string().exactOptional(),
  name: z.string().exactOptional(),
  namespace: z.string().exactOptional(),
  output: toolOutputSchema,
})

/** The answer to a function call. `call_id` may be missing since the SDK of 2026-10, for async tools that `name` identifies. */
export const inputFunctionCallOutputSchema = z.object({
  id: inputIdSchema.nullable().exactOptional(),
  type: z.literal('function_call_output'),
  status: itemStatusSchema.nullable().exactOptional(),
  call_id: callIdSchema.nullable().exactOptional(),
  caller: inputCallerSchema.exactOptional(),
  name: z.string().max(128).nullable().exactOptional(),
  namespace: z.string().max(64).nullable().exactOptional(),
  output: toolOutputSchema,
})

/** @see {@link toolOutputSchema} */
export type ToolOutput = z.infer<typeof toolOutputSchema>
/** @see {@link functionCallOutputSchema} */
export type FunctionCallOutput = z.infer<typeof functionCallOutputSchema>
/** @see {@link inputFunctionCallOutputSchema} */
export type InputFunctionCallOutput = z.infer<typeof inputFunctionCallOutputSchema>
