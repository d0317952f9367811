import { z } from 'zod'
import { idSchema } from '../items/scalars.ts'
import { shellCallOutputContentSchema } from '../items/shell-call.ts'
import { commandPlace, obfuscation } from './fields.ts'

/** A command begins, empty. Found by `output_index`: there is no `item_id`. */
export const shellCallCommandAddedEventSchema = z.strictObject({
  type: z.literal('response.shell_call_command.added'),
  ...commandPlace,
  command: z.string(),
})

/** A piece of a command. */
export const shellCallCommandDeltaEventSchema = z.strictObject({
  type: z.literal('response.shell_call_command.delta'),
  ...commandPlace,
  delta: z.string(),
  ...obfuscation,
})

/** All of a command. */
export const shellCallCommandDoneEventSchema = z.strictObject({
  type: z.literal('response.shell_call_command.done'),
  ...commandPlace,
  command: z.string(),
})

/** A piece of what a command printed, on either channel. The one delta that is an object, and without obfuscation. */
export const shellCallOutputContentDeltaEventSchema = z.strictObject({
  type: z.literal('response.shell_call_output_content.delta'),
  ...commandPlace,
  item_id: idSchema,
  delta: z.strictObject({ stderr: z.string().exactOptional(), stdout: z.string().exactOptional() }),
})

/** All that a command printed. */
export const shellCallOutputContentDoneEventSchema = z.strictObject({
  type: z.literal('response.shell_call_output_content.done'),
  ...commandPlace,
  item_id: idSchema,
  output: z.array(shellCallOutputContentSchema),
})

/** @see {@link shellCallCommandAddedEventSchema} */
export type ShellCallCommandAddedEvent = z.infer<typeof shellCallCommandAddedEventSchema>
/** @see {@link shellCallCommandDeltaEventSchema} */
export type ShellCallCommandDeltaEvent = z.infer<typeof shellCallCommandDeltaEventSchema>
/** @see {@link shellCallCommandDoneEventSchema} */
export type ShellCallCommandDoneEvent = z.infer<typeof shellCallCommandDoneEventSchema>
/** @see {@link shellCallOutputContentDeltaEventSchema} */
export type ShellCallOutputContentDeltaEvent = z.infer<typeof shellCallOutputContentDeltaEventSchema>
/** @see {@link shellCallOutputContentDoneEventSchema} */
export type ShellCallOutputContentDoneEvent = z.infer<typeof shellCallOutputContentDoneEventSchema>
