import { isIndex, isObject, type JsonObject } from '../../lint/json.ts'
import { type ClientStream, framesOf } from '../client-stream.ts'
import { broken, type Gathered, objectOf, told } from '../reading.ts'
import { assertEventStream, parseSerde } from './serde.ts'

/** An item as it is being put together. */
interface Slot {
  kind: 'text' | 'reasoning' | 'call' | 'other'
  index: unknown
  id: unknown
  isOpen: boolean
  text: string
  arguments: string
  name: string
  isCustom: boolean
}

/**
 * Rig since it reads leniently (0.44, responses_api/streaming): any frame of JSON with a type, no field asked for; items by output_index, else by id, else
 * the open one; what is done is told whole and adds what deltas left out. It has to end with completed or incomplete, which brings items that never
 * came by themselves.
 */
export function readRig(stream: ClientStream, into: Gathered): void {
  assertEventStream(stream)
  const slots: Slot[] = []
  for (const { data, isCut } of framesOf(stream, { lines: 'lf' })) {
    if (data === null || isCut || data === '' || data.trim() === '[DONE]') continue
    const event = parseSerde(data)
    if (!isObject(event)) continue
    const { type } = event
    if (typeof type !== 'string') return takeUntyped(event, slots, into)
    if (type === 'error' || type === 'response.failed') throw told(type)
    if (type === 'response.completed' || type === 'response.incomplete') return finish(event['response'], slots, into)
    take(event, type, slots, into)
  }
  throw broken('the stream ended before the response did')
}

/** A whole response without a type is taken for the end, an error for an error. */
function takeUntyped(event: unknown, slots: Slot[], into: Gathered): void {
  const body = objectOf(event)
  if (body['error'] !== null && body['error'] !== undefined && body['output'] === undefined && body['status'] === undefined)
    throw told('an error')
  if (['object', 'output', 'status', 'id', 'error'].every((key) => body[key] === undefined)) throw broken('an event has no type')
  finish(body, slots, into)
}

function take(event: JsonObject, type: string, slots: Slot[], into: Gathered): void {
  if (type === 'response.output_item.added' || type === 'response.output_item.done') {
    const { item } = event
    if (!isObject(item)) return
    if (type.endsWith('added')) return void open(event['output_index'], item, slots, into)
    const slot = find(event, kindOf(item), slots)
    const isSame =
      slot !== undefined &&
      slot.kind === kindOf(item) &&
      (isIndex(event['output_index']) || !slot.id || !item['id'] || slot.id === item['id'])
    if (slot !== undefined && !slot.isOpen && item['id'] && slot.id === item['id']) return
    done(slot?.isOpen === true && isSame ? slot : open(event['output_index'], item, slots, into), item, into)
  } else if (type === 'response.output_text.delta' || type === 'response.refusal.delta') takeText(event, 'text', slots, into)
  else if (/^response\.reasoning(?:_summary)?_text\.delta$/.test(type)) takeText(event, 'reasoning', slots, into)
  else if (type === 'response.function_call_arguments.delta' || type === 'response.custom_tool_call_input.delta') {
    const slot = find(event, 'call', slots)
    if (slot?.isOpen === true && slot.kind === 'call') slot.arguments += textOf(event['delta'])
  }
}

function takeText(event: JsonObject, kind: Slot['kind'], slots: Slot[], into: Gathered): void {
  const delta = textOf(event['delta'])
  if (delta === '') return
  const found = find(event, kind, slots)
  if (found?.kind === kind && !found.isOpen) return
  const slot = found?.kind === kind ? found : open(event['output_index'], { type: kind === 'text' ? 'message' : 'reasoning' }, slots, into)
  slot.text += delta
  if (kind === 'text') into.text += delta
}

/** The item that an event is about. */
function find(event: JsonObject, kind: Slot['kind'], slots: Slot[]): Slot | undefined {
  const index = event['output_index']
  const byIndex = isIndex(index) ? slots.findLast((slot) => slot.index === index) : undefined
  const id = objectOf(event['item'])['id'] ?? event['item_id']
  const byId = typeof id === 'string' && id !== '' ? slots.findLast((slot) => slot.id === id) : undefined
  const last = slots.at(-1)
  const isFree = last !== undefined && (!isIndex(index) || !isIndex(last.index)) && last.isOpen && last.kind === kind
  return byIndex ?? byId ?? (isFree ? last : undefined)
}

function open(index: unknown, item: JsonObject, slots: Slot[], into: Gathered): Slot {
  const previous = isIndex(index) ? slots.findLast((slot) => slot.index === index) : undefined
  if (previous?.isOpen === true) {
    previous.isOpen = false
    if (previous.kind === 'call' && previous.name !== '') into.calls.push({ name: previous.name, arguments: firstJson(previous.arguments) })
  }
  const isCustom = item['type'] === 'custom_tool_call'
  const given = textOf(isCustom ? item['input'] : item['arguments'])
  const slot = { kind: kindOf(item), index, id: item['id'], isOpen: true, text: '', arguments: given, name: textOf(item['name']), isCustom }
  slots.push(slot)
  return slot
}

function done(slot: Slot, item: JsonObject, into: Gathered): void {
  slot.isOpen = false
  slot.id ||= item['id']
  if (slot.kind === 'call') {
    const name = slot.name || textOf(item['name'])
    const custom = slot.isCustom || item['type'] === 'custom_tool_call'
    const stated = typeof item['input'] === 'string' ? JSON.stringify({ input: item['input'] }) : stringOf(item['arguments'])
    const streamed = custom ? JSON.stringify({ input: slot.arguments }) : slot.arguments
    if (name !== '') into.calls.push({ name, arguments: firstJson(stated || streamed) })
  }
  const whole = slot.kind === 'text' ? textsOf(item) : ''
  if (whole.startsWith(slot.text)) into.text += whole.slice(slot.text.length)
}

function finish(value: unknown, slots: Slot[], into: Gathered): void {
  const response = objectOf(value)
  const taken = new Set<Slot>()
  for (const [index, item] of (Array.isArray(response['output']) ? (response['output'] as unknown[]) : []).entries()) {
    if (!isObject(item)) continue
    const free = (slot: Slot) => !taken.has(slot) && slot.kind === kindOf(item)
    const isNameless = (slot: Slot) => !item['id'] || !slot.id
    const slot =
      slots.find((each) => free(each) && item['id'] && each.id === item['id']) ??
      slots.find((each) => free(each) && each.index === index) ??
      slots.find((each) => free(each) && !isIndex(each.index) && isNameless(each)) ??
      open(slots.some((each) => each.index === index) ? undefined : index, item, slots, into)
    taken.add(slot)
    if (slot.isOpen) done(slot, item, into)
  }
  if (slots.some((slot) => slot.isOpen && slot.kind === 'call')) throw broken('a call was never done')
}

/** The first JSON value of a text: what stands behind it is let be. */
function firstJson(text: string): string {
  let depth = 0
  let isText = false
  for (let index = 0; index < text.length; index++) {
    const letter = text[index] ?? ''
    if (isText && letter === '\\') index++
    else if (letter === '"') isText = !isText
    else if (!isText && (letter === '{' || letter === '[')) depth++
    else if (!isText && (letter === '}' || letter === ']') && --depth === 0) return text.slice(0, index + 1)
  }
  return text || '{}'
}

function kindOf(item: JsonObject): Slot['kind'] {
  const { type } = item
  if (type === 'function_call' || type === 'custom_tool_call') return 'call'
  return type === 'message' ? 'text' : type === 'reasoning' ? 'reasoning' : 'other'
}

function textsOf({ content }: JsonObject): string {
  if (typeof content === 'string') return content
  const parts = Array.isArray(content) ? (content as unknown[]) : []
  return parts
    .map((part) => (typeof part === 'string' ? part : textOf(objectOf(part)['text']) || textOf(objectOf(part)['refusal'])))
    .join('')
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')
const stringOf = (value: unknown) =>
  typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value)
