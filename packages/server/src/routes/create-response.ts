import { createResponseBodySchema } from '@goldwire/schemas'
import type { FastifyInstance, FastifyReply } from 'fastify'

import type { AppContext } from '../app-context.ts'
import { toFaultLogEntry } from '../logger.ts'
import { createResponse, readToEnd } from '../run/create-response.ts'
import { parseBody } from './parse.ts'
import { addRoutes } from './route-set.ts'
import { sendEventStream } from './send-event-stream.ts'

/** POST /v1/responses: server-sent events with `stream: true`, else one JSON body made of the same events. */
export function addCreateResponseRoute(app: FastifyInstance, context: AppContext): void {
  addRoutes(app, '/v1/responses', {
    POST: async (request, reply) => {
      const body = parseBody(request, createResponseBodySchema)
      const onFault = (error: unknown) => context.logger(toFaultLogEntry(error, request.id))
      const run = followReader(reply)
      context.running.add(run)
      try {
        const running = await createResponse(body, context, { signal: run.signal, onFault })
        if (body.stream === true) {
          await sendEventStream(reply, running.events, { run, stalledReaderTimeout: context.limits.stalledReaderTimeout, onFault })
          return reply
        }
        const response = await readToEnd(running)
        return response === null ? reply.hijack() : reply.send(response)
      } finally {
        context.running.delete(run)
      }
    },
  })
}

/** A controller that aborts as soon as the reader has closed the connection before the answer was complete. */
function followReader({ raw }: FastifyReply): AbortController {
  const controller = new AbortController()
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort()
  })
  return controller
}
