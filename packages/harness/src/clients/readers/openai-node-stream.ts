import { isIndex, isObject, type JsonObject } from '../../lint/json.ts'
import type { ClientStream } from '../client-stream.ts'
import { added, at, broken, type Gathered, listAt, objectOf, told, typeOf } from '../reading.ts'
import { ownerOf, nodeStreamEvents } from './openai-node-events.ts'
import { nodeEvents, takeRaw } from './node-events.ts'
import { levelsOf } from './serde.ts'

const LIFECYCLE = /^response\.(?:created|queued|in_progress|completed|failed|incomplete)$/
/** Kinds of items that are known by their call_id too. */
const CALLED = new Set(['function_call', 'custom_tool_call', 'shell_call', 'shell_call_output'])
/** Kinds of items that may come without an id. */
const MAYBE_NAMELESS = new Set(['function_call', 'custom_tool_call'])

/**
 * openai-node's `responses.stream()` (7.57, internal/responses/response-accumulator): knows every event, wants `response.created` first, an item
 * announced before anything is said of it, every event at its owner by index, id and kind, parts one after the other, and all items closed or
 * in the last output when it completes.
 */
export function readOpenaiNodeStream(stream: ClientStream, into: Gathered): void {
  const state: State = { id: null, status: undefined, items: new Map(), done: new Set(), tools: [] }
  for (const event of nodeEvents(stream)) {
    accumulate(event, state)
    takeRaw(event, into)
  }
  if (state.id === null) throw broken('the stream ended without an event')
  parseArguments(state)
}

interface State {
  id: unknown
  items: Map<unknown, JsonObject>
  done: Set<unknown>
  status: unknown
  tools: readonly unknown[]
}

function accumulate(event: unknown, state: State): void {
  const type = typeOf(event)
  // Events are cloned, by recursion.
  if (levelsOf(event, 2_000) > 2_000) throw broken('an event is nested too deep')
  if (!isObject(event) || !nodeStreamEvents.has(type)) throw broken(`${type || 'an event without a type'} is unknown`)
  if (type === 'error') throw told('error')
  if (type === 'keepalive' && state.id !== null) return
  if (state.id === null && type !== 'response.created') throw broken(`${type} comes before response.created`)
  if (LIFECYCLE.test(type)) lifecycle(event, type, state)
  else itemEvent(event, type, state)
}

function lifecycle(event: JsonObject, type: string, state: State): void {
  const { response } = event
  if (!isObject(response)) throw broken(`${type} has no response`)
  if (state.id !== null && response['id'] !== state.id) throw broken('the id of the response changes')
  state.id = response['id'] ?? ''
  const output = response['output'] ?? []
  if (!Array.isArray(output)) throw broken('output is no list')
  const items = output as unknown[]
  const keys = items.flatMap((item) => identityOf(item, type))
  if (new Set(keys).size !== keys.length) throw broken('two items of the output are the same')
  if (type === 'response.completed') assertComplete(items, state, response['output'] != null)
  if (type === 'response.completed' && response['output'] != null) state.items = new Map()
  if (items.length > 0) restated(items, state)
  state.status = response['status']
  state.tools = Array.isArray(response['tools']) ? (response['tools'] as unknown[]) : []
}

/** Items that the last output tells anew are still what they were, and none is left open. */
function assertComplete(output: readonly unknown[], state: State, isTold: boolean): void {
  for (const [index, item] of state.items) {
    const twin = output.find((other) => keyOf(other) === keyOf(item))
    if (twin !== undefined) assertSame(item, twin)
    else if (!state.done.has(index) && (isTold || state.items.size > 0))
      throw broken('an item is still open when the response is completed')
  }
}

function restated(output: readonly unknown[], state: State): void {
  for (const [index, item] of output.entries()) {
    const known = [...state.items].find(([, other]) => keyOf(other) === keyOf(item))
    const place = known?.[0] ?? index
    const there = state.items.get(place)
    if (there !== undefined) assertSame(there, item)
    state.items.set(place, structuredClone(objectOf(item)))
  }
}

/** Users get arguments of strict tools parsed. @throws Stop */
function parseArguments({ items, status, tools }: State): void {
  if (status && status !== 'completed') return
  for (const item of items.values()) {
    const tool = tools.find((each) => objectOf(each)['type'] === 'function' && objectOf(each)['name'] === item['name'])
    if (item['type'] !== 'function_call' || objectOf(tool)['strict'] !== true) continue
    try {
      JSON.parse(String(item['arguments']))
    } catch {
      throw broken('arguments of a strict tool are no JSON')
    }
  }
}

function itemEvent(event: JsonObject, type: string, state: State): void {
  const index = event['output_index']
  const wantsPlace = type === 'response.output_item.added' || type === 'response.output_item.done' || ownerOf(type, event) !== null
  if (!wantsPlace) return
  if ('output_index' in event && !isIndex(index)) throw broken(`output_index of ${type} is no index`)
  if (type === 'response.output_item.added') return announce(event, state)
  const item = state.items.get(index)
  if (type !== 'response.output_item.done') {
    const owner = ownerOf(type, event)
    const isShell = type.startsWith('response.shell_call_command.')
    if (!isShell && (typeof event['item_id'] !== 'string' || event['item_id'] === '')) throw broken(`${type} has no item_id`)
    if (item === undefined) throw broken(`${type} is about output ${String(index)}, which was not announced`)
    if (!isShell && item['id'] !== event['item_id']) throw broken(`item_id of ${type} is not the id of its item`)
    if (item['type'] !== owner) throw broken(`${type} is about a ${String(item['type'])}`)
    return contentEvent(event, type, item)
  }
  if (item === undefined) throw broken(`output ${String(index)} is done and was not announced`)
  if (!isObject(event['item'])) throw broken('output_item.done has no item')
  identityOf(event['item'], type)
  assertParts(event['item'])
  assertSame(item, event['item'])
  state.items.set(index, structuredClone(event['item']))
  state.done.add(index)
}

function announce(event: JsonObject, state: State): void {
  const { item, output_index: index } = event
  if (item === null || item === undefined) return
  if (!isIndex(index)) throw broken('output_item.added has no output_index')
  const keys = identityOf(item, 'output_item.added')
  if (state.items.has(index)) throw broken(`output ${index} is announced twice`)
  if ([...state.items.values()].some((other) => identityOf(other, 'the snapshot').some((key) => keys.includes(key))))
    throw broken('an item is announced twice')
  state.items.set(index, structuredClone(objectOf(item)))
}

function contentEvent(event: JsonObject, type: string, item: JsonObject): void {
  if (type === 'response.content_part.added') return appendTo(item, 'content', event['content_index'], event['part'])
  if (type === 'response.content_part.done') return replaceIn(item, 'content', event['content_index'], event['part'])
  if (type === 'response.reasoning_summary_part.added') return appendTo(item, 'summary', event['summary_index'], event['part'])
  if (type === 'response.reasoning_summary_part.done') return replaceIn(item, 'summary', event['summary_index'], event['part'])
  const part = /^response\.(output_text|refusal|reasoning_text|reasoning_summary_text)\./.exec(type)?.[1]
  if (part === 'reasoning_summary_text') void elementOf(item, 'summary', event['summary_index'])
  else if (part !== undefined) {
    const found = elementOf(item, 'content', event['content_index'])
    if (typeOf(found) !== part) throw broken(`${type} is about a part of type ${typeOf(found)}`)
    if (type.endsWith('annotation.added')) {
      const { annotations } = found
      const place = event['annotation_index']
      if (!Array.isArray(annotations) || !isIndex(place) || place > annotations.length) throw broken('annotations have a gap')
      annotations[place] = event['annotation']
    }
  }
  if (type === 'response.function_call_arguments.delta') item['arguments'] = `${added(item['arguments'])}${added(event['delta'])}`
  if (type === 'response.function_call_arguments.done') item['arguments'] = event['arguments']
  if (type.startsWith('response.shell_call_command')) {
    const commands = objectOf(item['action'])['commands']
    const place = event['command_index']
    if (!Array.isArray(commands) || !isIndex(place) || place > commands.length - (type.endsWith('added') ? 0 : 1))
      throw broken('commands have a gap')
    if (type.endsWith('added')) commands[place] = event['command']
  }
}

function appendTo(item: JsonObject, key: string, index: unknown, part: unknown): void {
  if (part === null || part === undefined) throw broken('a part is missing')
  const list = item[key] ?? (item['type'] === 'reasoning' && key === 'content' ? (item[key] = []) : undefined)
  if (!Array.isArray(list) || index !== list.length) throw broken(`parts of ${key} have a gap`)
  list.push(structuredClone(part))
}

function replaceIn(item: JsonObject, key: string, index: unknown, part: unknown): void {
  if (part === null || part === undefined) throw broken('a part is missing')
  void elementOf(item, key, index)
  const list = item[key]
  if (Array.isArray(list)) list[Number(index)] = structuredClone(part)
}

function elementOf(item: JsonObject, key: string, index: unknown): JsonObject {
  const list = item[key]
  const found: unknown = Array.isArray(list) && isIndex(index) ? list[index] : undefined
  if (!isObject(found)) throw broken(`there is no ${key} ${String(index)}`)
  return found
}

/** @throws Stop where an item cannot be told from others */
function identityOf(item: unknown, where: string): string[] {
  const type = typeOf(item)
  if (!isObject(item) || type === '') throw broken(`an item of ${where} has no type`)
  const { id, call_id: callId } = item
  const keys: string[] = []
  if (Object.hasOwn(item, 'id')) {
    if (typeof id !== 'string' || (id === '' && type !== 'computer_call')) throw broken(`an item of ${where} has no id`)
    keys.push(`id ${id}`)
  } else if (!MAYBE_NAMELESS.has(type)) throw broken(`an item of ${where} has no id`)
  if (CALLED.has(type)) {
    if (typeof callId !== 'string' || (callId === '' && type !== 'function_call')) throw broken(`an item of ${where} has no call_id`)
    keys.push(`call ${type} ${callId}`)
  }
  return keys
}

/** The text of a message is counted part by part. @throws Stop */
function assertParts(item: JsonObject): void {
  if (item['type'] === 'message') for (const part of listAt(item, 'content')) at(part, 'type')
}

function assertSame(item: unknown, other: unknown): void {
  const [one, two] = [objectOf(item), objectOf(other)]
  if (one['type'] !== two['type']) throw broken('the type of an item changes')
  if (one['id'] !== two['id'] && !(one['id'] === undefined && MAYBE_NAMELESS.has(typeOf(one)))) throw broken('the id of an item changes')
  if (CALLED.has(typeOf(one)) && one['call_id'] !== two['call_id']) throw broken('the call_id of an item changes')
}

const keyOf = (item: unknown) => {
  const { type, id, call_id: callId } = objectOf(item)
  return JSON.stringify(CALLED.has(String(type)) ? [type, callId] : [type, id])
}
