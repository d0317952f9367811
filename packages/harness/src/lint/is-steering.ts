import { steerAcceptedEventSchema, steerFailedEventSchema, steerPendingEventSchema } from '@goldwire/schemas'

const schemas: ReadonlyMap<string, { safeParse(event: unknown): { success: boolean } }> = new Map(
  Object.entries({
    'response.steer.accepted': steerAcceptedEventSchema,
    'response.steer.pending': steerPendingEventSchema,
    'response.steer.failed': steerFailedEventSchema,
  }),
)

/**
 * Whether this is what only WebSocket adds to a stream, and as it should be: something said about steering. It takes part in the numbering,
 * may come after the terminal event too, and changes nothing else.
 */
export function isSteering(event: { type: string }): boolean {
  return schemas.get(event.type)?.safeParse(event).success === true
}
