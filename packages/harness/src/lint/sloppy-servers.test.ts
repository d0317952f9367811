import { expect, test } from 'vitest'
import { customCall, functionCall, madeStream, message, numbered, reasoning, refusal, weatherTool } from '../mutations/sound-streams.ts'
import { codeInterpreter, shellCall, webSearch } from '../mutations/sound-tools.ts'
import { isObject, type JsonObject } from './json.ts'
import { lintBody } from './lint-body.ts'
import { lintStream } from './lint-stream.ts'

type Damage = (events: JsonObject[]) => JsonObject[] | void

const text = () => madeStream([message('One two three four five.')])
const call = () => madeStream([functionCall('get_weather', '{"city":"Lima"}')], { response: { tools: [weatherTool] } })
const thought = () => madeStream([reasoning(['First this.', 'Then that.']), message('Done.')])

/** What the linter says of a stream that `damage` was done to; its numbers are counted anew. */
function said(events: JsonObject[], damage: Damage): string[] {
  const damaged = structuredClone(events)
  return lintStream(numbered(damage(damaged) ?? damaged))
    .filter(({ severity }) => severity !== 'info')
    .map(({ rule }) => rule.slice(0, 5))
}

const ofType = (events: JsonObject[], type: RegExp) => events.filter((event) => type.test(String(event['type'])))
const without =
  (type: RegExp): Damage =>
  (events) =>
    events.filter((event) => !type.test(String(event['type'])))
const inResponses =
  (change: (response: JsonObject) => void): Damage =>
  (events) => {
    for (const { response } of events) if (isObject(response)) change(response)
  }
/** Changes every telling of the items: announced, done, in the final output. */
const inItems =
  (change: (item: JsonObject, where: 'added' | 'done' | 'final') => void): Damage =>
  (events) => {
    for (const { type, item, response } of events) {
      if (isObject(item)) change(item, String(type).endsWith('added') ? 'added' : 'done')
      if (isObject(response)) for (const one of response['output'] as JsonObject[]) change(one, 'final')
    }
  }

test('the made-up streams are sound', () => {
  for (const events of [text(), call(), thought()]) expect(said(events, () => undefined)).toEqual([])
})

test('parts that are never opened nor closed are one finding', () => {
  expect(said(text(), without(/content_part/))).toEqual(['GW603'])
  expect(said(thought(), without(/summary_part/))).toEqual(['GW801'])
})

test('text events in a refusal are of another kind, and so is a part announced as a refusal', () => {
  const asText: Damage = (events) => {
    for (const event of ofType(events, /\.refusal\./)) {
      event['type'] = String(event['type']).replace('refusal', 'output_text')
      event['logprobs'] = []
      if ('refusal' in event) {
        event['text'] = event['refusal']
        delete event['refusal']
      }
    }
  }
  expect(said(madeStream([refusal('I cannot do that.')]), asText)).toEqual(['GW415'])
  const announced: Damage = (events) => {
    for (const event of ofType(events, /content_part\.added/)) event['part'] = { type: 'refusal', refusal: '' }
  }
  expect(said(text(), announced)).toEqual(['GW415'])
  const closed: Damage = (events) => {
    for (const event of ofType(events, /content_part\.done/)) event['part'] = { type: 'refusal', refusal: 'One two three four five.' }
  }
  expect(said(text(), closed)).toEqual(['GW616'])
})

test('an item announced as another type is one finding, at its announcement', () => {
  const damaged: Damage = (events) => {
    for (const { item } of ofType(events, /item\.added/)) if (isObject(item)) item['type'] = 'reasoning'
  }
  expect(said(text(), damaged)).toEqual(['GW416'])
})

test('a part announced after its text is one that was missing', () => {
  const late: Damage = (events) => {
    const at = events.findIndex(({ type }) => type === 'response.content_part.added')
    const [part] = events.splice(at, 1)
    if (part !== undefined) events.splice(at + 1, 0, part)
  }
  expect(said(text(), late)).toEqual(['GW603'])
})

test('items that are closed and were never announced are told by the final output', () => {
  expect(said(thought(), without(/item\.added/))).toEqual(['GW401'])
  const phantom: Damage = (events) => {
    const item = { id: `msg_${'5'.repeat(48)}`, type: 'message', status: 'completed', role: 'assistant', content: [] }
    events.splice(-1, 0, { type: 'response.output_item.done', output_index: 7, item })
  }
  expect(said(text(), phantom)).toEqual(['GW403'])
})

test('two items with one id are one finding', () => {
  const same = `msg_${'1'.repeat(48)}`
  const damaged: Damage = (events) => {
    for (const event of events) if ('item_id' in event) event['item_id'] = same
    inItems((item) => {
      item['id'] = same
    })(events)
  }
  expect(said(madeStream([message('One two.'), message('Three four.')]), damaged)).toEqual(['GW511'])
})

test('a custom tool called as a function is that, whatever its id begins with', () => {
  const events = madeStream([customCall('run', 'ls -l')], {
    response: { tools: [{ type: 'custom', name: 'run', description: null, format: { type: 'text' } }] },
  })
  const damaged: Damage = (all) => {
    inItems((item, where) => {
      item['type'] = 'function_call'
      item['arguments'] = where === 'added' ? '' : '{"input":"ls -l"}'
      item['status'] = where === 'added' ? 'in_progress' : 'completed'
      delete item['input']
    })(all)
    const kept = all.filter(({ type }) => type !== 'response.custom_tool_call_input.delta')
    for (const event of ofType(kept, /input\.done/)) {
      event['type'] = 'response.function_call_arguments.done'
      event['arguments'] = '{"input":"ls -l"}'
      delete event['input']
      const { arguments: delta, type: _, ...place } = event
      kept.splice(kept.indexOf(event), 0, { ...place, type: 'response.function_call_arguments.delta', delta })
    }
    return kept
  }
  expect(said(events, damaged)).toEqual(['GW707'])
})

test('numbers that are all the same tell no repetition', () => {
  const events = text()
  const [delta] = ofType(events, /text\.delta/)
  const twins = events.flatMap((event) => (event === delta ? [event, { ...event }] : [event]))
  const plain = twins.map((event) => ({ ...event, sequence_number: 0 }))
  const rules = lintStream(plain).map(({ rule }) => rule.slice(0, 5))
  expect(rules).toContain('GW103')
  // Two deltas that are alike in all but their number are two.
  expect(rules).toContain('GW604')
  expect(lintStream(text().map((event) => ({ ...event, sequence_number: 0 }))).map(({ rule }) => rule.slice(0, 5))).toEqual(['GW103'])
})

test('a response that is never whole is one finding, and so are its nulls', () => {
  const minimal = inResponses((response) => {
    for (const key of Object.keys(response)) if (!['id', 'object', 'status', 'output', 'usage'].includes(key)) delete response[key]
  })
  expect(said(text(), minimal)).toEqual(['GW207'])
  const nulls = inResponses((response) => Object.assign(response, { tools: null, tool_choice: null, parallel_tool_calls: null }))
  expect(said(text(), nulls)).toEqual(['GW209'])
})

test('milliseconds do not make a stream a thousand years young', () => {
  expect(
    said(
      text(),
      inResponses((response) => Object.assign(response, { created_at: 1_787_000_000_000 })),
    ),
  ).toEqual(['GW318'])
  expect(
    said(
      text(),
      inResponses((response) => Object.assign(response, { created_at: 0 })),
    ),
  ).toEqual(['GW318'])
})

function usageOf(events: readonly JsonObject[]): JsonObject {
  const response = events.at(-1)?.['response']
  return isObject(response) && isObject(response['usage']) ? response['usage'] : {}
}

test('calls and prompts cost tokens', () => {
  const free: Damage = (events) => {
    const usage = usageOf(events)
    Object.assign(usage, { output_tokens: 0, total_tokens: usage['input_tokens'], output_tokens_details: { reasoning_tokens: 0 } })
  }
  expect(said(call(), free)).toEqual(['GW905'])
  const noPrompt: Damage = (events) => {
    const usage = usageOf(events)
    const details = Object.keys(usage['input_tokens_details'] ?? {}).map((key) => [key, 0])
    Object.assign(usage, {
      input_tokens_details: Object.fromEntries(details),
      input_tokens: 0,
      total_tokens: usage['output_tokens'],
    })
  }
  expect(said(text(), noPrompt)).toEqual(['GW905'])
})

test('code that was streamed is not null in the end, and output of a shell comes in deltas', () => {
  const nothing = inItems((item, where) => {
    if (item['type'] === 'code_interpreter_call' && where !== 'added') item['code'] = null
  })
  expect(said(madeStream([codeInterpreter('print(1)'), message('1')]), nothing)).toEqual(['GW706'])
  expect(said(madeStream([shellCall(['ls'])]), without(/command\.done/))[0]).toBe('GW701')
})

test('phases in another order are one finding', () => {
  const swapped: Damage = (events) => {
    const [begin] = ofType(events, /web_search_call\.in_progress/)
    const [end] = ofType(events, /web_search_call\.completed/)
    if (begin === undefined || end === undefined) return
    ;[begin['type'], end['type']] = [end['type'], begin['type']]
  }
  expect(said(madeStream([webSearch('goldwire'), message('Found.')]), swapped)).toHaveLength(1)
})

test('a summary that was asked for is echoed', () => {
  const request = { reasoning: { summary: 'detailed' } }
  const findings = lintStream(text(), { request }).map(({ rule, pointer }) => `${rule.slice(0, 5)} ${pointer}`)
  expect(findings).toContain('GW322 /response/reasoning/summary')
})

test('a body is judged as a stream is: free texts, blank messages, answers that are not finished', () => {
  const body = structuredClone(text().at(-1)?.['response'])
  if (!isObject(body)) throw new Error('the made-up stream has no end')
  const options = { request: { model: 'm' }, path: '/v1/responses' }
  const saidOf = (more: JsonObject, also = options) => lintBody({ ...body, ...more }, also).map(({ rule }) => rule.slice(0, 5))
  expect(saidOf({})).toEqual([])
  const input = { input_tokens: 7, input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 } }
  expect(saidOf({ usage: { ...input, output_tokens: 0, output_tokens_details: { reasoning_tokens: 0 }, total_tokens: 7 } })).toEqual([
    'GW905',
  ])
  const [item] = body['output'] as JsonObject[]
  const content = [{ type: 'output_text', text: ' \n', annotations: [], logprobs: [] }]
  expect(saidOf({ output: [{ ...item, content }] })).toEqual(['GW411'])
  const unfinished = { status: 'in_progress', completed_at: null, output: [], usage: null }
  expect(saidOf(unfinished)).toEqual(['GW307'])
  expect(saidOf(unfinished, { ...options, path: '/v1/responses/resp_1' })).toEqual([])
  expect(saidOf({ ...unfinished, background: true })).toEqual([])
})
