import { type CreateResponseBody, createResponseBodySchema } from '@goldwire/schemas'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import type { AppContext } from '../app-context.ts'
import { toFaultLogEntry } from '../logger.ts'
import { createResponse, readToEnd } from '../run/create-response.ts'
import { followReader } from './follow-reader.ts'
import { parseBody } from './parse.ts'
import { replayEvents } from './replay-events.ts'
import { addRoutes } from './route-set.ts'
import { sendEventStream } from './send-event-stream.ts'

/** POST /v1/responses: server-sent events with `stream: true`, else one JSON body made of the same events. */
export function addCreateResponseRoute(app: FastifyInstance, shared: AppContext, callerOf: (request: FastifyRequest) => string): void {
  addRoutes(app, '/v1/responses', {
    POST: async (request, reply) => {
      const body = parseBody(request, createResponseBodySchema)
      const caller = callerOf(request)
      const context = { ...shared, caller }
      const onFault = (error: unknown) => context.logger(toFaultLogEntry(error, request.id))
      if (body.background === true) return await answerInBackground(body, context, { reply, onFault })
      const run = followReader(reply)
      context.running.add(run)
      try {
        const running = await createResponse(body, context, { signal: run.signal, onFault })
        reply.headers(context.responseMeter.headers(caller))
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

/** Answers with the response as it was queued, or with its events as they come; the run goes on when the reader leaves. */
async function answerInBackground(
  body: CreateResponseBody,
  context: AppContext,
  { reply, onFault }: { reply: FastifyReply; onFault: (error: unknown) => void },
): Promise<FastifyReply> {
  const { background, limits } = context
  const { response, events } = await background.start(body, context, { onFault })
  reply.headers(context.responseMeter.headers(context.caller))
  if (body.stream !== true) return reply.send(response)
  const reading = followReader(reply)
  await sendEventStream(reply, replayEvents(events.read({ startingAfter: -1, signal: reading.signal }), null), {
    run: reading,
    stalledReaderTimeout: limits.stalledReaderTimeout,
    onFault,
  })
  return reply
}
