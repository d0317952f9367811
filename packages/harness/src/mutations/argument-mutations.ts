import { isObject, type JsonObject } from '../lint/json.ts'
import { ADDED, append, ARGUMENTS, ARGUMENTS_DONE, at, DONE, drop, dropAll, each, itemOf, on, onItem, set } from './edits.ts'
import type { Mutation } from './mutation.ts'
import { plant, type Edit } from './plant.ts'

export const argumentMutations: readonly Mutation[] = [
  plant('arguments-no-done', 'no arguments.done', 'args.done-missing', 'GW701', drop(ARGUMENTS_DONE)),
  plant('arguments-no-events', 'no arguments events', 'args.done-missing', 'GW701', dropAll(/_arguments\.|_input\./)),
  plant(
    'arguments-done-differs',
    'arguments.done has other arguments',
    'args.concat',
    'GW702',
    on(ARGUMENTS_DONE, (event) => {
      const key = ['arguments', 'input', 'code'].find((name) => name in event)
      return key === undefined ? false : set(key, append(' '))(event)
    }),
  ),
  plant(
    'arguments-item-differs',
    'the item has other arguments',
    'args.concat',
    'GW706',
    onItem(DONE, 'function_call', set('item.arguments', '{"city":"Rome"}')),
  ),
  plant('arguments-doubled', 'the arguments are doubled', 'args.doubled', 'GW703', (events) => {
    const done = at(events, 'response.function_call_arguments.done')
    const event = events[done]
    if (event === undefined) return false
    const twice = String(event['arguments']).repeat(2)
    event['arguments'] = twice
    const item = events.slice(done).find((one) => one['type'] === DONE)?.['item']
    if (isObject(item)) item['arguments'] = twice
  }),
  plant('arguments-not-json', 'the arguments are no JSON', 'args.invalid-json', 'GW704', everywhere(/\}$/, '')),
  plant('arguments-leading-braces', 'a leading {} before the arguments', 'args.invalid-json', 'GW704', everywhere(/^/, '{}')),
  plant('arguments-only-in-done', 'arguments only in done', 'args.only-done', 'GW705', dropAll(ARGUMENTS)),
  plant(
    'arguments-an-object',
    'arguments are an object',
    'args.invalid-json',
    'GW203',
    onItem(DONE, 'function_call', set('item.arguments', { city: 'Lima' })),
  ),
  plant(
    'arguments-name-empty',
    'the name is empty',
    'args.name-empty',
    'GW220 GW417',
    on(DONE, (event) => set('item.name', '')(event)),
  ),
  plant(
    'arguments-in-added',
    'added holds the arguments',
    'part.prefilled',
    'GW410',
    onItem(ADDED, 'function_call', set('item.arguments', '{"city":')),
  ),
  plant(
    'arguments-events-of-another-kind',
    'events of another kind of call',
    'tool.event-family',
    'GW415',
    each('response.function_call_arguments.delta', (event) => {
      event['type'] = 'response.custom_tool_call_input.delta'
    }),
  ),
  plant('arguments-custom-as-function', 'a custom tool is answered by a function call', 'tool.custom-as-function', 'GW707', (events) => {
    if (!events.some((event) => event['type'] === DONE && itemOf('custom_tool_call')(event))) return false
    const text = JSON.stringify(events)
      .replaceAll('custom_tool_call_input', 'function_call_arguments')
      .replaceAll('custom_tool_call', 'function_call')
      .replaceAll('"input":', '"arguments":')
      .replaceAll('ctc_', 'fc_')
    events.splice(0, events.length, ...(JSON.parse(text) as JsonObject[]))
  }),
  plant('arguments-undeclared-tool', 'a tool nobody offered', null, 'GW708', (events) => {
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
