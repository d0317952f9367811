import type { CreateResponseBody } from '@goldwire/schemas'

import type { AppContext } from '../app-context.ts'
import { createIds } from './ids.ts'
import { prepareRequest } from './prepare-request.ts'

/**
 * The input tokens a request would take, as `usage.input_tokens` would tell. Without a model the engine's first one counts.
 *
 * @throws ApiError as `createResponse` would
 */
export async function countInputTokens(body: CreateResponseBody, context: AppContext): Promise<number> {
  const { engine, random, now } = context
  const model = body.model ?? engine.models[0]?.id ?? ''
  const { request, rebase } = await prepareRequest({ ...body, model }, context, createIds({ random, now }))
  try {
    return await engine.countInputTokens(request)
  } catch (error) {
    throw rebase(error)
  }
}
