import { isObject, type JsonObject } from '../../lint/json.ts'
import type { ClientStream } from '../client-stream.ts'
import { broken, type Gathered, objectOf } from '../reading.ts'
import { attribute, pythonEvents, takePython } from './python-events.ts'

const LIFECYCLE = /^response\.(?:created|queued|in_progress|completed|failed|incomplete)$/
const CALLED = new Set(['function_call', 'custom_tool_call', 'shell_call', 'shell_call_output'])

interface State {
  id: unknown
  isBegun: boolean
  isCompleted: boolean
  items: Map<unknown, JsonObject>
  done: Map<unknown, JsonObject>
  tools: readonly unknown[]
}

/**
 * openai-python's `responses.stream()` (2.x, lib/streaming/responses): `response.created` first; text, parts and arguments at an item that was announced
 * at their index; closed items stay what they were; the final response is `response.completed`.
 */
export function readOpenaiPythonStream(stream: ClientStream, into: Gathered): void {
  const state: State = { id: null, isBegun: false, isCompleted: false, items: new Map(), done: new Map(), tools: [] }
  for (const event of pythonEvents(stream)) {
    const type = String(attribute(event, 'type'))
    if (!state.isBegun) begin(event, type, state)
    else accumulate(event, type, state)
    if (LIFECYCLE.test(type)) attribute(attribute(event, 'response'), 'id')
    takePython(event, into)
  }
  if (!state.isCompleted) throw broken('no response.completed came')
}

function begin(event: JsonObject, type: string, state: State): void {
  if (type !== 'response.created') throw broken(`${type} comes before response.created`)
  const response = objectOf(event['response'])
  if (!isObject(event['response'])) throw broken('response.created has no response')
  state.isBegun = true
  state.id = response['id'] ?? null
  state.tools = listOf(response['tools'])
  listOf(response['output']).forEach((item, index) => state.items.set(index, structuredClone(objectOf(item))))
}

function accumulate(event: JsonObject, type: string, state: State): void {
  if (LIFECYCLE.test(type)) return lifecycle(event, type, state)
  const index = numberOf(event['output_index'])
  if (type === 'response.output_item.added') {
    const { item } = event
    if (item === null || item === undefined) return
    if (state.items.has(index)) throw broken('an output_index is announced twice')
    attribute(item, 'type')
    state.items.set(index, structuredClone(objectOf(item)))
  } else if (type === 'response.output_item.done') itemDone(attribute(event, 'item'), index, state)
  else if (/^response\.(?:content_part\.added|output_text\.(?:delta|done)|function_call_arguments\.delta)$/.test(type))
    content(event, type, index, state)
}

function lifecycle(event: JsonObject, type: string, state: State): void {
  const response = event['response']
  if ((isObject(response) ? (response['id'] ?? null) : null) !== state.id) throw broken('the id of the response changes')
  if (type !== 'response.completed') return
  const output = listOf(objectOf(response)['output'])
  const finals = new Map(output.map((item) => [identityOf(item), objectOf(item)]))
  for (const item of state.done.values()) assertCompatible(item, finals.get(identityOf(item)))
  for (const [index, item] of state.items) {
    const final = finals.get(identityOf(item))
    if (!state.done.has(index) && final === undefined) throw broken('an item is still open when the response is completed')
    if (!state.done.has(index)) assertCompatible(item, final)
  }
  for (const item of output) parse(item, state)
  state.isCompleted = true
}

/** The final response is parsed: messages have parts, arguments of strict tools are JSON. */
function parse(item: unknown, { tools }: State): void {
  const type = attribute(item, 'type')
  if (type === 'message') for (const part of iterable(attribute(item, 'content'))) attribute(part, 'type')
  if (type !== 'function_call') return
  const tool = tools.find((each) => objectOf(each)['type'] === 'function' && objectOf(each)['name'] === attribute(item, 'name'))
  if (objectOf(tool)['strict'] !== true) return
  const given = attribute(item, 'arguments')
  if (typeof given !== 'string') throw broken('arguments of a strict tool are no text')
  try {
    JSON.parse(given)
  } catch {
    throw broken('arguments of a strict tool are no JSON')
  }
}

function itemDone(item: unknown, index: unknown, state: State): void {
  attribute(item, 'type')
  const there = state.items.get(index)
  if (there !== undefined && identityOf(there) !== identityOf(item)) throw broken('the identity of an item changes')
  if (there !== undefined) assertCompatible(there, objectOf(item))
  for (const [place, other] of state.done)
    if (place !== index && identityOf(other) === identityOf(item)) throw broken('two items are the same')
  state.done.set(index, objectOf(item))
}

function content(event: JsonObject, type: string, index: unknown, state: State): void {
  const item = state.items.get(index)
  if (item === undefined) throw broken(`${type} is about output ${String(index)}, which was not announced`)
  if (type === 'response.content_part.added') {
    if (item['type'] !== 'message') return
    if (!isObject(event['part'])) throw broken('a part is missing')
    if (!Array.isArray(item['content'])) throw broken('content is no list')
    item['content'].push(structuredClone(event['part']))
    return
  }
  if (type === 'response.function_call_arguments.delta') {
    if (item['type'] !== 'function_call') throw broken(`arguments of a ${String(item['type'])}`)
    if (typeof item['arguments'] !== 'string' || typeof event['delta'] !== 'string') throw broken('arguments are no text')
    item['arguments'] += event['delta']
    return
  }
  if (item['type'] !== 'message') throw broken(`text of a ${String(item['type'])}`)
  const place = event['content_index']
  const list = listOf(item['content'])
  // A list of Python counts from its end, too.
  const part = typeof place === 'number' ? list.at(place) : undefined
  if (!isObject(part) || !Number.isInteger(place)) throw broken(`there is no content ${String(place)}`)
  if (part['type'] !== 'output_text') throw broken(`text of a part of type ${String(part['type'])}`)
  if (type.endsWith('delta') && (typeof event['delta'] !== 'string' || typeof part['text'] !== 'string')) throw broken('delta is no text')
}

/** Numbers in texts are turned into numbers. */
const numberOf = (value: unknown) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : (value ?? null))

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : [])

function iterable(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw broken('content is no list')
  return value as unknown[]
}

function identityOf(item: unknown): string {
  const { type, id, call_id: callId } = objectOf(item)
  attribute(item, 'type')
  return JSON.stringify(CALLED.has(String(type)) ? [type, null, callId] : [type, id, callId])
}

function assertCompatible(item: JsonObject, other: JsonObject | undefined): void {
  if (other === undefined) return
  const isNameless = (item['id'] ?? null) === null && (item['type'] === 'function_call' || item['type'] === 'custom_tool_call')
  if ((item['id'] ?? null) !== (other['id'] ?? null) && !isNameless) throw broken('the id of an item changes')
}
