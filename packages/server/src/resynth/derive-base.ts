import type { Response } from '@goldwire/schemas'
import { serviceTierSchema } from '@goldwire/schemas'

import type { ResponseBase } from '../run/emit/response-snapshot.ts'
import type { Trace } from './trace.ts'
import { isObject, objectsOf, type WireObject } from './wire-object.ts'

/** The response as it was created: the final one with what the run decides undone. `service_tier` as asked for is taken from the recording. */
export function deriveBase(final: WireObject, { created }: Trace): ResponseBase {
  const base: WireObject = { ...final }
  for (const field of ['moderation', 'content_filters']) {
    if (field in base) base[field] = null
  }
  if ('tool_usage' in base) base['tool_usage'] = noToolUsed
  if ('service_tier' in base) base['service_tier'] = created?.['service_tier']
  return base as unknown as ResponseBase
}

/**
 * What only the end of this response knows: what moderation and Azure's filters found, the tier that served a request for `auto`, and what
 * the hosted tools that ran have used.
 */
export function deriveSettled(final: WireObject, { created }: Trace): Partial<Response> {
  const { moderation, content_filters: filters, tool_usage: toolUsage, service_tier: tier } = final
  const settled: WireObject = {}
  if (isObject(moderation)) settled['moderation'] = moderation
  if (Array.isArray(filters)) settled['content_filters'] = filters
  if (created?.['service_tier'] === 'auto' && serviceTierSchema.safeParse(tier).success) settled['service_tier'] = tier
  if (isObject(toolUsage)) {
    const ran = new Set(objectsOf(final['output']).map((item) => item['type']))
    settled['tool_usage'] = {
      image_gen: ran.has('image_generation_call') ? toolUsage['image_gen'] : noToolUsed.image_gen,
      web_search: ran.has('web_search_call') ? toolUsage['web_search'] : noToolUsed.web_search,
    }
  }
  return settled
}

/** As in every response in which no such tool ran (since 2026-06-30). */
const noToolUsed: Response['tool_usage'] = {
  image_gen: {
    input_tokens: 0,
    input_tokens_details: { image_tokens: 0, text_tokens: 0 },
    output_tokens: 0,
    output_tokens_details: { image_tokens: 0, text_tokens: 0 },
    total_tokens: 0,
  },
  web_search: { num_requests: 0 },
}
