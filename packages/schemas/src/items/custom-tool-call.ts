import { z } from 'zod'
import { callerSchema, inputCallerSchema } from './caller.ts'
import { toolOutputSchema } from './function-call-output.ts'
import { itemStatusSchema } from './item-status.ts'
import { callIdSchema, idSchema, inputIdSchema } from './scalars.ts'

/** The model calls a free-form tool. The reference gives it no status; the wire always does (3 of 3 streams, 2 of 2 bodies). */
export const customToolCallSchema = z.strictObject({
  id: idSchema,
  type: z.literal('custom_tool_call'),
  status: itemStatusSchema,
  async: z.boolean().exactOptional(),
  call_id: callIdSchema,
  caller: callerSchema.exactOptional(),
  input: z.string(),
  name: z.string().min(1),
  namespace: z.string().exactOptional(),
})

/** A custom tool call in `input`. */
export const inputCustomToolCallSchema = z.object({
  id: inputIdSchema.nullable().exactOptional(),
  type: z.literal('custom_tool_call'),
  status: itemStatusSchema.nullable().exactOptional(),
  async: z.boolean().nullable().exactOptional(),
  call_id: callIdSchema,
  caller: inputCallerSchema.exactOptional(),
  input: z.string(),
  name: z.string().min(1),
  namespace: z.string().nullable().exactOptional(),
})

/** What a custom tool returned, as the API shows it. */
export const customToolCallOutputSchema = z.strictObject({
  id: idSchema,
  type: z.literal('custom_tool_call_output'),
  status: itemStatusSchema,
  call_id: callIdSchema,
  caller: callerSchema.exactOptional(),
  created_by: z.string().exactOptional(),
  output: toolOutputSchema,
})

/** The answer to a custom tool call. */
export const inputCustomToolCallOutputSchema = z.object({
  id: inputIdSchema.nullable().exactOptional(),
  type: z.literal('custom_tool_call_output'),
  status: itemStatusSchema.nullable().exactOptional(),
  call_id: callIdSchema,
  caller: inputCallerSchema.exactOptional(),
  name: z.string().nullable().exactOptional(),
  output: toolOutputSchema,
})

/** @see {@link customToolCallSchema} */
export type CustomToolCall = z.infer<typeof customToolCallSchema>
/** @see {@link customToolCallOutputSchema} */
export type CustomToolCallOutput = z.infer<typeof customToolCallOutputSchema>
/** @see {@link inputCustomToolCallSchema} */
export type InputCustomToolCall = z.infer<typeof inputCustomToolCallSchema>
/** @see {@link inputCustomToolCallOutputSchema} */
export type InputCustomToolCallOutput = z.infer<typeof inputCustomToolCallOutputSchema>
