import { z } from 'zod'
import { sequenceNumberSchema } from './fields.ts'

/** Nothing new, after some seconds of silence. Documented nowhere, and it takes a sequence number (captures of long reasoning, threads openai/openai-node#1964, openai/openai-java#767). */
export const keepaliveEventSchema = z.strictObject({ type: z.literal('keepalive'), sequence_number: sequenceNumberSchema })

/** @see {@link keepaliveEventSchema} */
export type KeepaliveEvent = z.infer<typeof keepaliveEventSchema>
