import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { ApiError } from '../run/api-error.ts'

export type Method = 'GET' | 'POST' | 'DELETE'
export type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

const everyMethod = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** Adds the handlers of one URL. Methods it does not have are answered with 405 and the ones it has, instead of an unknown URL. */
export function addRoutes(app: FastifyInstance, url: string, handlers: { [M in Method]?: Handler }): void {
  const allowed = Object.keys(handlers) as Method[]
  for (const [method, handler] of Object.entries(handlers)) app.route({ method, url, handler })
  const others = everyMethod.filter((method) => !allowed.some((one) => one === method || (one === 'GET' && method === 'HEAD')))
  app.route({
    method: [...others],
    url,
    handler: async (request) => {
      throw new ApiError({
        code: 'method_not_supported',
        message: `Not allowed to ${request.method} on ${url.replaceAll(/:(\w+)/g, '{$1}')}. Allowed: ${allowed.join(', ')}.`,
        headers: { allow: allowed.join(', ') },
      })
    },
  })
}
