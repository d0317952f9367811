import {
  clientMessageSchema,
  type CreateMessage,
  parseRequest,
  type SteerInput,
  type SteerMessage,
  streamIdSchema,
} from '@goldwire/schemas'

import { nestsDeeperThan } from '../plugins/nesting-depth.ts'
import { ApiError } from '../run/api-error.ts'

/** What a client's message turned out to be. `stream_id` is the lane it belongs to; null is the default lane. */
export type ReadMessage =
  | { kind: 'create'; streamId: string | null; message: CreateMessage }
  | { kind: 'steer'; message: SteerMessage }
  /** Meant to steer, and wrong: the input goes back with `response.steer.failed`. */
  | { kind: 'bad-steer'; previousResponseId: string; input: SteerInput; error: ApiError }
  /** A request of a lane that is refused, when its turn comes: an answer out of order would look like that of the request before. */
  | { kind: 'refused'; streamId: string | null; error: ApiError }

/** As deep as a request body may nest. */
const MAX_DEPTH = 128

/**
 * Reads one message.
 *
 * @throws ApiError for what belongs to no lane: no JSON object, a `stream_id` that is none
 */
export function readMessage(text: string): ReadMessage {
  const value = parseObject(text)
  const streamId = readStreamId(value)
  if (value['type'] === 'response.steer') return readSteer(value, streamId)
  const parsed = parseRequest(clientMessageSchema, value)
  if (!parsed.ok) return { kind: 'refused', streamId, error: ApiError.from(parsed.error, parsed.error.status) }
  if (parsed.value.type === 'response.steer') return { kind: 'steer', message: parsed.value }
  return { kind: 'create', streamId, message: parsed.value }
}

function parseObject(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new ApiError({ code: null, message: 'We could not parse the JSON of your message. Check that it is valid JSON.', cause })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ApiError({ code: 'invalid_type', message: 'Invalid message: expected a JSON object.' })
  }
  if (nestsDeeperThan(value, MAX_DEPTH)) {
    throw new ApiError({ code: 'invalid_value', message: `The message nests deeper than ${MAX_DEPTH} levels.` })
  }
  return value as Record<string, unknown>
}

function readStreamId(value: Record<string, unknown>): string | null {
  if (!Object.hasOwn(value, 'stream_id')) return null
  const parsed = streamIdSchema.safeParse(value['stream_id'])
  if (parsed.success) return parsed.data
  const message =
    "The 'stream_id' field must be a non-empty string with at most 256 characters and may only contain letters, numbers, underscores, hyphens, and periods."
  throw new ApiError({ code: 'invalid_stream_id', param: 'stream_id', message })
}

function readSteer(value: Record<string, unknown>, streamId: string | null): ReadMessage {
  const parsed = parseRequest(clientMessageSchema, value)
  if (parsed.ok && parsed.value.type === 'response.steer') return { kind: 'steer', message: parsed.value }
  const fault = parsed.ok
    ? new ApiError({ code: 'invalid_value', message: 'Invalid message.' })
    : ApiError.from(parsed.error, parsed.error.status)
  const { previous_response_id: previousResponseId, input } = value
  if (typeof previousResponseId !== 'string' || !(typeof input === 'string' || Array.isArray(input))) {
    return { kind: 'refused', streamId, error: fault }
  }
  return { kind: 'bad-steer', previousResponseId, input: input as SteerInput, error: fault }
}
