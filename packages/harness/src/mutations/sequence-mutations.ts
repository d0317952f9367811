import type { JsonObject } from '../lint/json.ts'
import { DELTA, each, on, remove, set, TERMINAL } from './edits.ts'
import type { Mutation } from './mutation.ts'
import { plant } from './plant.ts'
export const sequenceMutations: readonly Mutation[] = [
  plant(
    'sequence-none',
    'no event has a number',
    'seq.missing',
    'GW102',
    each(/./, (event) => delete event['sequence_number']),
    false,
  ),
  plant(
    'sequence-none-on-first',
    'the first event has no number',
    'seq.missing',
    'GW102',
    on('response.created', remove('sequence_number')),
    false,
  ),
  plant(
    'sequence-none-on-deltas',
    'deltas have no number',
    'seq.missing',
    'GW102',
    each(DELTA, (event) => delete event['sequence_number']),
    false,
  ),
  plant(
    'sequence-none-on-terminal',
    'the terminal event has no number',
    'seq.missing',
    'GW102',
    on(TERMINAL, remove('sequence_number')),
    false,
  ),
  plant(
    'sequence-gap',
    'a number is skipped',
    'seq.gap',
    'GW101',
    (events, choose) => {
      const [from = 4] = choose(events.slice(4).map((_, index) => index + 4))
      events.slice(from).forEach((event) => {
        event['sequence_number'] = Number(event['sequence_number']) + 1
      })
    },
    false,
  ),
  plant(
    'sequence-duplicate',
    'a number comes twice',
    'seq.not-monotonic',
    'GW103',
    (events, choose) => {
      const [from = 4] = choose(events.slice(4).map((_, index) => index + 4))
      events.slice(from).forEach((event) => {
        event['sequence_number'] = Number(event['sequence_number']) - 1
      })
    },
    false,
  ),
  plant(
    'sequence-all-zero',
    'all numbers are 0',
    'seq.not-monotonic',
    'GW103 GW106',
    each(/./, (event) => {
      event['sequence_number'] = 0
    }),
    false,
  ),
  plant(
    'sequence-restarts',
    'numbers begin again with the items',
    'seq.not-monotonic',
    'GW103',
    (events) => {
      events.slice(2).forEach((event, index) => {
        event['sequence_number'] = index
      })
    },
    false,
  ),
  plant(
    'sequence-starts-at-1',
    'numbers begin with 1',
    'seq.not-monotonic',
    'GW105 GW106',
    (events) => {
      events.forEach((event) => {
        event['sequence_number'] = Number(event['sequence_number']) + 1
      })
    },
    false,
  ),
  plant(
    'sequence-strings',
    'numbers are strings',
    'seq.not-monotonic',
    'GW104',
    each(/./, (event) => {
      event['sequence_number'] = String(event['sequence_number'])
    }),
    false,
  ),
  plant('sequence-negative', 'a number is -1', 'seq.not-monotonic', 'GW104', on(DELTA, set('sequence_number', -1)), false),
  plant('sequence-null', 'a number is null', 'seq.not-monotonic', 'GW104', on(DELTA, set('sequence_number', null)), false),
  plant(
    'sequence-nested',
    'the number stands inside the response',
    'seq.missing',
    'GW102',
    on(TERMINAL, (event) => {
      ;(event['response'] as JsonObject)['sequence_number'] = event['sequence_number']
      delete event['sequence_number']
    }),
    false,
  ),
  plant(
    'sequence-neighbours-exchanged',
    'numbers of neighbours are exchanged',
    'seq.gap',
    'GW101 GW103',
    (events) => {
      const [a, b] = [events[4], events[5]]
      if (a === undefined || b === undefined) return false
      const kept = a['sequence_number']
      a['sequence_number'] = b['sequence_number']
      b['sequence_number'] = kept
    },
    false,
  ),
  plant(
    'sequence-by-twos',
    'numbers go up by two',
    'seq.gap',
    'GW101 GW106',
    (events) => {
      events.forEach((event, index) => {
        event['sequence_number'] = index * 2
      })
    },
    false,
  ),
]
