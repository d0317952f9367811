import { type JsonObject } from '../lint/json.ts'
import { at, DELTA, insert, ITEM_EVENT, on, plant, remove, TERMINAL, type Mutation } from './plant.ts'

export const typeMutations: readonly Mutation[] = [
  plant(
    'type',
    'a made-up event',
    '205',
    insert(() => 3, { type: 'response.tool_calls.created' }),
  ),
  plant(
    'type',
    'a ping',
    '205',
    insert(() => 3, { type: 'ping' }),
  ),
  plant(
    'type',
    'response.keep_alive',
    '205',
    insert(() => 3, { type: 'response.keep_alive' }),
  ),
  plant(
    'type',
    'response.error',
    '205',
    insert((events) => at(events, TERMINAL), { type: 'response.error', error: { message: 'x' } }),
  ),
  plant(
    'type',
    'an event of the ChatGPT backend',
    '205',
    insert(() => 2, { type: 'codex.rate_limits', rate_limits: {} }),
  ),
  plant('type', 'an event without type', '012', on(DELTA, remove('type')), false),
  plant(
    'type',
    'an error without type',
    '013',
    insert((events) => events.length - 1, { error: { message: 'Overloaded', code: 503 } }),
    false,
  ),
  plant(
    'type',
    'a null event',
    '005',
    (events) => {
      events.splice(3, 0, null as unknown as JsonObject)
    },
    false,
  ),
  plant(
    'type',
    'a misspelt event',
    '205',
    on(DELTA, (event) => {
      event['type'] = String(event['type']).replace('.delta', '.deltas')
    }),
  ),
  plant(
    'type',
    'a delta event of Chat Completions',
    '012',
    insert(() => 4, { object: 'chat.completion.chunk', choices: [] }),
    false,
  ),
  plant('type', 'an unknown event of an item', '205', (events) => {
    const index = at(events, ITEM_EVENT)
    const event = events[index]
    if (event === undefined) return false
    events.splice(index, 0, { ...event, type: 'response.reasoning_part.done' })
  }),
]
