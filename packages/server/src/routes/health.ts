import type { FastifyInstance } from 'fastify'

import type { AppContext } from '../app-context.ts'
import { addRoutes } from './route-set.ts'

/** GET /health: 200 while the server takes requests. Needs no key. */
export function addHealthRoute(app: FastifyInstance, { engine }: AppContext): void {
  addRoutes(app, '/health', { GET: async () => ({ status: 'ok', engine: engine.name }) })
}
