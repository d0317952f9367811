import { openApiDocument } from '@goldwire/schemas'
import type { FastifyInstance } from 'fastify'

import { addRoutes } from './route-set.ts'

/** GET /openapi.json: the calls this server answers. Made when it is first asked for. Needs no key. */
export function addOpenApiRoute(app: FastifyInstance): void {
  let document: object | null = null
  addRoutes(app, '/openapi.json', { GET: async () => (document ??= describeServed(app)) })
}

/** The API's document without the calls this server does not have; a client generated from it calls nothing in vain. */
function describeServed(app: FastifyInstance): object {
  const { paths, ...document } = openApiDocument()
  // Every URL the server has answers every method, if only with 405.
  const served = Object.entries(paths).filter(([path]) => app.hasRoute({ method: 'POST', url: path.replaceAll(/\{(\w+)\}/g, ':$1') }))
  return { ...document, paths: Object.fromEntries(served) }
}
