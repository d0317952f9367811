import type { CompactedResponse, CompactResponseBody, CreateResponseBody } from '@goldwire/schemas'

import type { AppContext } from '../../app-context.ts'
import type { StoredItem } from '../../store/store.ts'
import { createIds } from '../ids.ts'
import { prepareRequest } from '../prepare-request.ts'
import { writePayload } from './compaction-payload.ts'
import { condense } from './condense.ts'

/** A condensed conversation may take this much of the model's context, in characters for each token of it. */
const CHARACTERS_PER_CONTEXT_TOKEN = 1 / 2

/**
 * A conversation made short: the messages of users (and rules), word for word, and one compaction item that stands for the rest. What is
 * answered is the new conversation, whole: nothing of the old one is needed beside it.
 *
 * @throws ApiError as `createResponse` would
 */
export async function compactConversation(body: CompactResponseBody, context: AppContext): Promise<CompactedResponse> {
  const { engine, sealer, random, now } = context
  const ids = createIds({ random, now })
  const model = engine.models.find((one) => one.id === body.model) ?? engine.models[0]
  const { request } = await prepareRequest(toCreateBody(body, model?.id ?? ''), context, ids)
  const input_tokens = await engine.countInputTokens(request)
  const kept = request.items.filter((item) => 'role' in item && item.role !== 'assistant')
  const most = Math.floor((model?.contextSize ?? 0) * CHARACTERS_PER_CONTEXT_TOKEN)
  const text = condense(request.items, { most, withoutUsers: true })
  const payload = writePayload({ covers: 'others', text })
  const compaction = { id: ids.item('cmp'), type: 'compaction', encrypted_content: sealer.seal('compaction', payload) }
  return {
    id: ids.responseId,
    object: 'response.compaction',
    created_at: Math.floor(now() / 1000),
    output: [...(kept as StoredItem[]), compaction] as CompactedResponse['output'],
    // Condensing is no work of the model's: nothing was generated.
    usage: {
      input_tokens,
      input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
      output_tokens: 0,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: input_tokens,
    },
  }
}

/** Null means nothing, but for the model: then the first one does it. */
function toCreateBody(body: CompactResponseBody, firstModel: string): CreateResponseBody {
  const { model, service_tier: _tier, ...others } = body
  const given = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== null))
  return { ...given, model: model ?? firstModel, store: false }
}
