import type { CreateMessage } from '@goldwire/schemas'

import type { Turn } from './run-turn.ts'

/** The request in a `response.create`: what stands in its envelope, and the body POST /v1/responses would have had. */
export function toTurn({ streamId, message }: { streamId: string | null; message: CreateMessage }): Turn {
  const { type: _type, generate = true, stream_id: _streamId, ...body } = message
  return { streamId, body, generates: generate }
}
