import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { ApiError } from '../run/api-error.ts'

export type Method = 'GET' | 'POST' | 'DELETE'
export type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

const commonMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** The URLs of each app with the methods they have, for methods that are in no router. */
const urlsOf = new WeakMap<FastifyInstance, { url: string; pattern: RegExp; allowed: readonly Method[] }[]>()

/** Adds the handlers of one URL. Methods it does not have are answered with 405 and the ones it has, instead of an unknown URL. */
export function addRoutes(app: FastifyInstance, url: string, handlers: { [M in Method]?: Handler }): void {
  const allowed = Object.keys(handlers) as Method[]
  for (const [method, handler] of Object.entries(handlers)) app.route({ method, url, handler })
  const others = commonMethods.filter((method) => !allowed.some((one) => one === method || (one === 'GET' && method === 'HEAD')))
  app.route({
    method: [...others],
    url,
    handler: async (request) => {
      throw methodNotAllowed(request.method, url, allowed)
    },
  })
  const pattern = new RegExp(`^${url.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+').replace('*', '.+')}$`)
  urlsOf.set(app, [...(urlsOf.get(app) ?? []), { url, pattern, allowed }])
}

/**
 * Refuses TRACE, QUERY and all other methods that no route is made for, at URLs that are there. A route for each of Node's three dozen methods
 * would triple the time that an app takes to be made.
 *
 * @throws ApiError 405 with the methods the URL has
 */
export function refuseRareMethod(app: FastifyInstance, method: string, path: string): void {
  const known = urlsOf.get(app)?.find(({ pattern }) => pattern.test(path))
  if (known !== undefined) throw methodNotAllowed(method, known.url, known.allowed)
}

function methodNotAllowed(method: string, url: string, allowed: readonly Method[]): ApiError {
  return new ApiError({
    code: 'method_not_supported',
    message: `Not allowed to ${method} on ${url.replaceAll(/:(\w+)/g, '{$1}')}. Allowed: ${allowed.join(', ')}.`,
    headers: { allow: allowed.join(', ') },
  })
}
