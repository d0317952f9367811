import { readContextOf } from '@goldwire/schemas'

import { eventsOf } from './events-of.ts'
import type { Golden } from './golden.ts'
import { captureState } from './validate-golden.ts'

const OWN_WIRE = new Set(['openai', 'azure', 'chatgpt'])
const SOUND_SINCE = Date.parse('2025-08-01T00:00:00Z') / 1000

/**
 * Why no conclusion may be drawn from a recording when it departs from the wire; empty for a *sound* one: OpenAI or Azure, whole, unaltered,
 * since August 2025. Raw files without a header (provider `unknown`) are never sound: nobody says where they come from.
 */
export function unsoundReasons(golden: Golden): string[] {
  const { provider, suspect, recorded_at: recordedAt } = golden.header
  const isBody = golden.header.response.framing === 'json'
  const responses = isBody
    ? golden.lines.map(({ body }) => body)
    : eventsOf(golden)
        .map((event) => event['response'])
        .filter((response) => response !== undefined)
  const { createdAt, nullsDropped } = readContextOf({ responses, provider, recordedAt, capture: OWN_WIRE.has(provider) })
  const reasons: string[] = []
  if (provider !== 'openai' && provider !== 'azure') reasons.push(`provider ${provider}`)
  if (suspect === true) reasons.push('marked suspect')
  if (!isBody && !captureState(golden).whole) reasons.push('cut off')
  if ((createdAt ?? 0) < SOUND_SINCE) reasons.push('older than August 2025')
  if (nullsDropped === true) reasons.push('its recorder dropped nulls')
  if (responses.some(isCutDown)) reasons.push('its Response objects were shortened')
  return reasons
}

/** OpenAI and Azure have put `store` and `user` into every Response since the first; whoever shortens one by hand drops them. */
function isCutDown(response: unknown): boolean {
  if (typeof response !== 'object' || response === null) return false
  // Bodies may hold other objects.
  return 'object' in response && response.object === 'response' && !('store' in response && 'user' in response)
}
