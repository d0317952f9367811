import { isObject, type JsonObject } from '../lint/json.ts'
import {
  ADDED,
  append,
  at,
  type Change,
  DONE,
  drop,
  everyTelling,
  flip,
  isOf,
  itemOf,
  on,
  onFinal,
  onItem,
  output,
  remove,
  rename,
  set,
} from './edits.ts'
import type { Mutation } from './mutation.ts'
import { type Edit, plant } from './plant.ts'

const CALLS = 'function_call|custom_tool_call'
const inDone = (type: string, change: Change): Edit => onItem(DONE, type, (event) => change(event['item'] as JsonObject))
const everywhere = (type: string, change: Change): Edit => everyTelling(new RegExp(`^(?:${type})$`), change)

/** Defects of calls that the client runs. */
export const callMutations: readonly Mutation[] = [
  plant('tools-call-name-missing', 'a call has no name', 'args.name-empty', 'GW201', everywhere(CALLS, remove('name'))),
  plant('tools-call-name-empty', 'the name of a call is empty everywhere', 'args.name-empty', 'GW220', everywhere(CALLS, set('name', ''))),
  plant('tools-call-id-empty', 'the call_id is empty', 'tool.call-id', 'GW220', everywhere(CALLS, set('call_id', ''))),
  plant('tools-call-id-null', 'the call_id is null', 'tool.call-id', 'GW202', everywhere(CALLS, set('call_id', null))),
  plant(
    'tools-call-id-changes-in-output',
    'the final output has another call_id',
    'tool.call-id',
    'GW515 GW314',
    output((items) => {
      const call = items.find((item) => typeof item['call_id'] === 'string')
      return call === undefined ? false : set('call_id', flip)(call)
    }),
  ),
  plant(
    'tools-call-lost-in-output',
    'the final output lacks a call',
    'life.output-empty',
    'GW312 GW310',
    output((items) => {
      const index = items.findIndex((item) => String(item['type']).endsWith('_call'))
      if (index === -1) return false
      items.splice(index, 1)
    }),
  ),
  plant(
    'tools-custom-input-differs',
    'the finished custom call has other input',
    'args.concat',
    'GW706',
    inDone('custom_tool_call', set('input', append('x'))),
  ),
  plant(
    'tools-custom-input-done-differs',
    'custom_tool_call_input.done has other input',
    'args.concat',
    'GW702',
    on('response.custom_tool_call_input.done', set('input', append('x'))),
  ),
  plant(
    'tools-custom-input-not-closed',
    'custom_tool_call_input.done is left out',
    'args.done-missing',
    'GW701',
    drop('response.custom_tool_call_input.done'),
  ),
  plant(
    'tools-custom-input-called-arguments',
    'the input of a custom call is called arguments',
    'tool.custom-as-function',
    'GW201',
    inDone('custom_tool_call', rename('input', 'arguments')),
  ),
  plant('tools-custom-events-of-function', 'a custom call comes in events of a function', 'tool.event-family', 'GW415', (events) => {
    const own = events.filter((event) => isOf(event, /^response\.custom_tool_call_input\./))
    for (const event of own) {
      event['type'] = String(event['type']).replace('custom_tool_call_input', 'function_call_arguments')
      if ('input' in event) rename('input', 'arguments')(event)
    }
    return own.length > 0
  }),
  plant('tools-parallel-open', 'two calls are open at once, their deltas mixed', 'item.parallel-open', 'GW405', (events) => {
    const [first, second] = [at(events, ADDED), at(events, ADDED, 1)]
    const done = at(events, DONE)
    const delta = events.findIndex((event, index) => index > second && isOf(event, 'response.function_call_arguments.delta'))
    if (first === -1 || second !== done + 1 || delta === -1 || !itemOf('function_call')(events[first] ?? {})) return false
    const [added] = events.splice(second, 1)
    if (added === undefined) return false
    events.splice(first + 1, 0, added)
  }),
  plant(
    'tools-usage-counts-searches',
    'tool_usage counts searches that never were',
    null,
    'GW908',
    onFinal((response) => {
      const usage = response['tool_usage']
      if (!isObject(usage) || !isObject(usage['web_search']) || usage['web_search']['num_requests'] !== 0) return false
      if (JSON.stringify(response['output']).includes('web_search_call')) return false
      usage['web_search']['num_requests'] = 3
    }),
  ),
]
