import { isObject, type JsonObject } from '../json.ts'

/** One defect, planted in a sound stream. */
export interface Mutation {
  family:
    | 'sequence'
    | 'indexes'
    | 'ids'
    | 'lifecycle'
    | 'items'
    | 'parts'
    | 'text'
    | 'arguments'
    | 'reasoning'
    | 'usage'
    | 'envelope'
    | 'type'
  name: string
  /** Ids of the rules, any of which names the defect rightly. */
  expect: string[]
  /** The stream with the defect (a copy); null where the stream has no place for it. */
  apply(events: JsonObject[]): JsonObject[] | null
}

type Edit = (events: JsonObject[]) => boolean | void

function plant(family: Mutation['family'], name: string, expect: string, edit: Edit, renumber = true): Mutation {
  return {
    family,
    name,
    expect: expect.split(' ').map((number) => `GW${number}`),
    apply(sound) {
      // Not structuredClone: what stands twice in a stream is two values on the wire.
      const events = JSON.parse(JSON.stringify(sound)) as JsonObject[]
      if (edit(events) === false) return null
      if (renumber) renumberFrom(events, Number(sound[0]?.['sequence_number'] ?? 0))
      return JSON.stringify(events) === JSON.stringify(sound) ? null : events
    },
  }
}

/** Numbers the events without gap, as a server that miscounts nothing would. */
export function renumberFrom(events: JsonObject[], first: number): void {
  if (!events.some((event) => typeof event['sequence_number'] === 'number')) return
  events.forEach((event, index) => {
    if (isObject(event) && 'type' in event) event['sequence_number'] = first + index
  })
}

const at = (events: JsonObject[], type: RegExp | string, nth = 0): number => {
  const found = events.flatMap((event, index) =>
    (typeof type === 'string' ? event['type'] === type : type.test(String(event['type']))) ? [index] : [],
  )
  return found.at(nth) ?? -1
}

/** Edits the nth event of a type; not applicable where there is none. */
const on =
  (type: RegExp | string, change: (event: JsonObject) => boolean | void, nth = 0): Edit =>
  (events) => {
    const event = events[at(events, type, nth)]
    return event === undefined ? false : change(event)
  }

const each =
  (type: RegExp | string, change: (event: JsonObject) => void): Edit =>
  (events) => {
    const found = events.filter((event) => (typeof type === 'string' ? event['type'] === type : type.test(String(event['type']))))
    for (const event of found) change(event)
    return found.length > 0
  }

const drop =
  (type: RegExp | string, nth = 0): Edit =>
  (events) => {
    const index = at(events, type, nth)
    if (index === -1) return false
    events.splice(index, 1)
  }

const dropAll =
  (type: RegExp): Edit =>
  (events) => {
    const left = events.filter((event) => !type.test(String(event['type'])))
    if (left.length === events.length) return false
    events.splice(0, events.length, ...left)
  }

const repeat =
  (type: RegExp | string, nth = 0): Edit =>
  (events) => {
    const index = at(events, type, nth)
    const event = events[index]
    if (event === undefined) return false
    events.splice(index, 0, structuredClone(event))
  }

const insert =
  (where: (events: JsonObject[]) => number, event: JsonObject): Edit =>
  (events) => {
    const index = where(events)
    if (index < 0) return false
    events.splice(index, 0, event)
  }

const swap =
  (first: RegExp | string, second: RegExp | string): Edit =>
  (events) => {
    const [a, b] = [at(events, first), at(events, second)]
    const [one, two] = [events[a], events[b]]
    if (one === undefined || two === undefined) return false
    events[a] = two
    events[b] = one
  }

const set =
  (path: string, value: unknown) =>
  (event: JsonObject): boolean | void => {
    const keys = path.split('.')
    let target: unknown = event
    for (const key of keys.slice(0, -1)) target = isObject(target) || Array.isArray(target) ? (target as JsonObject)[key] : undefined
    const last = keys.at(-1) ?? ''
    if (!isObject(target) && !Array.isArray(target)) return false
    const holder = target as JsonObject
    if (!(last in holder)) return false
    const next = typeof value === 'function' ? (value as (old: unknown) => unknown)(holder[last]) : value
    if (next === undefined) delete holder[last]
    else holder[last] = next
  }
const remove = (path: string) => set(path, undefined)
const both =
  (...edits: ((event: JsonObject) => boolean | void)[]) =>
  (event: JsonObject): boolean | void => {
    for (const edit of edits) if (edit(event) === false) return false
  }

const TERMINAL = /^response\.(?:completed|incomplete|failed)$/
const FINISHED = /^response\.(?:completed|incomplete)$/
const DELTA = /\.delta$/
const TEXT = 'response.output_text.delta'
const ARGUMENTS = /_(?:arguments|input|code)\.delta$/
const ARGUMENTS_DONE = /(?:_arguments|_input|_code)\.done$/
const SUMMARY = /^response\.reasoning_summary_text\.delta$/
const ADDED = 'response.output_item.added'
const DONE = 'response.output_item.done'
const LIFECYCLE = /^response\.(?:created|queued|in_progress|completed|incomplete|failed)$/
const ITEM_EVENT = /^response\.(?!created|queued|in_progress|completed|incomplete|failed|output_item)/

const itemOf = (type: string) => (event: JsonObject) => isObject(event['item']) && event['item']['type'] === type
const onItem =
  (moment: string, type: string, change: (event: JsonObject) => boolean | void): Edit =>
  (events) => {
    const event = events.find((one) => one['type'] === moment && itemOf(type)(one))
    return event === undefined ? false : change(event)
  }
const usage = (change: (usage: JsonObject) => boolean | void): Edit =>
  on(FINISHED, (event) =>
    isObject(event['response']) && isObject(event['response']['usage']) ? change(event['response']['usage']) : false,
  )
const output = (change: (items: JsonObject[]) => boolean | void): Edit =>
  on(FINISHED, (event) => {
    const items = isObject(event['response']) ? event['response']['output'] : null
    return Array.isArray(items) && items.length > 0 ? change(items as JsonObject[]) : false
  })
const flip = (value: unknown) => (typeof value === 'string' ? `${value.slice(0, -4)}zzzz` : value)
const append = (more: string) => (value: unknown) => `${String(value)}${more}`

/** Every family of known defects, one defect each. */
export const mutations: readonly Mutation[] = [
  // sequence
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

  // indexes
  plant(
    'indexes',
    'output_index is missing in deltas',
    '501',
    each(/^response\.(?!shell_call_command).*\.delta$/, (event) => delete event['output_index']),
  ),
  plant('indexes', 'output_index is missing in added', '501', on(ADDED, remove('output_index'))),
  plant('indexes', 'output_index is missing in done', '501', on(DONE, remove('output_index'))),
  plant('indexes', 'two items share output_index 0', '502', (events) => {
    let index = 0
    let second = false
    for (const event of events) {
      if (event['type'] === ADDED && event['output_index'] === 1) second = true
      if (event['output_index'] === 1) event['output_index'] = 0
      index++
    }
    return second && index > 0
  }),
  plant(
    'indexes',
    'output_index starts at 1',
    '503',
    each(/^response\.(?!created|queued|in_progress|completed|incomplete|failed)/, (event) => {
      if ('output_index' in event) event['output_index'] = Number(event['output_index']) + 1
    }),
  ),
  plant('indexes', 'the last item skips an index', '503', (events) => {
    const last = Math.max(...events.map((event) => Number(event['output_index'] ?? -1)))
    if (last < 1) return false
    for (const event of events) if (event['output_index'] === last) event['output_index'] = last + 1
  }),
  plant('indexes', 'done has another output_index than added', '504 502 403', on(DONE, set('output_index', 7))),
  plant(
    'indexes',
    'deltas carry the index of another item',
    '504 510',
    each(/^response\.(?!shell_call_command).*\.delta$/, (event) => {
      event['output_index'] = 5
    }),
  ),
  plant('indexes', 'a delta carries output_index -1', '517', on(DELTA, set('output_index', -1))),
  plant('indexes', 'an output_index is a string', '517', on(DELTA, set('output_index', '0'))),
  plant(
    'indexes',
    'content_index is missing in deltas',
    '505',
    each('response.output_text.delta', (event) => delete event['content_index']),
  ),
  plant('indexes', 'content_index is missing in content_part.added', '505', on('response.content_part.added', remove('content_index'))),
  plant(
    'indexes',
    'content_index starts at 1',
    '506',
    each(/content_part|output_text|refusal|reasoning_text/, (event) => {
      event['content_index'] = 1
    }),
  ),
  plant('indexes', 'content_index of a delta is another', '506', on(TEXT, set('content_index', 3))),
  plant('indexes', 'content_index of done is another', '506', on('response.output_text.done', set('content_index', 2))),
  plant('indexes', 'content_index of part.done is another', '506', on('response.content_part.done', set('content_index', 2))),
  plant('indexes', 'content_index is -1', '517', on('response.content_part.added', set('content_index', -1))),
  plant(
    'indexes',
    'summary_index is missing',
    '507',
    each(/reasoning_summary/, (event) => delete event['summary_index']),
  ),
  plant(
    'indexes',
    'summary_index does not move on',
    '506 404',
    each(/reasoning_summary/, (event) => {
      if (event['summary_index'] === 1) event['summary_index'] = 0
    }),
  ),
  plant('indexes', 'annotation_index is missing', '518', on(/annotation\.added/, remove('annotation_index'))),
  plant(
    'indexes',
    'annotation_index starts at 1',
    '518',
    each(/annotation\.added/, (event) => {
      event['annotation_index'] = Number(event['annotation_index']) + 1
    }),
  ),
  plant(
    'indexes',
    'command_index is missing',
    '201 517',
    each(/shell_call_command/, (event) => delete event['command_index']),
  ),
  plant(
    'indexes',
    'command_index repeats',
    '506 404 412',
    each(/shell_call_command/, (event) => {
      event['command_index'] = 0
    }),
  ),

  // ids
  plant('ids', 'every event has another item_id', '508', (events) => {
    let n = 0
    for (const event of events) if (typeof event['item_id'] === 'string') event['item_id'] = `msg_${n++}aaaa`
    return n > 0
  }),
  plant('ids', 'output_item.done has another id', '508', on(DONE, set('item.id', flip))),
  plant('ids', 'output_item.added has another id', '508', on(ADDED, set('item.id', flip))),
  plant('ids', 'one delta has another item_id', '508 510', on(DELTA, set('item_id', 'fc_unknown'))),
  plant(
    'ids',
    'item_id is empty',
    '509',
    each(DELTA, (event) => {
      if ('item_id' in event) event['item_id'] = ''
    }),
  ),
  plant(
    'ids',
    'item_id is missing',
    '509',
    each(DELTA, (event) => delete event['item_id']),
  ),
  plant('ids', 'item_id is missing in done events', '509', on(/_text\.done|_arguments\.done|_input\.done/, remove('item_id'))),
  plant(
    'ids',
    'an item has no id',
    '514',
    each(/output_item\./, (event) => {
      delete (event['item'] as JsonObject)['id']
    }),
  ),
  plant('ids', 'an item has an empty id', '514 220', on(ADDED, set('item.id', ''))),
  plant(
    'ids',
    'an id is longer than 64 characters',
    '512',
    renameItem((old) => `${old}${'0'.repeat(30)}`),
  ),
  plant(
    'ids',
    'an id has the prefix of nothing',
    '512',
    renameItem((old) => old.replace(/^[a-z]+_/, 'item-')),
  ),
  plant(
    'ids',
    'an id holds a slash',
    '512',
    renameItem((old) => `${old.slice(0, 20)}/x`),
  ),
  plant('ids', 'two items have one id', '511', (events) => {
    const ids = events.filter((event) => event['type'] === ADDED).map((event) => String((event['item'] as JsonObject)['id']))
    const [one, two] = ids
    if (one === undefined || two === undefined || one === two) return false
    const text = JSON.stringify(events).replaceAll(two, one)
    events.splice(0, events.length, ...(JSON.parse(text) as JsonObject[]))
  }),
  plant('ids', 'the terminal event has another response id', '513', on(TERMINAL, set('response.id', flip))),
  plant('ids', 'the in_progress event has another response id', '513', on('response.in_progress', set('response.id', flip))),
  plant('ids', 'the response has no id', '207', on('response.created', remove('response.id'))),
  plant(
    'ids',
    'an output item has an id nobody announced',
    '313 508',
    output((items) => {
      ;(items[0] as JsonObject)['id'] = flip((items[0] as JsonObject)['id'])
    }),
  ),
  plant(
    'ids',
    'an output item has lost its id',
    '514 314',
    output((items) => {
      if (!('id' in (items[0] as JsonObject))) return false
      delete (items[0] as JsonObject)['id']
    }),
  ),
  plant('ids', 'call_id changes between added and done', '515', on(DONE, set('item.call_id', flip))),
  plant('ids', 'call_id and id are exchanged', '515', (events) => {
    let done = false
    for (const event of events) {
      const item = event['item']
      if (isObject(item) && typeof item['call_id'] === 'string') {
        ;[item['id'], item['call_id']] = [item['call_id'], item['id']]
        done = true
      }
    }
    return done
  }),
  plant('ids', 'two calls share a call_id', '516', (events) => {
    const calls = events.flatMap((event) =>
      isObject(event['item']) && typeof event['item']['call_id'] === 'string' ? [String(event['item']['call_id'])] : [],
    )
    const other = calls.find((one) => one !== calls[0])
    if (other === undefined) return false
    events.splice(0, events.length, ...(JSON.parse(JSON.stringify(events).replaceAll(other, String(calls[0]))) as JsonObject[]))
  }),
  plant(
    'ids',
    'call_id is missing',
    '201',
    each(/output_item\./, (event) => {
      delete (event['item'] as JsonObject)['call_id']
    }),
  ),

  // lifecycle
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

  // items
  plant('items', 'no output_item.added', '401 403', drop(ADDED)),
  plant('items', 'no output_item.done', '402', drop(DONE)),
  plant('items', 'no output_item events at all', '401', dropAll(/output_item/)),
  plant('items', 'added twice', '404', repeat(ADDED)),
  plant('items', 'done twice', '404', repeat(DONE)),
  plant(
    'items',
    'done for an item never opened',
    '403 304',
    insert((events) => at(events, TERMINAL), {
      type: DONE,
      output_index: 9,
      item: { id: 'msg_ghost', type: 'message', status: 'completed', role: 'assistant', content: [] },
    }),
  ),
  plant('items', 'an item is left open while the next begins', '405', (events) => {
    const done = at(events, DONE)
    const next = at(events, ADDED, 1)
    if (next === -1 || next !== done + 1) return false
    const [event] = events.splice(done, 1)
    if (event === undefined) return false
    events.splice(next, 0, event)
  }),
  plant('items', 'a delta after the item is done', '407', (events) => {
    const done = at(events, DONE)
    const delta = events.slice(0, done).findLast((event) => DELTA.test(String(event['type'])))
    if (delta === undefined || done === -1) return false
    events.splice(done + 1, 0, structuredClone(delta))
  }),
  plant(
    'items',
    'done says in_progress',
    '408',
    on(DONE, (event) => ((event['item'] as JsonObject)['status'] === 'completed' ? set('item.status', 'in_progress')(event) : false)),
  ),
  plant(
    'items',
    'no status',
    '409',
    each(/output_item\./, (event) => {
      const item = event['item'] as JsonObject
      if (item['type'] === 'message' || item['type'] === 'function_call') delete item['status']
    }),
  ),
  plant(
    'items',
    'status is null',
    '409',
    on(DONE, (event) => ('status' in (event['item'] as JsonObject) ? set('item.status', null)(event) : false)),
  ),
  plant(
    'items',
    'a status that is none',
    '217',
    on(DONE, (event) => ('status' in (event['item'] as JsonObject) ? set('item.status', 'calling_now')(event) : false)),
  ),
  plant(
    'items',
    'added holds the content already',
    '410',
    onItem(ADDED, 'message', set('item.content', [{ type: 'output_text', text: 'Hi', annotations: [], logprobs: [] }])),
  ),
  plant('items', 'the message is blank', '411', (events) => {
    const item = events.find((event) => event['type'] === DONE && itemOf('message')(event))?.['item']
    const text = isObject(item) && Array.isArray(item['content']) ? (item['content'][0] as JsonObject)['text'] : undefined
    if (typeof text !== 'string') return false
    let first = true
    for (const event of events)
      if (event['type'] === TEXT) {
        event['delta'] = first ? '\n\n' : ' '
        first = false
      }
    blank(events)
  }),
  plant('items', 'the type changes', '416', on(DONE, set('item.type', 'web_search_call'))),
  plant('items', 'the name changes', '417', on(DONE, set('item.name', 'another_tool'))),
  plant('items', 'the role is another', '204 417', on(DONE, set('item.role', 'user'))),
  plant(
    'items',
    'an item of unknown type',
    '206',
    each(/output_item\./, (event) => {
      ;(event['item'] as JsonObject)['type'] = 'thought'
    }),
  ),
  plant('items', 'the item is null', '202 203', on(ADDED, set('item', null))),
  plant('items', 'a phase of a hosted tool is missing', '413', drop(/_call\.(?:searching|interpreting)$/)),
  plant('items', 'the end of a hosted tool is missing', '413', drop(/_call\.completed$/)),
  plant('items', 'phases in the wrong order', '412 413', swap(/_call\.in_progress$/, /_call\.(?:searching|interpreting|completed)$/)),
  plant('items', 'a phase comes twice', '404 413 414', repeat(/_call\.(?:searching|interpreting)$/)),

  // parts
  plant('parts', 'no content_part.added', '603', drop('response.content_part.added')),
  plant('parts', 'no content_part.done', '602', drop('response.content_part.done')),
  plant('parts', 'no content_part events', '603', dropAll(/content_part/)),
  plant('parts', 'content_part.added twice', '404', repeat('response.content_part.added')),
  plant('parts', 'content_part.done twice', '404', repeat('response.content_part.done')),
  plant('parts', 'the part is announced with its text', '607', on('response.content_part.added', set('part.text', 'The sky'))),
  plant(
    'parts',
    'the part has no annotations',
    '213',
    each(/content_part/, (event) => {
      delete (event['part'] as JsonObject)['annotations']
    }),
  ),
  plant('parts', 'the part has no logprobs', '212', on('response.content_part.done', remove('part.logprobs'))),
  plant('parts', 'the part has another type when done', '616 206 203 201', on('response.content_part.done', set('part.type', 'refusal'))),
  plant('parts', 'the part is of unknown type', '206', on('response.content_part.added', set('part.type', 'text'))),
  plant(
    'parts',
    'the item has one part more',
    '616',
    onItem(DONE, 'message', (event) => {
      const content = (event['item'] as JsonObject)['content'] as JsonObject[]
      content.push(structuredClone(content[0] as JsonObject))
    }),
  ),
  plant('parts', 'the item has no parts', '616', onItem(DONE, 'message', set('item.content', []))),
  plant('parts', 'no summary part.added', '801', drop('response.reasoning_summary_part.added')),
  plant('parts', 'no summary part.done', '801', drop('response.reasoning_summary_part.done')),
  plant('parts', 'an annotation is never announced', '611', drop(/annotation\.added/)),
  plant(
    'parts',
    'an announced annotation is not in the part',
    '611',
    onItem(DONE, 'message', (event) => {
      const part = ((event['item'] as JsonObject)['content'] as JsonObject[])[0]
      const list = part?.['annotations']
      if (!Array.isArray(list) || list.length === 0) return false
      list.pop()
    }),
  ),
  plant(
    'parts',
    'an annotation is changed in the part',
    '611',
    on('response.content_part.done', (event) => {
      const list = (event['part'] as JsonObject)['annotations']
      if (!Array.isArray(list) || list.length === 0) return false
      ;(list[0] as JsonObject)['title'] = 'Other'
    }),
  ),
  plant('parts', 'no command.added', '603', drop('response.shell_call_command.added')),

  // text
  plant('text', 'no output_text.done', '601', drop('response.output_text.done')),
  plant('text', 'no refusal.done', '601', drop('response.refusal.done')),
  plant('text', 'output_text.done has other text', '604', on('response.output_text.done', set('text', append('!')))),
  plant(
    'text',
    'the done text is trimmed',
    '604',
    on(
      'response.output_text.done',
      set('text', (old: unknown) => String(old).slice(1)),
    ),
  ),
  plant('text', 'the part has other text', '606', on('response.content_part.done', set('part.text', append('!')))),
  plant('text', 'the item has other text', '606', onItem(DONE, 'message', set('item.content.0.text', append('!')))),
  plant(
    'text',
    'the final output has other text',
    '314',
    output((items) => {
      const message = items.find((item) => item['type'] === 'message')
      return message === undefined ? false : set('content.0.text', append('!'))(message)
    }),
  ),
  plant('text', 'a delta is lost', '604 808 702', drop(DELTA, 1)),
  plant('text', 'a delta comes twice', '604 808 702 608', repeat(DELTA, 1)),
  plant('text', 'two deltas are exchanged', '604 808 702 613', (events) => {
    const index = at(events, DELTA)
    const [a, b] = [events[index], events[index + 1]]
    if (a === undefined || b === undefined || a['type'] !== b['type'] || a['delta'] === b['delta'] || typeof a['delta'] !== 'string')
      return false
    events[index] = b
    events[index + 1] = a
  }),
  plant(
    'text',
    'a delta is changed',
    '604 808 702 613 617',
    on(DELTA, (event) => (typeof event['delta'] === 'string' ? set('delta', append('x'))(event) : false)),
  ),
  plant('text', 'the whole text is sent again as a delta', '608', (events) => {
    const done = at(events, 'response.output_text.done')
    const event = events[at(events, TEXT)]
    const text = events[done]?.['text']
    if (event === undefined || typeof text !== 'string') return false
    events.splice(done, 0, { ...event, delta: text, obfuscation: '' })
  }),
  plant('text', 'output_text.done comes before the last delta', '605', (events) => {
    const done = at(events, 'response.output_text.done')
    if (done < 1 || events[done - 1]?.['type'] !== TEXT) return false
    const [event] = events.splice(done, 1)
    if (event === undefined) return false
    events.splice(done - 1, 0, event)
  }),
  plant(
    'text',
    'half a character',
    '609',
    each(TEXT, (event) => {
      event['delta'] = String(event['delta']).replace(/.$/, '\uFFFD')
    }),
  ),
  plant('text', 'an empty delta', '610', (events) => {
    const index = at(events, DELTA)
    const event = events[index]
    if (event === undefined || typeof event['delta'] !== 'string') return false
    events.splice(index, 0, { ...event, delta: '', logprobs: event['logprobs'] === undefined ? undefined : [], obfuscation: '' })
    for (const one of events) for (const key of Object.keys(one)) if (one[key] === undefined) delete one[key]
  }),
  plant(
    'text',
    'deltas without logprobs',
    '212',
    each(TEXT, (event) => delete event['logprobs']),
  ),
  plant('text', 'logprobs of other tokens', '613', (events) => {
    const event = events.find((one) => Array.isArray(one['logprobs']) && one['logprobs'].length > 0 && one['type'] === TEXT)
    if (event === undefined) return false
    const first = (event['logprobs'] as JsonObject[])[0]
    if (first !== undefined) first['token'] = 'other'
  }),
  plant('text', 'logprobs of done are others', '613', (events) => {
    const event = events.find(
      (one) => one['type'] === 'response.output_text.done' && Array.isArray(one['logprobs']) && one['logprobs'].length > 0,
    )
    if (event === undefined) return false
    ;(event['logprobs'] as unknown[]).pop()
  }),
  plant('text', 'no text deltas at all', '614', dropAll(/^response\.(?:output_text|refusal)\.delta$/)),
  plant('text', 'no text events at all', '601 616', dropAll(/^response\.output_text\.(?:delta|done)$/)),
  plant('text', 'delta is an object', '203', on(TEXT, set('delta', { text: 'x' }))),
  plant('text', 'delta is null', '202', on(DELTA, set('delta', null))),
  plant(
    'text',
    'delta is called text',
    '201',
    on(TEXT, (event) => {
      event['text'] = event['delta']
      delete event['delta']
    }),
  ),
  plant(
    'text',
    'a citation points outside the text',
    '611 612 314',
    on(/annotation\.added/, (event) => set('annotation.end_index', 9999)(event)),
  ),
  plant('text', 'the call comes as text', '615', (events) => {
    const tools = (events[0]?.['response'] as JsonObject)['tools']
    if (!Array.isArray(tools) || tools.length === 0) return false
    const call = events.find((event) => event['type'] === DONE && itemOf('function_call')(event))
    return call === undefined ? false : asText(events)
  }),

  // arguments
  plant('arguments', 'no arguments.done', '701', drop(ARGUMENTS_DONE)),
  plant('arguments', 'no arguments events', '701', dropAll(/_arguments\.|_input\./)),
  plant(
    'arguments',
    'arguments.done has other arguments',
    '702',
    on(ARGUMENTS_DONE, (event) => {
      const key = ['arguments', 'input', 'code'].find((name) => name in event)
      return key === undefined ? false : set(key, append(' '))(event)
    }),
  ),
  plant('arguments', 'the item has other arguments', '706', onItem(DONE, 'function_call', set('item.arguments', '{"city":"Rome"}'))),
  plant('arguments', 'the arguments are doubled', '703', (events) => {
    const done = at(events, 'response.function_call_arguments.done')
    const event = events[done]
    if (event === undefined) return false
    const twice = String(event['arguments']).repeat(2)
    event['arguments'] = twice
    const item = events.slice(done).find((one) => one['type'] === DONE)?.['item']
    if (isObject(item)) item['arguments'] = twice
  }),
  plant('arguments', 'the arguments are no JSON', '704', everywhere(/\}$/, '')),
  plant('arguments', 'a leading {} before the arguments', '704', everywhere(/^/, '{}')),
  plant('arguments', 'arguments only in done', '705', dropAll(ARGUMENTS)),
  plant('arguments', 'arguments are an object', '203', onItem(DONE, 'function_call', set('item.arguments', { city: 'Lima' }))),
  plant(
    'arguments',
    'the name is empty',
    '220 417',
    on(DONE, (event) => set('item.name', '')(event)),
  ),
  plant('arguments', 'added holds the arguments', '410', onItem(ADDED, 'function_call', set('item.arguments', '{"city":'))),
  plant('arguments', 'events of another kind of call', '415', (events) =>
    each('response.function_call_arguments.delta', (event) => {
      event['type'] = 'response.custom_tool_call_input.delta'
    })(events),
  ),
  plant('arguments', 'a custom tool is answered by a function call', '707', (events) => {
    if (!events.some((event) => event['type'] === DONE && itemOf('custom_tool_call')(event))) return false
    const text = JSON.stringify(events)
      .replaceAll('custom_tool_call_input', 'function_call_arguments')
      .replaceAll('custom_tool_call', 'function_call')
      .replaceAll('"input":', '"arguments":')
      .replaceAll('ctc_', 'fc_')
    events.splice(0, events.length, ...(JSON.parse(text) as JsonObject[]))
  }),
  plant('arguments', 'a tool nobody offered', '708', (events) => {
    if (!events.some((event) => event['type'] === DONE && itemOf('function_call')(event))) return false
    events.splice(
      0,
      events.length,
      ...(JSON.parse(
        JSON.stringify(events)
          .replaceAll('"item":{', '"item":{')
          .replaceAll(/("type":"function_call"[^}]*"name":)"[^"]*"/g, '$1"launch"'),
      ) as JsonObject[]),
    )
  }),

  // reasoning
  plant('reasoning', 'no summary_text.done', '806', drop('response.reasoning_summary_text.done')),
  plant('reasoning', 'no reasoning_text.done', '806', drop('response.reasoning_text.done')),
  plant('reasoning', 'the summary is only in the item', '803', dropAll(/reasoning_summary/)),
  plant(
    'reasoning',
    'no summary key',
    '804',
    each(/output_item\./, (event) => {
      const item = event['item'] as JsonObject
      if (item['type'] === 'reasoning') delete item['summary']
    }),
  ),
  plant('reasoning', 'the summary text is another', '808', on('response.reasoning_summary_text.done', set('text', append('?')))),
  plant('reasoning', 'the summary part is another', '810', on('response.reasoning_summary_part.done', set('part.text', append('?')))),
  plant(
    'reasoning',
    'encrypted content is readable',
    '805',
    onItem(DONE, 'reasoning', (event) =>
      'encrypted_content' in (event['item'] as JsonObject) ? set('item.encrypted_content', 'The user wants this and that.')(event) : false,
    ),
  ),
  plant(
    'reasoning',
    'encrypted content is empty',
    '805',
    onItem(DONE, 'reasoning', (event) =>
      'encrypted_content' in (event['item'] as JsonObject) ? set('item.encrypted_content', '')(event) : false,
    ),
  ),
  plant(
    'reasoning',
    'the raw reasoning comes as summary, too',
    '802',
    onItem(DONE, 'reasoning', (event) => {
      const item = event['item'] as JsonObject
      const content = item['content']
      if (!Array.isArray(content) || content.length === 0) return false
      item['summary'] = [{ type: 'summary_text', text: (content[0] as JsonObject)['text'] }]
    }),
  ),
  plant('reasoning', 'a summary delta is lost', '808', drop(SUMMARY)),

  // usage
  plant('usage', 'usage is missing', '901', on(FINISHED, remove('response.usage'))),
  plant('usage', 'usage is null', '901', on(FINISHED, set('response.usage', null))),
  plant(
    'usage',
    'no details',
    '902',
    usage((one) => {
      delete one['input_tokens_details']
      delete one['output_tokens_details']
    }),
  ),
  plant(
    'usage',
    'no output details',
    '902',
    usage((one) => {
      delete one['output_tokens_details']
    }),
  ),
  plant(
    'usage',
    'names of Chat Completions',
    '903',
    usage((one) => {
      one['prompt_tokens'] = one['input_tokens']
      one['completion_tokens'] = one['output_tokens']
      delete one['input_tokens']
      delete one['output_tokens']
    }),
  ),
  plant(
    'usage',
    'the total is wrong',
    '904',
    usage((one) => {
      one['total_tokens'] = Number(one['total_tokens']) + 1
    }),
  ),
  plant(
    'usage',
    'the total is missing',
    '201',
    usage((one) => {
      delete one['total_tokens']
    }),
  ),
  plant(
    'usage',
    'more reasoning than output',
    '904',
    usage((one) => {
      ;(one['output_tokens_details'] as JsonObject)['reasoning_tokens'] = Number(one['output_tokens']) + 1
    }),
  ),
  plant(
    'usage',
    'more cached than input',
    '904',
    usage((one) => {
      ;(one['input_tokens_details'] as JsonObject)['cached_tokens'] = Number(one['input_tokens']) + 1
    }),
  ),
  plant(
    'usage',
    'no tokens for a text',
    '905',
    usage((one) => {
      one['total_tokens'] = one['input_tokens']
      one['output_tokens'] = 0
      ;(one['output_tokens_details'] as JsonObject)['reasoning_tokens'] = 0
    }),
  ),
  plant(
    'usage',
    'a count is a string',
    '203',
    usage((one) => {
      one['input_tokens'] = String(one['input_tokens'])
    }),
  ),
  plant(
    'usage',
    'usage before the end',
    '315',
    on(
      'response.created',
      set('response.usage', {
        input_tokens: 1,
        output_tokens: 0,
        total_tokens: 1,
        input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
        output_tokens_details: { reasoning_tokens: 0 },
      }),
    ),
  ),

  // envelope
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

  // type
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

/** Gives an item another id, everywhere. */
function renameItem(change: (old: string) => string): Edit {
  return (events) => {
    const item = events.find((event) => event['type'] === ADDED)?.['item']
    const old = isObject(item) ? item['id'] : undefined
    if (typeof old !== 'string') return false
    events.splice(
      0,
      events.length,
      ...(JSON.parse(JSON.stringify(events).replaceAll(JSON.stringify(old), JSON.stringify(change(old)))) as JsonObject[]),
    )
  }
}

/** Makes every text of the first message what its deltas say. */
function blank(events: JsonObject[]): void {
  const text = events
    .filter((event) => event['type'] === TEXT)
    .map((event) => String(event['delta']))
    .join('')
  const clear = (holder: unknown) => {
    if (!isObject(holder)) return
    if (Array.isArray(holder['content']))
      for (const part of holder['content'] as JsonObject[]) if ('text' in part) Object.assign(part, { text, annotations: [], logprobs: [] })
    if (holder['type'] === 'output_text') Object.assign(holder, { text: holder['text'] === '' ? '' : text, annotations: [], logprobs: [] })
  }
  for (const event of events) {
    if (event['type'] === 'response.output_text.done') event['text'] = text
    if (Array.isArray(event['logprobs'])) event['logprobs'] = []
    clear(event['item'])
    clear(event['part'])
    const output = isObject(event['response']) ? event['response']['output'] : null
    if (Array.isArray(output)) for (const item of output) clear(item)
  }
}

/** Rewrites the arguments of the first function call, wherever they are told. */
function everywhere(from: RegExp, to: string): Edit {
  return (events) => {
    const done = events.find((event) => event['type'] === 'response.function_call_arguments.done')
    if (done === undefined) return false
    const id = done['item_id']
    const deltas = events.filter((event) => event['type'] === 'response.function_call_arguments.delta' && event['item_id'] === id)
    const edge = from.source === '^' ? deltas[0] : deltas.at(-1)
    if (edge !== undefined) edge['delta'] = String(edge['delta']).replace(from, to)
    done['arguments'] = String(done['arguments']).replace(from, to)
    for (const event of events) {
      const output =
        isObject(event['response']) && Array.isArray(event['response']['output']) ? (event['response']['output'] as unknown[]) : []
      for (const item of [event['item'], ...output])
        if (isObject(item) && item['id'] === id && item['arguments'] !== '') item['arguments'] = String(item['arguments']).replace(from, to)
    }
  }
}

/** The first call becomes a message that shows it. */
function asText(events: JsonObject[]): boolean {
  const text = '<tool_call>{"name":"get_weather","arguments":{}}</tool_call>'
  const item = {
    id: 'msg_text',
    type: 'message',
    status: 'completed',
    role: 'assistant',
    content: [{ type: 'output_text', text, annotations: [], logprobs: [] }],
  }
  const place = { item_id: item.id, output_index: 0, content_index: 0 }
  const [created, inProgress] = events
  const last = events.at(-1)
  if (created === undefined || inProgress === undefined || last === undefined || !isObject(last['response'])) return false
  const part = { type: 'output_text', text: '', annotations: [], logprobs: [] }
  events.splice(
    0,
    events.length,
    created,
    inProgress,
    { type: ADDED, output_index: 0, item: { ...item, status: 'in_progress', content: [] } },
    { type: 'response.content_part.added', ...place, part },
    { type: TEXT, ...place, delta: text, logprobs: [] },
    { type: 'response.output_text.done', ...place, text, logprobs: [] },
    { type: 'response.content_part.done', ...place, part: { ...part, text } },
    { type: DONE, output_index: 0, item },
    { ...last, response: { ...last['response'], output: [item] } },
  )
  return true
}
