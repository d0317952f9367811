import type { FastifyInstance } from 'fastify'

import { ApiError } from '../run/api-error.ts'
import { nestsDeeperThan } from './nesting-depth.ts'

/** OpenAI allows JSON schemas of 10 levels, each three or four levels of JSON. */
const MAX_DEPTH = 128

/** Accepts JSON bodies only. An empty one is `undefined`, as clients send with DELETE; what cannot be parsed is a 400. */
export function addJsonBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, async (_request: unknown, text: string) => {
    if (text.trim() === '') return undefined
    const body = parse(text)
    if (nestsDeeperThan(body, MAX_DEPTH))
      throw new ApiError({ code: 'invalid_value', message: `The request body nests deeper than ${MAX_DEPTH} levels.` })
    return body
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ApiError({ code: null, message: 'We could not parse the JSON body of your request. Check that it is valid JSON.', cause })
  }
}
