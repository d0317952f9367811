import type { FastifyReply } from 'fastify'

/** A controller that aborts as soon as the reader has closed the connection before the answer was complete. */
export function followReader({ raw }: FastifyReply): AbortController {
  const controller = new AbortController()
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort()
  })
  return controller
}
