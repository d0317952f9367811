import type { FastifyInstance } from 'fastify'

import type { Logger } from '../logger.ts'

/** One log entry for each request, when its answer is over: complete, or because the reader left, of which `onResponse` would not tell. */
export function addRequestLog(app: FastifyInstance, logger: Logger): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.raw.once('close', () =>
      logger({
        level: 'info',
        event: 'request',
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url ?? null,
        status: reply.raw.statusCode,
        durationMs: Math.round(reply.elapsedTime),
        // A connection that was upgraded has no answer of its own to complete.
        aborted: reply.raw.statusCode !== 101 && !reply.raw.writableFinished,
      }),
    )
  })
}
