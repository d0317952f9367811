import { z } from 'zod'

/**
 * Who made a tool call: the model itself, or a program the model wrote (`program.call_id` is the `caller_id`). Sent only with programmatic
 * tool calling: absent otherwise, never null (captures of 2026-07 and 2026-08).
 */
export const callerSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('direct') }),
  z.strictObject({ type: z.literal('program'), caller_id: z.string().min(1) }),
])

/** @see {@link callerSchema} */
export type Caller = z.infer<typeof callerSchema>

/** The same in `input`, where null and unknown keys pass. */
export const inputCallerSchema = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('direct') }),
    z.object({ type: z.literal('program'), caller_id: z.string().min(1) }),
  ])
  .nullable()
