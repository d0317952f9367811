import type { FastifyInstance } from 'fastify'

import type { Logger } from '../logger.ts'

/** One log entry for each request, when its answer is over. */
export function addRequestLog(app: FastifyInstance, logger: Logger): void {
  app.addHook('onResponse', async (request, reply) => {
    logger({
      level: 'info',
      event: 'request',
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url ?? null,
      status: reply.raw.statusCode,
      durationMs: Math.round(reply.elapsedTime),
      aborted: !reply.raw.writableFinished,
    })
  })
}
