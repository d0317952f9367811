import type { FastifyInstance } from 'fastify'

import type { AppContext } from '../app-context.ts'
import { ApiError } from '../run/api-error.ts'

/** A reader that does not even take the end of its stream is cut off this much later. */
const FAREWELL_MS = 1_000

/**
 * Closing in three steps: new requests are told to go elsewhere; responses in flight may finish within `limits.shutdownGrace`; those that
 * have not, fail, and their readers get `error` and `response.failed`. Only connections that are still open a second later are cut.
 */
export function addShutdown(app: FastifyInstance, { limits, running, background }: AppContext): void {
  let closing = false
  const timers: NodeJS.Timeout[] = []

  app.addHook('onRequest', async () => {
    if (closing) throw shuttingDown()
  })
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close')
  })
  app.addHook('onResponse', async () => {
    if (closing) setImmediate(() => app.server.closeIdleConnections())
  })
  app.addHook('preClose', async () => {
    closing = true
    timers.push(
      setTimeout(() => {
        for (const run of running) run.abort(shuttingDown())
      }, limits.shutdownGrace),
      setTimeout(() => app.server.closeAllConnections(), limits.shutdownGrace + FAREWELL_MS),
    )
  })
  app.addHook('onClose', async () => {
    // They have no connection that would keep the app open.
    await background.settled()
    for (const timer of timers) clearTimeout(timer)
  })
}

function shuttingDown(): ApiError {
  return new ApiError({
    code: 'server_is_overloaded',
    message: 'The server is shutting down. Try again later.',
    headers: { 'retry-after': '5' },
  })
}
