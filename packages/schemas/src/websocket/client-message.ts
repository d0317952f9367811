import { z } from 'zod'

import { createMessageSchema } from './create-message.ts'
import { injectMessageSchema } from './inject-message.ts'
import { steerMessageSchema } from './steer-message.ts'

/** What a client may send over WebSocket, one JSON text frame each. */
export const clientMessageSchema = z.discriminatedUnion('type', [createMessageSchema, steerMessageSchema])
export type ClientMessage = z.infer<typeof clientMessageSchema>

/** The same with the beta's messages. */
export const betaClientMessageSchema = z.discriminatedUnion('type', [createMessageSchema, steerMessageSchema, injectMessageSchema])
export type BetaClientMessage = z.infer<typeof betaClientMessageSchema>
