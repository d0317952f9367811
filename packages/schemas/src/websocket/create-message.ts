import { z } from 'zod'

import { createResponseFields, undocumentedRequestFields } from '../request/create-response-fields.ts'
import { checkRules, requestRules, type RequestRule } from '../request/request-rules.ts'
import { streamIdSchema } from './stream-id.ts'

/** The rules between fields over WebSocket: streaming is the only way there, and background the only thing that is not. */
export const createMessageRules: readonly RequestRule[] = [
  ...requestRules.filter((rule) => rule.name !== 'stream-options-need-stream' && rule.name !== 'background-is-stored'),
  {
    name: 'stream-is-implied',
    why: '`stream` is implicit over WebSocket and should not be sent. Codex sends true, so only false is refused.',
    check: ({ stream }) =>
      stream === false
        ? { path: ['stream'], message: "Unsupported value: 'stream' cannot be false over WebSocket.", apiCode: 'unsupported_value' }
        : undefined,
  },
  {
    name: 'no-background',
    why: '`background` is not supported over WebSocket.',
    check: ({ background }) =>
      background === true
        ? {
            path: ['background'],
            message: "Unsupported parameter: 'background' is not supported over WebSocket.",
            apiCode: 'unsupported_parameter',
          }
        : undefined,
  },
]

/** Asks for a response over WebSocket: the fields of POST /v1/responses, and two of the envelope. */
export const createMessageSchema = z
  .strictObject({
    type: z.literal('response.create'),
    ...createResponseFields,
    ...undocumentedRequestFields,
    /** Default true; false prepares the state for a later request and generates nothing. */
    generate: z.boolean().exactOptional(),
    stream_id: streamIdSchema.exactOptional(),
  })
  .check(checkRules(createMessageRules))
export type CreateMessage = z.infer<typeof createMessageSchema>
