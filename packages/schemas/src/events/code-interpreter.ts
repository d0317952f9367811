import { z } from 'zod'
import { itemPlace, obfuscation } from './fields.ts'

/** A run begins. */
export const codeInterpreterCallInProgressEventSchema = z.strictObject({
  type: z.literal('response.code_interpreter_call.in_progress'),
  ...itemPlace,
})

/** A piece of the code. */
export const codeInterpreterCallCodeDeltaEventSchema = z.strictObject({
  type: z.literal('response.code_interpreter_call_code.delta'),
  ...itemPlace,
  delta: z.string(),
  ...obfuscation,
})

/** All the code. */
export const codeInterpreterCallCodeDoneEventSchema = z.strictObject({
  type: z.literal('response.code_interpreter_call_code.done'),
  ...itemPlace,
  code: z.string(),
})

/** The code runs. */
export const codeInterpreterCallInterpretingEventSchema = z.strictObject({
  type: z.literal('response.code_interpreter_call.interpreting'),
  ...itemPlace,
})

/** The code has run; its outputs come with the item. */
export const codeInterpreterCallCompletedEventSchema = z.strictObject({
  type: z.literal('response.code_interpreter_call.completed'),
  ...itemPlace,
})

/** @see {@link codeInterpreterCallInProgressEventSchema} */
export type CodeInterpreterCallInProgressEvent = z.infer<typeof codeInterpreterCallInProgressEventSchema>
/** @see {@link codeInterpreterCallCodeDeltaEventSchema} */
export type CodeInterpreterCallCodeDeltaEvent = z.infer<typeof codeInterpreterCallCodeDeltaEventSchema>
/** @see {@link codeInterpreterCallCodeDoneEventSchema} */
export type CodeInterpreterCallCodeDoneEvent = z.infer<typeof codeInterpreterCallCodeDoneEventSchema>
/** @see {@link codeInterpreterCallInterpretingEventSchema} */
export type CodeInterpreterCallInterpretingEvent = z.infer<typeof codeInterpreterCallInterpretingEventSchema>
/** @see {@link codeInterpreterCallCompletedEventSchema} */
export type CodeInterpreterCallCompletedEvent = z.infer<typeof codeInterpreterCallCompletedEventSchema>
