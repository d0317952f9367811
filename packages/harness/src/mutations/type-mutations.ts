import type { JsonObject } from '../lint/json.ts'
import { at, DELTA, insert, ITEM_EVENT, on, remove, TERMINAL } from './edits.ts'
import type { Mutation } from './mutation.ts'
import { plant } from './plant.ts'
export const typeMutations: readonly Mutation[] = [
  plant(
    'type-made-up-event',
    'a made-up event',
    'evt.non-union',
    'GW205',
    insert(() => 3, { type: 'response.tool_calls.created' }),
  ),
  plant(
    'type-ping',
    'a ping',
    'evt.non-union',
    'GW205',
    insert(() => 3, { type: 'ping' }),
  ),
  plant(
    'type-response-keep-alive',
    'response.keep_alive',
    'evt.non-union',
    'GW205',
    insert(() => 3, { type: 'response.keep_alive' }),
  ),
  plant(
    'type-response-error',
    'response.error',
    'evt.non-union',
    'GW205',
    insert((events) => at(events, TERMINAL), { type: 'response.error', error: { message: 'x' } }),
  ),
  plant(
    'type-event-chatgpt-backend',
    'an event of the ChatGPT backend',
    'evt.non-union',
    'GW205',
    insert(() => 2, { type: 'codex.rate_limits', rate_limits: {} }),
  ),
  plant('type-event-without-type', 'an event without type', 'data.no-type', 'GW012', on(DELTA, remove('type')), false),
  plant(
    'type-error-without-type',
    'an error without type',
    'err.untyped',
    'GW013',
    insert((events) => events.length - 1, { error: { message: 'Overloaded', code: 503 } }),
    false,
  ),
  plant(
    'type-null-event',
    'a null event',
    'sse.null',
    'GW005',
    (events) => {
      events.splice(3, 0, null as unknown as JsonObject)
    },
    false,
  ),
  plant(
    'type-misspelt-event',
    'a misspelt event',
    'evt.non-union',
    'GW205',
    on(DELTA, (event) => {
      event['type'] = String(event['type']).replace('.delta', '.deltas')
    }),
  ),
  plant(
    'type-delta-event-chat-completions',
    'a delta event of Chat Completions',
    'data.no-type',
    'GW012',
    insert(() => 4, { object: 'chat.completion.chunk', choices: [] }),
    false,
  ),
  plant('type-unknown-event-item', 'an unknown event of an item', 'evt.non-union', 'GW205', (events) => {
    const index = at(events, ITEM_EVENT)
    const event = events[index]
    if (event === undefined) return false
    events.splice(index, 0, { ...event, type: 'response.reasoning_part.done' })
  }),
]
