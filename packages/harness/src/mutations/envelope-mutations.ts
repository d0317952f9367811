import { isObject, type JsonObject } from '../lint/json.ts'
import { DONE, each, LIFECYCLE, on, remove, set, TERMINAL } from './edits.ts'
import type { Mutation } from './mutation.ts'
import { plant } from './plant.ts'

const keepOnlyId = set('response', (response: unknown) => ({ id: (response as JsonObject)['id'] }))

export const envelopeMutations: readonly Mutation[] = [
  plant('envelope-created-id-only', 'created carries an id only', 'env.minimal-created', 'GW207', on('response.created', keepOnlyId)),
  plant(
    'envelope-in-progress-id-only',
    'in_progress carries an id only',
    'env.minimal-created',
    'GW207',
    on('response.in_progress', keepOnlyId),
  ),
  plant('envelope-no-created-at', 'no created_at', 'env.minimal-created', 'GW207', each(LIFECYCLE, remove('response.created_at'))),
  plant(
    'envelope-created-at-fraction',
    'created_at is a fraction',
    'env.created-at-float',
    'GW211',
    each(
      LIFECYCLE,
      set('response.created_at', (old: unknown) => Number(old) + 0.25),
    ),
  ),
  plant(
    'envelope-created-at-string',
    'created_at is a string',
    'env.created-at-float',
    'GW211',
    each(LIFECYCLE, set('response.created_at', String)),
  ),
  plant('envelope-no-model', 'no model', 'env.minimal-created', 'GW207', each(LIFECYCLE, remove('response.model'))),
  plant(
    'envelope-response-flattened',
    'the response is flattened',
    'data.flattened',
    'GW210',
    on('response.created', (event) => {
      Object.assign(event, event['response'], { type: 'response.created' })
      delete event['response']
    }),
  ),
  plant('envelope-no-response', 'no response at all', 'data.flattened', 'GW201', on(TERMINAL, remove('response'))),
  plant('envelope-tools-null', 'tools is null', 'env.nulls', 'GW209', each(LIFECYCLE, set('response.tools', null))),
  plant('envelope-temperature-null', 'temperature is null', 'env.nulls', 'GW209', each(LIFECYCLE, set('response.temperature', null))),
  plant('envelope-echoed-tools-lack-strict', 'echoed tools lack strict', 'env.echo-tools', 'GW214', (events) => {
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
    'envelope-text-format-missing',
    'text.format is missing',
    'env.echo-format',
    'GW215',
    each(LIFECYCLE, set('response.text', { verbosity: 'medium' })),
  ),
  plant('envelope-text-missing', 'text is missing', 'env.minimal-created', 'GW207', each(LIFECYCLE, remove('response.text'))),
  plant(
    'envelope-incomplete-details-missing',
    'incomplete_details is missing',
    'env.incomplete-details',
    'GW216',
    each(LIFECYCLE, remove('response.incomplete_details')),
  ),
  plant('envelope-model-drifts', 'the model changes', 'env.drift', 'GW319', on(TERMINAL, set('response.model', 'another-model'))),
  plant(
    'envelope-created-at-drifts',
    'created_at changes',
    'env.drift',
    'GW319',
    on(
      TERMINAL,
      set('response.created_at', (old: unknown) => Number(old) + 3),
    ),
  ),
  plant('envelope-parameter-drifts', 'a parameter changes', 'env.drift', 'GW319', on(TERMINAL, set('response.temperature', 0.3))),
  plant('envelope-object-another', 'object is another', null, 'GW204', each(LIFECYCLE, set('response.object', 'chat.completion'))),
  plant('envelope-created-holds-output', 'created holds output', null, 'GW219', (events) => {
    const done = events.find((event) => event['type'] === DONE)?.['item']
    const created = events[0]?.['response']
    if (!isObject(created) || done === undefined) return false
    created['output'] = [done]
  }),
  plant('envelope-metadata-null', 'metadata is null', 'env.nulls', 'GW209', each(LIFECYCLE, set('response.metadata', null))),
]
