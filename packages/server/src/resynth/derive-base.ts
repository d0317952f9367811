import type { Response } from '@goldwire/schemas'

import type { ResponseBase } from '../run/emit/response-snapshot.ts'
import type { Trace } from './trace.ts'
import { isObject, type WireObject } from './wire-object.ts'

/** Fields that are null until the end, where the response has them at all; `content_filters` is Azure's. */
const nullUntilTheEnd = ['moderation', 'content_filters'] as const

/** The response as it was created: the final one with what the run decides undone. `service_tier` as asked for is taken from the recording. */
export function deriveBase(final: WireObject, { created }: Trace): ResponseBase {
  const base: WireObject = { ...final }
  for (const field of nullUntilTheEnd) {
    if (field in base) base[field] = null
  }
  if ('tool_usage' in base) base['tool_usage'] = zeroed(base['tool_usage'])
  if ('service_tier' in base) base['service_tier'] = created?.['service_tier']
  return base as unknown as ResponseBase
}

/** What the end settles, as the final response has it. */
export function deriveSettled(final: WireObject): Partial<Response> {
  const fields = ['service_tier', 'tool_usage', ...nullUntilTheEnd].filter((field) => field in final)
  return Object.fromEntries(fields.map((field) => [field, final[field]])) as Partial<Response>
}

function zeroed(value: unknown): unknown {
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, zeroed(inner)]))
  return typeof value === 'number' ? 0 : value
}
