import { isObject, type JsonObject } from '../lint/json.ts'
import { DONE, each, LIFECYCLE, on, plant, remove, set, TERMINAL, type Mutation } from './plant.ts'

export const envelopeMutations: readonly Mutation[] = [
  plant(
    'envelope',
    'created carries an id only',
    '207',
    on('response.created', (event) => {
      const { id } = event['response'] as JsonObject
      event['response'] = { id }
    }),
  ),
  plant(
    'envelope',
    'in_progress carries an id only',
    '207',
    on('response.in_progress', (event) => {
      const { id } = event['response'] as JsonObject
      event['response'] = { id }
    }),
  ),
  plant(
    'envelope',
    'no created_at',
    '207',
    each(LIFECYCLE, (event) => {
      delete (event['response'] as JsonObject)['created_at']
    }),
  ),
  plant(
    'envelope',
    'created_at is a fraction',
    '211',
    each(LIFECYCLE, (event) => {
      ;(event['response'] as JsonObject)['created_at'] = 1_787_000_000.25
    }),
  ),
  plant(
    'envelope',
    'created_at is a string',
    '211',
    each(LIFECYCLE, (event) => {
      ;(event['response'] as JsonObject)['created_at'] = '2026-08-01'
    }),
  ),
  plant(
    'envelope',
    'no model',
    '207',
    each(LIFECYCLE, (event) => {
      delete (event['response'] as JsonObject)['model']
    }),
  ),
  plant(
    'envelope',
    'the response is flattened',
    '210',
    on('response.created', (event) => {
      Object.assign(event, event['response'], { type: 'response.created' })
      delete event['response']
    }),
  ),
  plant('envelope', 'no response at all', '201', on(TERMINAL, remove('response'))),
  plant(
    'envelope',
    'tools is null',
    '209',
    each(LIFECYCLE, (event) => {
      ;(event['response'] as JsonObject)['tools'] = null
    }),
  ),
  plant(
    'envelope',
    'temperature is null',
    '209',
    each(LIFECYCLE, (event) => {
      ;(event['response'] as JsonObject)['temperature'] = null
    }),
  ),
  plant('envelope', 'echoed tools lack strict', '214', (events) => {
    let found = false
    for (const event of events) {
      const tools = isObject(event['response']) ? event['response']['tools'] : null
      if (Array.isArray(tools))
        for (const tool of tools as JsonObject[])
          if (tool['type'] === 'function') {
            delete tool['strict']
            found = true
          }
    }
    return found
  }),
  plant(
    'envelope',
    'text.format is missing',
    '215',
    each(LIFECYCLE, (event) => {
      ;(event['response'] as JsonObject)['text'] = { verbosity: 'medium' }
    }),
  ),
  plant(
    'envelope',
    'text is missing',
    '207',
    each(LIFECYCLE, (event) => {
      delete (event['response'] as JsonObject)['text']
    }),
  ),
  plant(
    'envelope',
    'incomplete_details is missing',
    '216',
    each(LIFECYCLE, (event) => {
      delete (event['response'] as JsonObject)['incomplete_details']
    }),
  ),
  plant('envelope', 'the model changes', '319', on(TERMINAL, set('response.model', 'another-model'))),
  plant(
    'envelope',
    'created_at changes',
    '319',
    on(
      TERMINAL,
      set('response.created_at', (old: unknown) => Number(old) + 3),
    ),
  ),
  plant('envelope', 'a parameter changes', '319', on(TERMINAL, set('response.temperature', 0.3))),
  plant(
    'envelope',
    'object is another',
    '204',
    each(LIFECYCLE, (event) => {
      ;(event['response'] as JsonObject)['object'] = 'chat.completion'
    }),
  ),
  plant('envelope', 'created holds output', '219', (events) => {
    const done = events.find((event) => event['type'] === DONE)?.['item']
    const created = events[0]?.['response']
    if (!isObject(created) || done === undefined) return false
    created['output'] = [done]
  }),
  plant(
    'envelope',
    'metadata is null',
    '209',
    each(LIFECYCLE, (event) => {
      ;(event['response'] as JsonObject)['metadata'] = null
    }),
  ),
]
