import { isObject, type JsonObject } from '../lint/json.ts'
import {
  ADDED,
  append,
  at,
  DELTA,
  DONE,
  drop,
  dropAll,
  each,
  itemOf,
  on,
  onItem,
  output,
  plant,
  repeat,
  set,
  TEXT,
  type Mutation,
} from './plant.ts'

export const textMutations: readonly Mutation[] = [
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
    const created = events[0]?.['response']
    const tools = isObject(created) ? created['tools'] : null
    if (!Array.isArray(tools) || tools.length === 0) return false
    const call = events.find((event) => event['type'] === DONE && itemOf('function_call')(event))
    return call === undefined ? false : asText(events)
  }),
]

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
