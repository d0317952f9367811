import { z } from 'zod'

import { streamEventSchema, type StreamEvent } from '../events/stream-event.ts'
import { injectCreatedEventSchema, injectFailedEventSchema, type InjectCreatedEvent, type InjectFailedEvent } from './inject-event.ts'
import {
  steerAcceptedEventSchema,
  steerFailedEventSchema,
  steerPendingEventSchema,
  type SteerAcceptedEvent,
  type SteerFailedEvent,
  type SteerPendingEvent,
} from './steer-event.ts'
import { streamIdSchema } from './stream-id.ts'
import { websocketErrorSchema, type WebsocketError } from './websocket-error.ts'

type InLane<Event> = Event extends unknown ? Event & { stream_id?: string } : never

/** An event of a stream as WebSocket carries it: the same, with the lane it belongs to. */
export type LaneEvent = InLane<Exclude<StreamEvent, { type: 'error' }>>

/** What a server sends over WebSocket, one JSON text frame each. */
export type ServerMessage = LaneEvent | WebsocketError | SteerAcceptedEvent | SteerPendingEvent | SteerFailedEvent

const laneEventSchemas = streamEventSchema.options
  .filter((option) => option.shape.type.value !== 'error')
  .map((option) => (option as z.ZodObject).safeExtend({ stream_id: streamIdSchema.exactOptional() }))

const steering = [websocketErrorSchema, steerAcceptedEventSchema, steerPendingEventSchema, steerFailedEventSchema] as const

/** @see {@link ServerMessage} */
export const serverMessageSchema: z.ZodType<ServerMessage> = z.discriminatedUnion('type', [
  ...steering,
  ...laneEventSchemas,
]) as unknown as z.ZodType<ServerMessage>

/** The same with the beta's messages. */
export type BetaServerMessage = ServerMessage | InjectCreatedEvent | InjectFailedEvent

/** @see {@link BetaServerMessage} */
export const betaServerMessageSchema: z.ZodType<BetaServerMessage> = z.discriminatedUnion('type', [
  ...steering,
  injectCreatedEventSchema,
  injectFailedEventSchema,
  ...laneEventSchemas,
]) as unknown as z.ZodType<BetaServerMessage>
