import { isObject, type JsonObject } from '../lint/json.ts'
import {
  ADDED,
  append,
  ARGUMENTS,
  ARGUMENTS_DONE,
  at,
  DONE,
  drop,
  dropAll,
  each,
  itemOf,
  on,
  onItem,
  plant,
  set,
  type Edit,
  type Mutation,
} from './plant.ts'

export const argumentMutations: readonly Mutation[] = [
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
]

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
