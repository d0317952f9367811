import { METHODS } from 'node:http'

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { ApiError } from '../run/api-error.ts'

export type Method = 'GET' | 'POST' | 'DELETE'
export type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/** All that Node can read, newer ones such as QUERY too; CONNECT never gets as far as a route. */
const everyMethod = METHODS.filter((method) => method !== 'CONNECT')

/** Makes every method known to the router, so that a URL can refuse those it does not have. To be called before any route is added. */
export function knowEveryMethod(app: FastifyInstance): void {
  for (const method of everyMethod) if (!app.supportedMethods.includes(method)) app.addHttpMethod(method)
  // Fastify would ask for the content type of its body before it looks at the route.
  app.addHttpMethod('QUERY', { overrideExisting: true })
}

/** Adds the handlers of one URL. Methods it does not have are answered with 405 and the ones it has, instead of an unknown URL. */
export function addRoutes(app: FastifyInstance, url: string, handlers: { [M in Method]?: Handler }): void {
  const allowed = Object.keys(handlers) as Method[]
  for (const [method, handler] of Object.entries(handlers)) app.route({ method, url, handler })
  const others = everyMethod.filter((method) => !allowed.some((one) => one === method || (one === 'GET' && method === 'HEAD')))
  app.route({
    method: others,
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
