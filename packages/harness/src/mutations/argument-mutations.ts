import { isObject, type JsonObject } from '../lint/json.ts'
import { ADDED, append, ARGUMENTS, ARGUMENTS_DONE, at, DONE, drop, dropAll, each, everyTelling, itemOf, on, onItem, set } from './edits.ts'
import type { Mutation } from './mutation.ts'
import { plant } from './plant.ts'
import { retellCall } from './retell.ts'
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
  plant('arguments-not-json', 'the arguments are no JSON', 'args.invalid-json', 'GW704', (events) =>
    retellCall(events, 'function_call', (pieces) => [pieces.join('').slice(0, -1)]),
  ),
  plant('arguments-leading-braces', 'a leading {} before the arguments', 'args.invalid-json', 'GW704', (events) =>
    retellCall(events, 'function_call', (pieces) => ['{}', ...pieces]),
  ),
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
  plant(
    'arguments-undeclared-tool',
    'a tool nobody offered',
    null,
    'GW708',
    (events, choose) => isClosed(events) && everyTelling('function_call', set('name', 'launch'))(events, choose) !== false,
  ),
]

/** Whether no tools but those of the echo can be called. */
function isClosed(events: readonly JsonObject[]): boolean {
  const response = events[0]?.['response']
  const tools = isObject(response) && Array.isArray(response['tools']) ? (response['tools'] as JsonObject[]) : []
  return tools.every(({ type }) => type === 'function' || type === 'custom')
}
