import { z } from 'zod'
import { messagePartSchema } from './content-part.ts'
import { inputPartSchema } from './input-content-part.ts'
import { itemStatusSchema } from './item-status.ts'
import { idSchema, inputIdSchema } from './scalars.ts'

/** Whether an assistant message is commentary on the way or the answer; sent by gpt-5.3-codex, gpt-5.4 and later (captures since 2026-03). */
export const messagePhaseSchema = z.enum(['commentary', 'final_answer'])

/** A message of the model, as in `Response.output`. `phase` is absent where a model does not set it, never null. */
export const messageSchema = z.strictObject({
  id: idSchema,
  type: z.literal('message'),
  status: itemStatusSchema,
  content: z.array(messagePartSchema),
  phase: messagePhaseSchema.exactOptional(),
  role: z.literal('assistant'),
})

const inputFields = {
  id: inputIdSchema.nullable().exactOptional(),
  status: itemStatusSchema.nullable().exactOptional(),
  phase: messagePhaseSchema.nullable().exactOptional(),
}

/**
 * A part of an assistant message a client replays. `output_text` without `annotations` and `logprobs`: Codex and others send it so, OpenAI
 * accepts it, and servers that insist break them (thread anomalyco/opencode#42613). Input parts pass too: the reference types them.
 */
export const assistantInputPartSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('output_text'),
    text: z.string(),
    annotations: z.array(z.unknown()).nullable().exactOptional(),
    logprobs: z.array(z.unknown()).nullable().exactOptional(),
  }),
  z.object({ type: z.literal('refusal'), refusal: z.string() }),
  ...inputPartSchema.options,
])

const callerMessageSchema = z.object({
  type: z.literal('message'),
  role: z.enum(['user', 'system', 'developer']),
  content: z.union([z.string(), z.array(inputPartSchema)]),
  ...inputFields,
})

const assistantMessageSchema = z.object({
  type: z.literal('message'),
  role: z.literal('assistant'),
  content: z.union([z.string(), z.array(assistantInputPartSchema)]),
  ...inputFields,
})

/** A message in `input` that names its type: the reference's `Message`, `EasyInputMessage` and replayed output messages in one. */
export const inputMessageSchema = z.discriminatedUnion('role', [callerMessageSchema, assistantMessageSchema])

const noType = { type: z.null().exactOptional() }

/** `{role, content}` without a type, the reference's `EasyInputMessage`. */
export const bareInputMessageSchema = z.discriminatedUnion('role', [
  callerMessageSchema.extend(noType),
  assistantMessageSchema.extend(noType),
])

/** @see {@link messagePhaseSchema} */
export type MessagePhase = z.infer<typeof messagePhaseSchema>
/** @see {@link messageSchema} */
export type Message = z.infer<typeof messageSchema>
/** @see {@link inputMessageSchema} */
export type InputMessage = z.infer<typeof inputMessageSchema>
/** @see {@link bareInputMessageSchema} */
export type BareInputMessage = z.infer<typeof bareInputMessageSchema>
