import { compactResponseBodySchema } from '@goldwire/schemas'
import type { FastifyInstance } from 'fastify'

import type { AppContext } from '../app-context.ts'
import { compactConversation } from '../run/compact/compact-conversation.ts'
import { parseBody } from './parse.ts'
import { addRoutes } from './route-set.ts'

/** POST /v1/responses/compact: a long conversation made short. */
export function addCompactRoute(app: FastifyInstance, context: AppContext): void {
  addRoutes(app, '/v1/responses/compact', {
    POST: async (request) => await compactConversation(parseBody(request, compactResponseBodySchema), context),
  })
}
