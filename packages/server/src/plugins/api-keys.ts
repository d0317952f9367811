import { createHash, timingSafeEqual } from 'node:crypto'

import type { FastifyInstance, FastifyRequest } from 'fastify'

import { ApiError } from '../run/api-error.ts'

/**
 * Asks for one of `apiKeys` as `Authorization: Bearer KEY` on every URL, known or not, but `/health` and `/openapi.json`. Keys are compared by their hashes and
 * all of them every time, so that neither the length nor the beginning of a key can be found out by timing.
 */
export function addApiKeys(app: FastifyInstance, apiKeys: readonly string[], { isMetricsOpen = false } = {}): void {
  if (apiKeys.length === 0) return
  const known = apiKeys.map(digest)
  app.addHook('onRequest', async (request) => {
    if (!isProtected(request.url) || (isMetricsOpen && isMetrics(request.url))) return
    const key = bearerToken(request.headers.authorization)
    if (key === null) {
      throw unauthorized(
        'You did not provide an API key. Provide it in an Authorization header using Bearer auth (Authorization: Bearer YOUR_KEY).',
      )
    }
    const given = digest(key)
    const matches = known.map((one) => timingSafeEqual(one, given))
    if (!matches.includes(true)) throw unauthorized('Incorrect API key provided. Use one of the keys this server was started with.')
  })
}

function isProtected(url: string): boolean {
  return !/^\/(health|openapi\.json)(\?|$)/.test(url)
}

function isMetrics(url: string): boolean {
  return /^\/metrics(\?|$)/.test(url)
}

/** Who asks: the key as its hash, or, where no keys are asked for, the address. */
export function callerOf({ headers, ip }: Pick<FastifyRequest, 'headers' | 'ip'>, { hasKeys }: { hasKeys: boolean }): string {
  const key = hasKeys ? bearerToken(headers.authorization) : null
  return key === null ? `address ${ip}` : `key ${digest(key).toString('hex').slice(0, 16)}`
}

function bearerToken(header: string | undefined): string | null {
  return /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1] ?? null
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}

function unauthorized(message: string): ApiError {
  return new ApiError({ code: 'invalid_api_key', message, headers: { 'www-authenticate': 'Bearer realm="Goldwire"' } })
}
