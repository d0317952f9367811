import { z } from 'zod'
import { callIdSchema, idSchema, inputIdSchema } from './scalars.ts'

/** A program the model wrote to call tools. `fingerprint` is encrypted anew each time it is sent. */
export const programSchema = z.strictObject({
  id: idSchema,
  type: z.literal('program'),
  call_id: callIdSchema,
  code: z.string(),
  fingerprint: z.string(),
})

/** What the program printed; `completed` already when announced. */
export const programOutputSchema = z.strictObject({
  id: idSchema,
  type: z.literal('program_output'),
  status: z.enum(['completed', 'incomplete']),
  call_id: callIdSchema,
  result: z.string(),
})

/** A program in `input`. */
export const inputProgramSchema = z.object({ ...programSchema.shape, id: inputIdSchema })

/** A program's output in `input`. */
export const inputProgramOutputSchema = z.object({ ...programOutputSchema.shape, id: inputIdSchema })

/** @see {@link programSchema} */
export type Program = z.infer<typeof programSchema>
/** @see {@link programOutputSchema} */
export type ProgramOutput = z.infer<typeof programOutputSchema>
