import { z } from 'zod'
import { sequenceNumberSchema } from './fields.ts'

/** A piece of sound, base64. The four audio events are in the reference; nobody is known to send them. */
export const audioDeltaEventSchema = z.strictObject({
  type: z.literal('response.audio.delta'),
  delta: z.string(),
  sequence_number: sequenceNumberSchema,
})

/** The sound is complete. */
export const audioDoneEventSchema = z.strictObject({ type: z.literal('response.audio.done'), sequence_number: sequenceNumberSchema })

/** A piece of what is said. */
export const audioTranscriptDeltaEventSchema = z.strictObject({
  type: z.literal('response.audio.transcript.delta'),
  delta: z.string(),
  sequence_number: sequenceNumberSchema,
})

/** The transcript is complete. */
export const audioTranscriptDoneEventSchema = z.strictObject({
  type: z.literal('response.audio.transcript.done'),
  sequence_number: sequenceNumberSchema,
})

/** @see {@link audioDeltaEventSchema} */
export type AudioDeltaEvent = z.infer<typeof audioDeltaEventSchema>
/** @see {@link audioDoneEventSchema} */
export type AudioDoneEvent = z.infer<typeof audioDoneEventSchema>
/** @see {@link audioTranscriptDeltaEventSchema} */
export type AudioTranscriptDeltaEvent = z.infer<typeof audioTranscriptDeltaEventSchema>
/** @see {@link audioTranscriptDoneEventSchema} */
export type AudioTranscriptDoneEvent = z.infer<typeof audioTranscriptDoneEventSchema>
