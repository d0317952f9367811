import { z } from 'zod'
import { echoedToolSchema } from '../tools/echoed-tool.ts'
import { toolSchema } from '../tools/tool.ts'
import { itemStatusSchema } from './item-status.ts'
import { callIdSchema, idSchema, inputIdSchema, jsonObjectSchema, jsonValueSchema } from './scalars.ts'

/** Who looks for the tools: OpenAI, or the caller. */
export const toolSearchExecutionSchema = z.enum(['server', 'client'])

/** The model looks for tools. `call_id` is null where the server searches itself; `arguments` is `{}` until done. */
export const toolSearchCallSchema = z.strictObject({
  id: idSchema,
  type: z.literal('tool_search_call'),
  status: itemStatusSchema,
  arguments: jsonObjectSchema,
  call_id: callIdSchema.nullable(),
  created_by: z.string().exactOptional(),
  execution: toolSearchExecutionSchema,
})

/** The tools that were found, in the form in which a response echoes tools. */
export const toolSearchOutputSchema = z.strictObject({
  id: idSchema,
  type: z.literal('tool_search_output'),
  status: itemStatusSchema,
  call_id: callIdSchema.nullable(),
  created_by: z.string().exactOptional(),
  execution: toolSearchExecutionSchema,
  tools: z.array(echoedToolSchema),
})

/** A tool search in `input`. */
export const inputToolSearchCallSchema = z.object({
  id: inputIdSchema.nullable().exactOptional(),
  type: z.literal('tool_search_call'),
  status: itemStatusSchema.nullable().exactOptional(),
  arguments: jsonValueSchema,
  call_id: callIdSchema.nullable().exactOptional(),
  execution: toolSearchExecutionSchema.exactOptional(),
})

/** The tools a client found. */
export const inputToolSearchOutputSchema = z.object({
  id: inputIdSchema.nullable().exactOptional(),
  type: z.literal('tool_search_output'),
  status: itemStatusSchema.nullable().exactOptional(),
  call_id: callIdSchema.nullable().exactOptional(),
  execution: toolSearchExecutionSchema.exactOptional(),
  tools: z.array(toolSchema),
})

/** @see {@link toolSearchCallSchema} */
export type ToolSearchCall = z.infer<typeof toolSearchCallSchema>
/** @see {@link toolSearchOutputSchema} */
export type ToolSearchOutput = z.infer<typeof toolSearchOutputSchema>
/** @see {@link inputToolSearchCallSchema} */
export type InputToolSearchCall = z.infer<typeof inputToolSearchCallSchema>
/** @see {@link inputToolSearchOutputSchema} */
export type InputToolSearchOutput = z.infer<typeof inputToolSearchOutputSchema>
