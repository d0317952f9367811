import { z } from 'zod'
import { imageDetailSchema } from './input-content-part.ts'
import { itemStatusSchema } from './item-status.ts'
import { callIdSchema, idSchema, inputIdSchema } from './scalars.ts'

const keys = z.array(z.string()).nullable().exactOptional()
const point = { x: z.number(), y: z.number() }

/** What the model wants done on the screen; coordinates in pixels. */
export const computerActionSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('click'), button: z.enum(['left', 'right', 'wheel', 'back', 'forward']), ...point, keys }),
  z.strictObject({ type: z.literal('double_click'), ...point, keys }),
  z.strictObject({ type: z.literal('drag'), path: z.array(z.strictObject(point)), keys }),
  z.strictObject({ type: z.literal('keypress'), keys: z.array(z.string()) }),
  z.strictObject({ type: z.literal('move'), ...point, keys }),
  z.strictObject({ type: z.literal('screenshot') }),
  z.strictObject({ type: z.literal('scroll'), scroll_x: z.number(), scroll_y: z.number(), ...point, keys }),
  z.strictObject({ type: z.literal('type'), text: z.string() }),
  z.strictObject({ type: z.literal('wait') }),
])

const safetyCheckSchema = z.strictObject({
  id: idSchema,
  code: z.string().nullable().exactOptional(),
  message: z.string().nullable().exactOptional(),
})

/** One step of computer use: `action` from the preview model, `actions` from its successor. */
export const computerCallSchema = z.strictObject({
  id: idSchema,
  type: z.literal('computer_call'),
  status: itemStatusSchema,
  action: computerActionSchema.exactOptional(),
  actions: z.array(computerActionSchema).exactOptional(),
  call_id: callIdSchema,
  pending_safety_checks: z.array(safetyCheckSchema),
})

const screenshot = {
  type: z.literal('computer_screenshot'),
  file_id: z.string().nullable().exactOptional(),
  image_url: z.string().nullable().exactOptional(),
  detail: imageDetailSchema.nullable().exactOptional(),
}

/** The screen after a step, as the API shows it. */
export const computerCallOutputSchema = z.strictObject({
  id: idSchema,
  type: z.literal('computer_call_output'),
  status: z.enum(['completed', 'incomplete', 'failed', 'in_progress']),
  acknowledged_safety_checks: z.array(safetyCheckSchema).exactOptional(),
  call_id: callIdSchema,
  created_by: z.string().exactOptional(),
  output: z.strictObject(screenshot),
})

/** A computer call in `input`. */
export const inputComputerCallSchema = z.object({
  ...computerCallSchema.shape,
  id: inputIdSchema.nullable().exactOptional(),
  status: itemStatusSchema.nullable().exactOptional(),
  action: computerActionSchema.nullable().exactOptional(),
  actions: z.array(computerActionSchema).nullable().exactOptional(),
  pending_safety_checks: z.array(z.object(safetyCheckSchema.shape)).nullable().exactOptional(),
})

/** The screenshot a client sends back. */
export const inputComputerCallOutputSchema = z.object({
  id: inputIdSchema.nullable().exactOptional(),
  type: z.literal('computer_call_output'),
  status: z.enum(['completed', 'incomplete', 'failed', 'in_progress']).nullable().exactOptional(),
  acknowledged_safety_checks: z.array(z.object(safetyCheckSchema.shape)).nullable().exactOptional(),
  call_id: callIdSchema,
  output: z.object({ ...screenshot, type: z.enum(['computer_screenshot', 'input_image']) }),
})

/** @see {@link computerActionSchema} */
export type ComputerAction = z.infer<typeof computerActionSchema>
/** @see {@link computerCallSchema} */
export type ComputerCall = z.infer<typeof computerCallSchema>
/** @see {@link computerCallOutputSchema} */
export type ComputerCallOutput = z.infer<typeof computerCallOutputSchema>
/** @see {@link inputComputerCallSchema} */
export type InputComputerCall = z.infer<typeof inputComputerCallSchema>
/** @see {@link inputComputerCallOutputSchema} */
export type InputComputerCallOutput = z.infer<typeof inputComputerCallOutputSchema>
