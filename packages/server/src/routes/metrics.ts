import type { FastifyInstance } from 'fastify'

import type { Metrics } from '../operations/metrics.ts'
import { addRoutes } from './route-set.ts'

/** GET /metrics: what a Prometheus server scrapes. */
export function addMetricsRoute(app: FastifyInstance, metrics: Metrics): void {
  addRoutes(app, '/metrics', {
    GET: async (_request, reply) => {
      const { text, contentType } = await metrics.expose()
      return reply.type(contentType).send(text)
    },
  })
}
