import { z } from 'zod'

import { misalignmentSchema } from '../errors/api-error-body.ts'
import { countSchema } from '../items/scalars.ts'
import { streamIdSchema } from './stream-id.ts'

/**
 * An error over WebSocket: of a request that was refused (with its HTTP `status`) or of a stream that broke (with a `sequence_number`).
 * `previous_response_not_found` and `websocket_connection_limit_reached` both mean: send the whole history again, the latter on a new connection.
 */
export const websocketErrorSchema = z.strictObject({
  type: z.literal('error'),
  status: z.int().exactOptional(),
  error: z.strictObject({
    type: z.string(),
    code: z.string().nullable(),
    message: z.string(),
    param: z.string().nullable(),
    headers: z.record(z.string(), z.string()).exactOptional(),
    misalignment: misalignmentSchema.exactOptional(),
  }),
  sequence_number: countSchema.exactOptional(),
  stream_id: streamIdSchema.exactOptional(),
})
export type WebsocketError = z.infer<typeof websocketErrorSchema>
