import { isObject, type JsonObject } from '../lint/json.ts'
import { ADDED, at, DELTA, drop, FINISHED, insert, on, output, plant, remove, repeat, set, swap, TERMINAL, type Mutation } from './plant.ts'

export const lifecycleMutations: readonly Mutation[] = [
  plant('lifecycle', 'no terminal event', '301 320', drop(TERMINAL)),
  plant('lifecycle', 'the stream is cut in half', '301', (events) => {
    events.splice(Math.ceil(events.length / 2))
  }),
  plant(
    'lifecycle',
    'response.done ends the stream',
    '308',
    on(FINISHED, (event) => {
      event['type'] = 'response.done'
    }),
  ),
  plant('lifecycle', 'two created events', '302', repeat('response.created')),
  plant('lifecycle', 'two terminal events', '303', repeat(TERMINAL)),
  plant('lifecycle', 'a delta after the end', '304', (events) => {
    const delta = events.find((event) => DELTA.test(String(event['type'])))
    if (delta === undefined) return false
    events.push(structuredClone(delta))
  }),
  plant('lifecycle', 'an item after the end', '304', (events) => {
    const added = events.find((event) => event['type'] === ADDED)
    if (added === undefined) return false
    events.push(structuredClone(added))
  }),
  plant('lifecycle', 'no created event', '305', drop('response.created')),
  plant('lifecycle', 'created after in_progress', '305', swap('response.created', 'response.in_progress')),
  plant('lifecycle', 'created after the first item', '305', (events) => {
    const [created] = events.splice(0, 1)
    if (created === undefined) return false
    events.splice(3, 0, created)
  }),
  plant('lifecycle', 'no in_progress event', '306', drop('response.in_progress')),
  plant('lifecycle', 'in_progress after the first item', '306 317', (events) => {
    const index = at(events, 'response.in_progress')
    const [event] = events.splice(index, 1)
    if (event === undefined || index === -1) return false
    events.splice(index + 2, 0, event)
  }),
  plant('lifecycle', 'in_progress twice', '317', repeat('response.in_progress')),
  plant('lifecycle', 'queued without background', '317 307', (events) => {
    const [created, next] = events
    if (created === undefined || next?.['type'] !== 'response.in_progress' || !isObject(created['response'])) return false
    events.splice(1, 0, { type: 'response.queued', response: { ...created['response'], status: 'queued' } })
  }),
  plant('lifecycle', 'created says completed', '307', on('response.created', set('response.status', 'completed'))),
  plant('lifecycle', 'completed says incomplete', '307', on('response.completed', set('response.status', 'incomplete'))),
  plant('lifecycle', 'completed says in_progress', '307', on('response.completed', set('response.status', 'in_progress'))),
  plant('lifecycle', 'incomplete says completed', '307', on('response.incomplete', set('response.status', 'completed'))),
  plant('lifecycle', 'a status that is none', '217', on(TERMINAL, set('response.status', 'requires_action'))),
  plant('lifecycle', 'terminal output is null', '218', on(TERMINAL, set('response.output', null))),
  plant('lifecycle', 'terminal output is missing', '218', on(TERMINAL, remove('response.output'))),
  plant(
    'lifecycle',
    'terminal output is empty',
    '310',
    output((items) => {
      items.splice(0)
    }),
  ),
  plant(
    'lifecycle',
    'terminal output lacks the last item',
    '312',
    output((items) => {
      if (items.length < 2) return false
      items.pop()
    }),
  ),
  plant(
    'lifecycle',
    'terminal output in another order',
    '311',
    output((items) => {
      if (items.length < 2) return false
      items.reverse()
    }),
  ),
  plant(
    'lifecycle',
    'terminal output has one item more',
    '313',
    output((items) => {
      items.push({ ...structuredClone(items[0] as JsonObject), id: 'msg_more' })
    }),
  ),
  plant(
    'lifecycle',
    'an item of the output has another status',
    '314',
    output((items) => {
      const [item] = items
      if (item === undefined || item['status'] !== 'completed') return false
      item['status'] = 'in_progress'
    }),
  ),
  plant(
    'lifecycle',
    'completed with an error',
    '315',
    on('response.completed', set('response.error', { code: 'server_error', message: 'x' })),
  ),
  plant(
    'lifecycle',
    'completed with incomplete_details',
    '315',
    on('response.completed', set('response.incomplete_details', { reason: 'max_output_tokens' })),
  ),
  plant('lifecycle', 'incomplete without incomplete_details', '315', on('response.incomplete', set('response.incomplete_details', null))),
  plant('lifecycle', 'failed without error', '315', on('response.failed', set('response.error', null))),
  plant('lifecycle', 'the limit is reached, and it says completed', '316 418', (events) => {
    const index = at(events, 'response.incomplete')
    const event = events[index]
    const response = event?.['response']
    if (event === undefined || !isObject(response) || typeof response['max_output_tokens'] !== 'number') return false
    event['type'] = 'response.completed'
    response['status'] = 'completed'
    response['incomplete_details'] = null
    response['completed_at'] = Number(response['created_at']) + 1
  }),
  plant(
    'lifecycle',
    'completed before it was created',
    '318',
    on('response.completed', (event) =>
      typeof (event['response'] as JsonObject)['completed_at'] === 'number' ? set('response.completed_at', 5)(event) : false,
    ),
  ),
  plant('lifecycle', 'error without failed', '320', drop('response.failed')),
  plant('lifecycle', 'error and failed disagree', '321', on('response.failed', set('response.error.code', 'rate_limit_exceeded'))),
  plant(
    'lifecycle',
    'keepalive before created',
    '907',
    insert(() => 0, { type: 'keepalive' }),
  ),
  plant(
    'lifecycle',
    'a keepalive without number',
    '102',
    (events) => {
      events.splice(3, 0, { type: 'keepalive' })
    },
    false,
  ),
]
