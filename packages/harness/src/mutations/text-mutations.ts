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
  isOf,
  itemOf,
  laterDeltas,
  on,
  onItem,
  output,
  set,
  setDelta,
  TEXT,
} from './edits.ts'
import type { Mutation } from './mutation.ts'
import { plant } from './plant.ts'
import { retellText } from './retell.ts'
export const textMutations: readonly Mutation[] = [
  plant('text-no-done', 'no output_text.done', 'text.done-missing', 'GW601', drop('response.output_text.done')),
  plant('text-no-refusal-done', 'no refusal.done', 'text.done-missing', 'GW601', drop('response.refusal.done')),
  plant(
    'text-done-differs',
    'output_text.done has other text',
    'text.concat',
    'GW604',
    on('response.output_text.done', set('text', append('!'))),
  ),
  plant(
    'text-done-trimmed',
    'the done text is trimmed',
    'text.concat',
    'GW604',
    on(
      'response.output_text.done',
      set('text', (old: unknown) => String(old).slice(1)),
    ),
  ),
  plant(
    'text-part-differs',
    'the part has other text',
    'text.concat',
    'GW606',
    on('response.content_part.done', (event) =>
      (event['part'] as JsonObject)['type'] === 'output_text' ? set('part.text', append('!'))(event) : false,
    ),
  ),
  plant(
    'text-item-differs',
    'the item has other text',
    'text.concat',
    'GW606',
    onItem(DONE, 'message', set('item.content.0.text', append('!'))),
  ),
  plant(
    'text-output-differs',
    'the final output has other text',
    null,
    'GW314',
    output((items) => {
      const message = items.find((item) => item['type'] === 'message')
      return message === undefined ? false : set('content.0.text', append('!'))(message)
    }),
  ),
  plant('text-delta-lost', 'a delta is lost', 'text.tokens-lost', 'GW604 GW808 GW702', (events, choose) => {
    const [index] = choose(laterDeltas(events))
    if (index === undefined) return false
    events.splice(index, 1)
  }),
  plant('text-delta-twice', 'a delta comes twice', 'text.concat', 'GW604 GW808 GW702', (events, choose) => {
    const [index] = choose(laterDeltas(events))
    const event = index === undefined ? undefined : events[index]
    if (index === undefined || event === undefined) return false
    events.splice(index, 0, structuredClone(event))
  }),
  plant('text-two-deltas-exchanged', 'two deltas are exchanged', 'text.concat', 'GW604 GW808 GW702 GW613', (events) => {
    const index = at(events, DELTA)
    const [a, b] = [events[index], events[index + 1]]
    if (a === undefined || b === undefined || a['type'] !== b['type'] || a['delta'] === b['delta'] || typeof a['delta'] !== 'string')
      return false
    events[index] = b
    events[index + 1] = a
  }),
  plant(
    'text-delta-changed',
    'a delta is changed',
    'text.concat',
    'GW604 GW808 GW702 GW613',
    on(DELTA, (event) => {
      if (typeof event['delta'] !== 'string') return false
      setDelta(event, `${event['delta']}x`)
    }),
  ),
  plant('text-sent-again', 'the whole text is sent again as a delta', 'text.full-as-delta', 'GW608', (events) => {
    const done = at(events, 'response.output_text.done')
    const event = events.find((one) => isOf(one, TEXT) && one['item_id'] === events[done]?.['item_id'])
    const text = events[done]?.['text']
    if (event === undefined || typeof text !== 'string' || (event['logprobs'] as unknown[] | undefined)?.length !== 0) return false
    const again = structuredClone(event)
    setDelta(again, text)
    events.splice(done, 0, again)
  }),
  plant('text-done-early', 'output_text.done comes before the last delta', 'text.done-early', 'GW605', (events) => {
    const done = at(events, 'response.output_text.done')
    if (done < 1 || events[done - 1]?.['type'] !== TEXT) return false
    const [event] = events.splice(done, 1)
    if (event === undefined) return false
    events.splice(done - 1, 0, event)
  }),
  plant('text-half-character', 'half a character', 'text.utf8', 'GW609', (events) =>
    retellText(events, (pieces) => pieces.map((piece, index) => (index === 0 ? piece.replace(/.$/, '\uFFFD') : piece))),
  ),
  plant('text-empty-delta', 'an empty delta', 'delta.empty', 'GW610', (events) => {
    const index = at(events, DELTA)
    const event = events[index]
    if (event === undefined || typeof event['delta'] !== 'string') return false
    events.splice(index, 0, { ...event, delta: '', logprobs: event['logprobs'] === undefined ? undefined : [], obfuscation: '' })
    for (const one of events) for (const key of Object.keys(one)) if (one[key] === undefined) delete one[key]
  }),
  plant(
    'text-deltas-without-logprobs',
    'deltas without logprobs',
    'text.logprobs-missing',
    'GW212',
    each(TEXT, (event) => delete event['logprobs']),
  ),
  plant('text-logprobs-other-tokens', 'logprobs of other tokens', 'logprobs.align', 'GW613', (events) => {
    const event = events.find((one) => Array.isArray(one['logprobs']) && one['logprobs'].length > 0 && one['type'] === TEXT)
    if (event === undefined) return false
    const first = (event['logprobs'] as JsonObject[])[0]
    if (first !== undefined) first['token'] = 'other'
  }),
  plant('text-logprobs-done-others', 'logprobs of done are others', 'logprobs.align', 'GW613', (events) => {
    const event = events.find(
      (one) => one['type'] === 'response.output_text.done' && Array.isArray(one['logprobs']) && one['logprobs'].length > 0,
    )
    if (event === undefined) return false
    ;(event['logprobs'] as unknown[]).pop()
  }),
  plant('text-no-deltas', 'no text deltas at all', 'args.only-done', 'GW614', dropAll(/^response\.(?:output_text|refusal)\.delta$/)),
  plant('text-no-events', 'no text events at all', 'text.done-missing', 'GW601 GW616', dropAll(/^response\.output_text\.(?:delta|done)$/)),
  plant('text-delta-object', 'delta is an object', null, 'GW203', on(TEXT, set('delta', { text: 'x' }))),
  plant('text-delta-null', 'delta is null', null, 'GW202', on(DELTA, set('delta', null))),
  plant(
    'text-delta-called-text',
    'delta is called text',
    null,
    'GW201',
    on(TEXT, (event) => {
      event['text'] = event['delta']
      delete event['delta']
    }),
  ),
  plant(
    'text-citation-outside',
    'a citation points outside the text',
    'annot.index',
    'GW611 GW612 GW314',
    on(/annotation\.added/, (event) => set('annotation.end_index', 9999)(event)),
  ),
  plant('text-call-as-text', 'the call comes as text', 'tool.call-as-text', 'GW615', (events) => {
    const created = events[0]?.['response']
    const tools = isObject(created) ? created['tools'] : null
    if (!Array.isArray(tools) || tools.length === 0) return false
    const call = events.find((event) => event['type'] === DONE && itemOf('function_call')(event))
    if (call === undefined || !isObject(created) || created['tool_choice'] !== 'auto') return false
    const { text: settings } = created
    if (!isObject(settings) || !isObject(settings['format']) || settings['format']['type'] !== 'text') return false
    return asText(events)
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
