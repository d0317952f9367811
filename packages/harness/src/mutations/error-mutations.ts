import { isObject } from '../lint/json.ts'
import { at, type Change, on, remove, repeat, set, swap } from './edits.ts'
import type { Mutation } from './mutation.ts'
import { type Edit, plant } from './plant.ts'
const inError = (change: Change): Edit => on('error', (event) => (isObject(event['error']) ? change(event['error']) : false))
const inFailed = (change: Change): Edit =>
  on('response.failed', (event) =>
    isObject(event['response']) && isObject(event['response']['error']) ? change(event['response']['error']) : false,
  )

export const errorMutations: readonly Mutation[] = [
  plant('errors-untyped', 'the error event has no type', 'err.untyped', 'GW013', on('error', remove('type'))),
  plant('errors-without-number', 'the error event has no number', 'err.noseq', 'GW102', on('error', remove('sequence_number')), false),
  plant(
    'errors-failed-without-number',
    'response.failed has no number',
    'err.noseq',
    'GW102',
    on('response.failed', remove('sequence_number')),
    false,
  ),
  plant(
    'errors-flat',
    'the error event is flat',
    'err.untyped',
    'GW221',
    on('error', (event) => {
      if (!isObject(event['error'])) return false
      const { code, message, param } = event['error']
      delete event['error']
      Object.assign(event, { code, message, param })
    }),
  ),
  plant('errors-null', 'the error event holds null', 'err.untyped', 'GW202 GW221', on('error', set('error', null))),
  plant('errors-text', 'the error event holds a text', 'err.untyped', 'GW203 GW221', on('error', set('error', 'Something broke.'))),
  plant('errors-empty', 'the error event holds nothing', 'err.untyped', 'GW201 GW221', on('error', set('error', {}))),
  plant('errors-message-missing', 'the error has no message', 'err.untyped', 'GW201 GW221', inError(remove('message'))),
  plant('errors-message-null', 'the message of the error is null', 'err.untyped', 'GW202 GW221', inError(set('message', null))),
  plant('errors-code-number', 'the code of the error is a number', 'err.untyped', 'GW203 GW221', inError(set('code', 500))),
  plant('errors-twice', 'the error comes twice', null, 'GW303 GW304 GW404', repeat('error')),
  plant('errors-after-failed', 'the error comes after response.failed', 'life.after-terminal', 'GW304', swap('error', 'response.failed')),
  plant('errors-failed-code-missing', 'response.failed does not say which error', 'err.untyped', 'GW201', inFailed(remove('code'))),
  plant(
    'errors-failed-code-unknown',
    'response.failed gives a code that the API does not have',
    'env.status-enum',
    'GW204 GW321',
    inFailed(set('code', 'out_of_cheese')),
  ),
  plant('errors-failed-message-missing', 'response.failed has no message', 'err.untyped', 'GW201', inFailed(remove('message'))),
  plant(
    'errors-failed-error-text',
    'the error of response.failed is a text',
    'err.untyped',
    'GW203',
    on('response.failed', set('response.error', 'Something broke.')),
  ),
  plant(
    'errors-failed-says-completed',
    'response.failed says completed',
    'life.type-vs-status',
    'GW307',
    on('response.failed', set('response.status', 'completed')),
  ),
  plant(
    'errors-failed-as-completed',
    'a failed response is told as completed',
    'life.type-vs-status',
    'GW307 GW315 GW320',
    on('response.failed', (event) => {
      event['type'] = 'response.completed'
    }),
  ),
  plant('errors-in-completed', 'a completed response follows the error event', 'life.double', 'GW303 GW320 GW304', (events) => {
    const index = at(events, 'response.completed')
    if (index === -1) return false
    events.splice(index, 0, {
      type: 'error',
      error: { type: 'server_error', code: 'server_error', message: 'Something broke.', param: null },
    })
  }),
  plant(
    'errors-failed-cancelled',
    'a response is cancelled in an event of its own',
    'evt.non-union',
    'GW205',
    on('response.failed', (event) => {
      event['type'] = 'response.cancelled'
    }),
  ),
]
