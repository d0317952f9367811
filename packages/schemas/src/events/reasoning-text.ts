import { z } from 'zod'
import { obfuscation, partPlace } from './fields.ts'

/** A piece of raw reasoning: open-weight models only; sent by other servers, not recorded from api.openai.com. */
export const reasoningTextDeltaEventSchema = z.strictObject({
  type: z.literal('response.reasoning_text.delta'),
  ...partPlace,
  delta: z.string(),
  ...obfuscation,
})

/** All of a part of raw reasoning. */
export const reasoningTextDoneEventSchema = z.strictObject({
  type: z.literal('response.reasoning_text.done'),
  ...partPlace,
  text: z.string(),
})

/** @see {@link reasoningTextDeltaEventSchema} */
export type ReasoningTextDeltaEvent = z.infer<typeof reasoningTextDeltaEventSchema>
/** @see {@link reasoningTextDoneEventSchema} */
export type ReasoningTextDoneEvent = z.infer<typeof reasoningTextDoneEventSchema>
