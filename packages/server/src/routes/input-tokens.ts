import { countInputTokensBodySchema, type CreateResponseBody } from '@goldwire/schemas'
import type { FastifyInstance, FastifyRequest } from 'fastify'

import type { AppContext } from '../app-context.ts'
import { ApiError } from '../run/api-error.ts'
import { countInputTokens } from '../run/count-input-tokens.ts'
import { addRoutes } from './route-set.ts'
import { parseBody } from './parse.ts'

/** POST /v1/responses/input_tokens: what a request would be charged for its input. */
export function addInputTokensRoute(app: FastifyInstance, context: AppContext, callerOf: (request: FastifyRequest) => string): void {
  addRoutes(app, '/v1/responses/input_tokens', {
    POST: async (request) => {
      const { personality, ...body } = parseBody(request, countInputTokensBodySchema)
      if (personality !== undefined) throw noPersonality()
      const asked = withoutNulls(body)
      const count = () => countInputTokens(asked, context)
      return { object: 'response.input_tokens', input_tokens: await context.responseMeter.charge(asked, callerOf(request), count) }
    },
  })
}

function noPersonality(): ApiError {
  const message = "Unsupported parameter: 'personality'. Personalities are not available on this server. Send instructions."
  return new ApiError({ code: 'unsupported_parameter', param: 'personality', message })
}

/** This call takes null where POST /v1/responses does not; it means the same as nothing. */
function withoutNulls(body: object): CreateResponseBody {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null))
}
