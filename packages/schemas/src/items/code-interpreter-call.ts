import { z } from 'zod'
import { idSchema, inputIdSchema } from './scalars.ts'

/** States of a code interpreter run. */
export const codeInterpreterStatusSchema = z.enum(['in_progress', 'completed', 'incomplete', 'interpreting', 'failed'])

/** What the code left behind. */
export const codeInterpreterOutputSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('logs'), logs: z.string() }),
  z.strictObject({ type: z.literal('image'), url: z.string() }),
])

/** Python run in a container. `outputs` is null unless included; `code` starts as the empty string, though the reference allows null. */
export const codeInterpreterCallSchema = z.strictObject({
  id: idSchema,
  type: z.literal('code_interpreter_call'),
  status: codeInterpreterStatusSchema,
  code: z.string().nullable(),
  container_id: idSchema,
  outputs: z.array(codeInterpreterOutputSchema).nullable(),
})

/** A code interpreter run in `input`. */
export const inputCodeInterpreterCallSchema = z.object({
  id: inputIdSchema.nullable().exactOptional(),
  type: z.literal('code_interpreter_call'),
  status: codeInterpreterStatusSchema.nullable().exactOptional(),
  code: z.string().nullable().exactOptional(),
  container_id: idSchema,
  outputs: z.array(codeInterpreterOutputSchema).nullable().exactOptional(),
})

/** @see {@link codeInterpreterOutputSchema} */
export type CodeInterpreterOutput = z.infer<typeof codeInterpreterOutputSchema>
/** @see {@link codeInterpreterCallSchema} */
export type CodeInterpreterCall = z.infer<typeof codeInterpreterCallSchema>
/** @see {@link inputCodeInterpreterCallSchema} */
export type InputCodeInterpreterCall = z.infer<typeof inputCodeInterpreterCallSchema>
