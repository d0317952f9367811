import type { FastifyInstance } from 'fastify'

/** Version of the API that OpenAI states on every answer. */
const API_VERSION = '2020-10-01'

/** The headers of api.openai.com that clients read: `x-request-id`, `openai-version`, `openai-processing-ms`. */
export function addResponseHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'x-request-id': request.id, 'openai-version': API_VERSION, 'x-content-type-options': 'nosniff' })
  })
  app.addHook('onSend', async (_request, reply) => {
    reply.header('openai-processing-ms', processingMs(reply.elapsedTime))
  })
}

/** Whole milliseconds from the arrival of the headers to the first byte of the answer, as OpenAI counts them. */
export function processingMs(elapsedTime: number): string {
  return String(Math.round(elapsedTime))
}
