import { compactResponseBodySchema } from '@goldwire/schemas'
import type { FastifyInstance, FastifyRequest } from 'fastify'

import type { AppContext } from '../app-context.ts'
import { compactConversation } from '../run/compact/compact-conversation.ts'
import { parseBody } from './parse.ts'
import { addRoutes } from './route-set.ts'

/** POST /v1/responses/compact: a long conversation made short. */
export function addCompactRoute(app: FastifyInstance, context: AppContext, callerOf: (request: FastifyRequest) => string): void {
  addRoutes(app, '/v1/responses/compact', {
    POST: async (request) => {
      const body = parseBody(request, compactResponseBodySchema)
      const charged = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null))
      return await context.responseMeter.charge(charged, callerOf(request), () => compactConversation(body, context))
    },
  })
}
