import { type JsonObject } from '../lint/json.ts'
import { DELTA, each, on, plant, remove, set, TERMINAL, type Mutation } from './plant.ts'

export const sequenceMutations: readonly Mutation[] = [
  plant(
    'sequence',
    'no event has a number',
    '102',
    each(/./, (event) => delete event['sequence_number']),
    false,
  ),
  plant('sequence', 'the first event has no number', '102', on('response.created', remove('sequence_number')), false),
  plant(
    'sequence',
    'deltas have no number',
    '102',
    each(DELTA, (event) => delete event['sequence_number']),
    false,
  ),
  plant('sequence', 'the terminal event has no number', '102', on(TERMINAL, remove('sequence_number')), false),
  plant(
    'sequence',
    'a number is skipped',
    '101',
    (events) => {
      events.slice(4).forEach((event) => {
        event['sequence_number'] = Number(event['sequence_number']) + 1
      })
    },
    false,
  ),
  plant(
    'sequence',
    'a number comes twice',
    '103',
    (events) => {
      events.slice(4).forEach((event) => {
        event['sequence_number'] = Number(event['sequence_number']) - 1
      })
    },
    false,
  ),
  plant(
    'sequence',
    'all numbers are 0',
    '103',
    each(/./, (event) => {
      event['sequence_number'] = 0
    }),
    false,
  ),
  plant(
    'sequence',
    'numbers begin again with the items',
    '103',
    (events) => {
      events.slice(2).forEach((event, index) => {
        event['sequence_number'] = index
      })
    },
    false,
  ),
  plant(
    'sequence',
    'numbers begin with 1',
    '105',
    (events) => {
      events.forEach((event) => {
        event['sequence_number'] = Number(event['sequence_number']) + 1
      })
    },
    false,
  ),
  plant(
    'sequence',
    'numbers are strings',
    '104',
    each(/./, (event) => {
      event['sequence_number'] = String(event['sequence_number'])
    }),
    false,
  ),
  plant('sequence', 'a number is -1', '104', on(DELTA, set('sequence_number', -1)), false),
  plant('sequence', 'a number is null', '104', on(DELTA, set('sequence_number', null)), false),
  plant(
    'sequence',
    'the number stands inside the response',
    '102',
    on(TERMINAL, (event) => {
      ;(event['response'] as JsonObject)['sequence_number'] = event['sequence_number']
      delete event['sequence_number']
    }),
    false,
  ),
  plant(
    'sequence',
    'numbers of neighbours are exchanged',
    '101 103',
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
    'sequence',
    'numbers go up by two',
    '101',
    (events) => {
      events.forEach((event, index) => {
        event['sequence_number'] = index * 2
      })
    },
    false,
  ),
]
