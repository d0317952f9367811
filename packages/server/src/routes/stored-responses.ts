import { retrieveResponseQuerySchema } from '@goldwire/schemas'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import type { AppContext } from '../app-context.ts'
import { toFaultLogEntry } from '../logger.ts'
import { ApiError } from '../run/api-error.ts'
import type { StoredResponse } from '../store/store.ts'
import { listItems } from './list-items.ts'
import { parseQueryOf } from './parse.ts'
import { replayEvents } from './replay-events.ts'
import { addRoutes } from './route-set.ts'
import { sendEventStream } from './send-event-stream.ts'

/** GET and DELETE /v1/responses/{id}, GET …/input_items, POST …/cancel. */
export function addStoredResponseRoutes(app: FastifyInstance, context: AppContext): void {
  const { store } = context

  addRoutes(app, '/v1/responses/:response_id', {
    GET: async (request, reply) => {
      const { stream = false, starting_after: startingAfter = null } = parseQueryOf(request, retrieveResponseQuerySchema)
      const record = await find(context, request)
      if (!stream) {
        if (startingAfter === null) return record.response
        const message = "The 'starting_after' parameter is only allowed when 'stream' is enabled."
        throw new ApiError({ code: null, param: 'starting_after', message })
      }
      await replay(context, request, reply, { record, startingAfter: startingAfter ?? -1 })
      return reply
    },
    DELETE: async (request) => {
      const id = responseId(request)
      if (!(await store.delete(id))) throw notFound(id)
      return { id, object: 'response.deleted', deleted: true }
    },
  })

  addRoutes(app, '/v1/responses/:response_id/input_items', {
    GET: async (request) => listItems(request, (await find(context, request)).input),
  })

  addRoutes(app, '/v1/responses/:response_id/cancel', {
    POST: async (request) => {
      await find(context, request)
      throw new ApiError({ code: null, param: null, message: 'Cannot cancel a synchronous response.' })
    },
  })
}

/** Sends what was sent before. OpenAI replays background responses only; here every stored response still has its events. */
async function replay(
  { limits, logger }: AppContext,
  request: FastifyRequest,
  reply: FastifyReply,
  { record, startingAfter }: { record: StoredResponse; startingAfter: number },
): Promise<void> {
  await sendEventStream(reply, replayEvents(record.events, startingAfter), {
    run: new AbortController(),
    stalledReaderTimeout: limits.stalledReaderTimeout,
    onFault: (error) => logger(toFaultLogEntry(error, request.id)),
  })
}

async function find({ store }: AppContext, request: FastifyRequest): Promise<StoredResponse> {
  const id = responseId(request)
  const record = await store.get(id)
  if (record === null) throw notFound(id)
  return record
}

function responseId(request: FastifyRequest): string {
  return (request.params as { response_id: string }).response_id
}

function notFound(id: string): ApiError {
  return new ApiError({ code: null, status: 404, message: `Response with id '${id}' not found.` })
}
