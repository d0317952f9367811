import type * as z from 'zod'
import { eventSchemas, type StreamEvent } from '../events/stream-event.ts'
import { deviations } from './deviations.ts'
import { isObject } from './json-path.ts'
import type { ReadContext } from './read-context.ts'
import type { ReadResult } from './read-result.ts'
import { readByType } from './read-by-type.ts'

const schemas: ReadonlyMap<string, z.ZodType> = new Map(Object.entries(eventSchemas))

/**
 * Reads one event of anyone's stream (the parsed JSON of a frame's `data`): by the exact schema of its type, less the documented
 * deviations that `context` lets apply. Never throws; the event comes back as it was, unknown keys included.
 */
export function readEvent(data: unknown, context: ReadContext = {}): ReadResult<StreamEvent> {
  return readByType<StreamEvent>(schemas, 'event', deviations, data, azureIfItSaysSo(data, context))
}

/** Azure's Response objects carry `content_filters`. A caller who knows nothing of the sender need not look for it. */
function azureIfItSaysSo(data: unknown, context: ReadContext): ReadContext {
  if ((context.provider ?? null) !== null || !isObject(data) || !isObject(data['response'])) return context
  return Object.hasOwn(data['response'], 'content_filters') ? { ...context, provider: 'azure' } : context
}
