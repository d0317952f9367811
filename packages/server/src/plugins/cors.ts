import fastifyCors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'

/** What a page may read of an answer beside the body. */
const exposedHeaders = [
  'x-request-id',
  'openai-processing-ms',
  'openai-version',
  'retry-after',
  'retry-after-ms',
  ...['requests', 'tokens'].flatMap((kind) => ['limit', 'remaining', 'reset'].map((value) => `x-ratelimit-${value}-${kind}`)),
]

/**
 * Lets pages of these origins use the server; `*` lets all. What is added in `next` comes after it, so that a preflight, which carries no key,
 * is answered, and a page can read why it was refused.
 */
export function addCors(app: FastifyInstance, origins: readonly string[], next: () => void): void {
  if (origins.length === 0) {
    next()
    return
  }
  void app.register(fastifyCors, {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'HEAD', 'POST', 'DELETE'],
    exposedHeaders,
    maxAge: 600,
  })
  app.after(next)
}
