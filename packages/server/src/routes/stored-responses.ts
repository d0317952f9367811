import { type RetrieveResponseQuery, retrieveResponseQuerySchema } from '@goldwire/schemas'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import type { AppContext } from '../app-context.ts'
import { toFaultLogEntry } from '../logger.ts'
import { ApiError } from '../run/api-error.ts'
import { createObfuscate } from '../run/obfuscation.ts'
import type { StoredResponse } from '../store/store.ts'
import { followReader } from './follow-reader.ts'
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
      const query = parseQueryOf(request, retrieveResponseQuerySchema)
      if (query.stream === true) return await streamAgain(context, request, reply, query)
      if (query.starting_after !== undefined) {
        const message = "The 'starting_after' parameter is only allowed when 'stream' is enabled."
        throw new ApiError({ code: null, param: 'starting_after', message })
      }
      return (await find(context, request)).response
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
      const { response } = await find(context, request)
      if (!response.background) throw new ApiError({ code: null, param: null, message: 'Cannot cancel a synchronous response.' })
      const cancelled = await store.cancel(responseId(request))
      if (cancelled === null) throw notFound(responseId(request))
      return cancelled.response
    },
  })
}

/**
 * Sends the events after `starting_after`, and goes on with those that come while the response is running: from this process where it runs
 * here, else from the store. OpenAI replays background responses only; here every stored response still has its events.
 */
async function streamAgain(
  context: AppContext,
  request: FastifyRequest,
  reply: FastifyReply,
  { starting_after: startingAfter = -1, include_obfuscation: isPadded = false }: RetrieveResponseQuery,
): Promise<FastifyReply> {
  const { background, store, limits, logger, random, running } = context
  const id = responseId(request)
  const reading = followReader(reply)
  const { signal } = reading
  const live = background.find(id)
  if (live === null) await find(context, request)
  const events = live?.read({ startingAfter, signal }) ?? store.events(id, { startingAfter, signal })
  const onFault = (error: unknown) => logger(toFaultLogEntry(error, request.id))
  // What runs here ends its own streams when the server closes; one that follows another process would go on.
  if (live === null) running.add(reading)
  try {
    await sendEventStream(reply, replayEvents(events, isPadded ? createObfuscate(random) : null), {
      run: reading,
      stalledReaderTimeout: limits.stalledReaderTimeout,
      onFault,
    })
  } finally {
    running.delete(reading)
  }
  return reply
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
