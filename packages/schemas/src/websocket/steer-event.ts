import { z } from 'zod'

import { countSchema } from '../items/scalars.ts'
import { steerInputSchema } from './steer-message.ts'
import { streamIdSchema } from './stream-id.ts'

const envelope = { sequence_number: countSchema, stream_id: streamIdSchema.exactOptional() }
const steerSchema = z.strictObject({ id: z.string(), previous_response_id: z.string() })

/** The server owns the input from here on. */
export const steerAcceptedEventSchema = z.strictObject({ type: z.literal('response.steer.accepted'), steer: steerSchema, ...envelope })
export type SteerAcceptedEvent = z.infer<typeof steerAcceptedEventSchema>

/** Outputs that the parent response still waits for, as stubs: the client fills them in. */
export const steerRequiredInputSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('function_call_output'), call_id: z.string(), name: z.string() }),
  z.strictObject({ type: z.literal('custom_tool_call_output'), call_id: z.string() }),
  z.strictObject({ type: z.literal('computer_call_output'), call_id: z.string() }),
  z.strictObject({ type: z.literal('shell_call_output'), call_id: z.string() }),
  z.strictObject({ type: z.literal('apply_patch_call_output'), call_id: z.string() }),
  z.strictObject({ type: z.literal('tool_search_output'), call_id: z.string(), execution: z.literal('client') }),
  z.strictObject({ type: z.literal('mcp_approval_response'), approval_request_id: z.string() }),
])
export type SteerRequiredInput = z.infer<typeof steerRequiredInputSchema>

/** The successor cannot begin before the parent's tool outputs are there. Comes after `response.completed`, at most once a steer. */
export const steerPendingEventSchema = z.strictObject({
  type: z.literal('response.steer.pending'),
  /** `waiting_for_required_input`, or what comes next. */
  reason: z.string(),
  required_input: z.array(steerRequiredInputSchema),
  steer: steerSchema,
  ...envelope,
})
export type SteerPendingEvent = z.infer<typeof steerPendingEventSchema>

/** Codes of `response.steer.failed`, documented; the list is open. */
export const steerErrorCodes = [
  'response_not_found',
  'invalid_input',
  'steering_not_supported',
  'too_many_pending_steers',
  'response_already_completed',
  'response_not_active',
  'successor_creation_failed',
] as const

/** The steering came to nothing; the input goes back to the client. */
export const steerFailedEventSchema = z.strictObject({
  type: z.literal('response.steer.failed'),
  error: z.strictObject({ code: z.string(), message: z.string(), type: z.literal('invalid_request_error') }),
  steer: z.strictObject({ input: steerInputSchema, previous_response_id: z.string(), id: z.string().exactOptional() }),
  ...envelope,
})
export type SteerFailedEvent = z.infer<typeof steerFailedEventSchema>
