import { isObject, type JsonObject } from '../lint/json.ts'
import { ADDED, at, DELTA, drop, FINISHED, insert, on, output, remove, repeat, set, swap, TERMINAL } from './edits.ts'
import type { Mutation } from './mutation.ts'
import { plant } from './plant.ts'
export const lifecycleMutations: readonly Mutation[] = [
  plant('lifecycle-no-terminal', 'no terminal event', 'life.no-terminal', 'GW301 GW320', drop(TERMINAL)),
  plant('lifecycle-cut-in-half', 'the stream is cut in half', 'life.no-terminal', 'GW301', (events) => {
    events.splice(Math.ceil(events.length / 2))
  }),
  plant(
    'lifecycle-response-done',
    'response.done ends the stream',
    'life.done-alias',
    'GW308',
    on(FINISHED, (event) => {
      event['type'] = 'response.done'
    }),
  ),
  plant('lifecycle-created-twice', 'two created events', 'life.double', 'GW302', repeat('response.created')),
  plant('lifecycle-terminal-twice', 'two terminal events', 'life.double', 'GW303', repeat(TERMINAL)),
  plant('lifecycle-delta-after-end', 'a delta after the end', 'life.after-terminal', 'GW304', (events) => {
    const delta = events.find((event) => DELTA.test(String(event['type'])))
    if (delta === undefined) return false
    events.push(structuredClone(delta))
  }),
  plant('lifecycle-item-after-end', 'an item after the end', 'life.after-terminal', 'GW304', (events) => {
    const added = events.find((event) => event['type'] === ADDED)
    if (added === undefined) return false
    events.push(structuredClone(added))
  }),
  plant('lifecycle-no-created', 'no created event', 'life.created-late', 'GW305', drop('response.created')),
  plant(
    'lifecycle-created-after-in-progress',
    'created after in_progress',
    'life.created-late',
    'GW305',
    swap('response.created', 'response.in_progress'),
  ),
  plant('lifecycle-created-after-first-item', 'created after the first item', 'life.created-late', 'GW305', (events) => {
    const [created] = events.splice(0, 1)
    if (created === undefined) return false
    events.splice(3, 0, created)
  }),
  plant(
    'lifecycle-no-in-progress',
    'no in_progress event',
    null,
    'GW306',
    (events, choose) => at(events, ADDED) !== -1 && drop('response.in_progress')(events, choose) !== false,
  ),
  plant('lifecycle-in-progress-after-first-item', 'in_progress after the first item', null, 'GW306 GW317', (events) => {
    if (at(events, ADDED) === -1) return false
    const index = at(events, 'response.in_progress')
    const [event] = events.splice(index, 1)
    if (event === undefined || index === -1) return false
    events.splice(index + 2, 0, event)
  }),
  plant('lifecycle-in-progress-twice', 'in_progress twice', null, 'GW317', repeat('response.in_progress')),
  plant('lifecycle-queued-without-background', 'queued without background', null, 'GW317 GW307', (events) => {
    const [created, next] = events
    if (created === undefined || next?.['type'] !== 'response.in_progress' || !isObject(created['response'])) return false
    events.splice(1, 0, { type: 'response.queued', response: { ...created['response'], status: 'queued' } })
  }),
  plant(
    'lifecycle-created-says-completed',
    'created says completed',
    'env.status-created',
    'GW307',
    on('response.created', set('response.status', 'completed')),
  ),
  plant(
    'lifecycle-completed-says-incomplete',
    'completed says incomplete',
    'life.type-vs-status',
    'GW307',
    on('response.completed', set('response.status', 'incomplete')),
  ),
  plant(
    'lifecycle-completed-says-in-progress',
    'completed says in_progress',
    'life.type-vs-status',
    'GW307',
    on('response.completed', set('response.status', 'in_progress')),
  ),
  plant(
    'lifecycle-incomplete-says-completed',
    'incomplete says completed',
    'life.type-vs-status',
    'GW307',
    on('response.incomplete', set('response.status', 'completed')),
  ),
  plant(
    'lifecycle-status-unknown',
    'a status that is none',
    'env.status-enum',
    'GW217',
    on(TERMINAL, set('response.status', 'requires_action')),
  ),
  plant(
    'lifecycle-terminal-output-null',
    'terminal output is null',
    'life.output-null',
    'GW218',
    on(TERMINAL, set('response.output', null)),
  ),
  plant(
    'lifecycle-terminal-output-missing',
    'terminal output is missing',
    'life.output-null',
    'GW218',
    on(TERMINAL, remove('response.output')),
  ),
  plant(
    'lifecycle-terminal-output-empty',
    'terminal output is empty',
    'life.output-empty',
    'GW310',
    output((items) => {
      items.splice(0)
    }),
  ),
  plant(
    'lifecycle-terminal-output-lacks-last-item',
    'terminal output lacks the last item',
    'life.output-empty',
    'GW312',
    output((items) => {
      if (items.length < 2) return false
      items.pop()
    }),
  ),
  plant(
    'lifecycle-terminal-output-another-order',
    'terminal output in another order',
    'life.output-order',
    'GW311',
    output((items) => {
      if (items.length < 2) return false
      items.reverse()
    }),
  ),
  plant(
    'lifecycle-terminal-output-one-item-more',
    'terminal output has one item more',
    'id.completed-unannounced',
    'GW313',
    output((items) => {
      items.push({ ...structuredClone(items[0] as JsonObject), id: 'msg_more' })
    }),
  ),
  plant(
    'lifecycle-output-item-status',
    'an item of the output has another status',
    null,
    'GW314 GW217',
    output((items) => {
      const [item] = items
      if (item === undefined || item['status'] !== 'completed') return false
      item['status'] = 'in_progress'
    }),
  ),
  plant(
    'lifecycle-completed-error',
    'completed with an error',
    null,
    'GW315',
    on('response.completed', set('response.error', { code: 'server_error', message: 'x' })),
  ),
  plant(
    'lifecycle-completed-incomplete-details',
    'completed with incomplete_details',
    null,
    'GW315',
    on('response.completed', set('response.incomplete_details', { reason: 'max_output_tokens' })),
  ),
  plant(
    'lifecycle-incomplete-without-incomplete-details',
    'incomplete without incomplete_details',
    null,
    'GW315',
    on('response.incomplete', set('response.incomplete_details', null)),
  ),
  plant('lifecycle-failed-without-error', 'failed without error', null, 'GW315', on('response.failed', set('response.error', null))),
  plant('lifecycle-cut-as-completed', 'the limit is reached, and it says completed', 'life.cut-as-completed', 'GW316 GW418', (events) => {
    const index = at(events, 'response.incomplete')
    const event = events[index]
    const response = event?.['response']
    if (event === undefined || !isObject(response) || !isSpent(response)) return false
    event['type'] = 'response.completed'
    response['status'] = 'completed'
    response['incomplete_details'] = null
    response['completed_at'] = Number(response['created_at']) + 1
  }),
  plant(
    'lifecycle-completed-before-created',
    'completed before it was created',
    null,
    'GW318',
    on('response.completed', (event) => {
      const { completed_at: to, created_at: from } = event['response'] as JsonObject
      return typeof to === 'number' && Number(from) > 5 && set('response.completed_at', Number(from) - 5)(event) !== false
    }),
  ),
  plant('lifecycle-error-without-failed', 'error without failed', 'life.no-terminal', 'GW320', drop('response.failed')),
  plant(
    'lifecycle-error-and-failed-disagree',
    'error and failed disagree',
    null,
    'GW321',
    on('response.failed', set('response.error.code', 'rate_limit_exceeded')),
  ),
  plant(
    'lifecycle-keepalive-before-created',
    'keepalive before created',
    'evt.keepalive-noseq',
    'GW907',
    insert(() => 0, { type: 'keepalive' }),
  ),
  plant(
    'lifecycle-keepalive-without-number',
    'a keepalive without number',
    'evt.keepalive-noseq',
    'GW102',
    on('keepalive', remove('sequence_number')),
    false,
  ),
]

/** Whether all output tokens that were allowed are used. */
function isSpent({ max_output_tokens: limit, usage: used }: JsonObject): boolean {
  return typeof limit === 'number' && isObject(used) && Number(used['output_tokens']) >= limit
}
