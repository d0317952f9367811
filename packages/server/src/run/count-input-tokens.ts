import type { CreateResponseBody } from '@goldwire/schemas'

import type { AppContext } from '../app-context.ts'
import { createHostedOffer } from './hosted-offer.ts'
import { createIds } from './ids.ts'
import { prepareRequest } from './prepare-request.ts'

/**
 * The input tokens a request would take, as `usage.input_tokens` would tell. Without a model the engine's first one counts.
 * Nothing is run for it: of tools on this server it counts the first round, and of an MCP server the tools whose list the conversation has.
 *
 * @throws ApiError as `createResponse` would
 */
export async function countInputTokens(body: CreateResponseBody, context: AppContext): Promise<number> {
  const { engine, random, now } = context
  const model = body.model ?? engine.models[0]?.id ?? ''
  const { request, hostedTools, rebase } = await prepareRequest({ ...body, model }, context, createIds({ random, now }))
  try {
    if (hostedTools.length === 0) return await engine.countInputTokens(request)
    // Which tool is chosen makes no difference to the prompt, and the one that is chosen may not be known here.
    const toolChoice = request.toolChoice === 'none' ? 'none' : 'auto'
    const offered = createHostedOffer(hostedTools, request.tools).offer({ ...request, toolChoice }, { isFirst: true })
    return await engine.countInputTokens(offered)
  } catch (error) {
    throw rebase(error)
  }
}
