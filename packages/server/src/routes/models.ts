import type { FastifyInstance } from 'fastify'

import type { AppContext } from '../app-context.ts'
import type { EngineModel } from '../engines/engine.ts'
import { findModel } from '../run/find-model.ts'
import { addRoutes } from './route-set.ts'

/** GET /v1/models and GET /v1/models/{id}. Ids may contain slashes, as names of repositories do. */
export function addModelRoutes(app: FastifyInstance, { engine }: AppContext): void {
  addRoutes(app, '/v1/models', { GET: async () => ({ object: 'list', data: engine.models.map(toModel) }) })
  addRoutes(app, '/v1/models/*', {
    GET: async (request) => toModel(findModel(engine, (request.params as { '*': string })['*'], 404)),
  })
}

function toModel({ id, created, owned_by }: EngineModel) {
  return { id, object: 'model', created, owned_by }
}
