import { z } from 'zod'
import { callerSchema, inputCallerSchema } from './caller.ts'
import { itemStatusSchema } from './item-status.ts'
import { callIdSchema, idSchema, inputIdSchema } from './scalars.ts'

/**
 * The model calls a function; `arguments` is JSON text. A call made by a program (`caller`) is still `in_progress` when it is done
 * (captures of programmatic tool calling, 2026-07). `namespace` is there for tools of a namespace or found by tool search.
 */
export const functionCallSchema = z.strictObject({
  id: idSchema,
  type: z.literal('function_call'),
  status: itemStatusSchema,
  arguments: z.string(),
  async: z.boolean().exactOptional(),
  call_id: callIdSchema,
  caller: callerSchema.exactOptional(),
  name: z.string().min(1),
  namespace: z.string().exactOptional(),
})

/** A function call in `input`; clients that do not store ids leave `id` and `status` out. */
export const inputFunctionCallSchema = z.object({
  id: inputIdSchema.nullable().exactOptional(),
  type: z.literal('function_call'),
  status: itemStatusSchema.nullable().exactOptional(),
  arguments: z.string(),
  async: z.boolean().nullable().exactOptional(),
  call_id: callIdSchema,
  caller: inputCallerSchema.exactOptional(),
  name: z.string().min(1),
  namespace: z.string().nullable().exactOptional(),
})

/** @see {@link functionCallSchema} */
export type FunctionCall = z.infer<typeof functionCallSchema>
/** @see {@link inputFunctionCallSchema} */
export type InputFunctionCall = z.infer<typeof inputFunctionCallSchema>
