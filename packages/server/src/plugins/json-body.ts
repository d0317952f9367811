import type { FastifyInstance, FastifyRequest } from 'fastify'

import { ApiError } from '../run/api-error.ts'
import { nestsDeeperThan } from './nesting-depth.ts'

/** OpenAI allows JSON schemas of 10 levels, each three or four levels of JSON. */
const MAX_DEPTH = 128

/**
 * Accepts JSON bodies only, in UTF-8 and as they are: another charset would be misread in silence, and a compressed body not at all (415). An empty
 * one is `undefined`, as clients send with DELETE; what cannot be parsed is a 400.
 */
export function addJsonBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, async (request: FastifyRequest, text: string) => {
    refuseEncodings(request)
    if (text.trim() === '') return undefined
    const body = parse(text)
    if (nestsDeeperThan(body, MAX_DEPTH))
      throw new ApiError({ code: 'invalid_value', message: `The request body nests deeper than ${MAX_DEPTH} levels.` })
    return body
  })
}

/** US-ASCII is a part of UTF-8. */
const readable = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii'])

function refuseEncodings({ headers }: FastifyRequest): void {
  const encoding = headers['content-encoding']?.trim().toLowerCase()
  if (encoding !== undefined && encoding !== '' && encoding !== 'identity')
    throw unread(`content encoding '${encoding.slice(0, 100)}'. Send the body as it is`)
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1]
  if (charset !== undefined && !readable.has(charset.toLowerCase())) throw unread(`charset '${charset.slice(0, 100)}'. Send JSON in UTF-8`)
}

function unread(what: string): ApiError {
  return new ApiError({ code: 'unsupported_media_type', message: `Unsupported ${what}.` })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ApiError({ code: null, message: 'We could not parse the JSON body of your request. Check that it is valid JSON.', cause })
  }
}
