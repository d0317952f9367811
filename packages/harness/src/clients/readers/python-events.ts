import { isObject, type JsonObject } from '../../lint/json.ts'
import { type ClientStream, framesOf } from '../client-stream.ts'
import { broken, type Gathered, Stop, told } from '../reading.ts'
import { levelsOf } from './serde.ts'

/**
 * Events as openai-python's `Stream` yields them (_streaming): `[DONE]` ends it, what is no JSON raises (Python's JSON has NaN and Infinity), a truthy
 * member `error` raises. An event is built of whatever is there, and no field is asked for before its user reads it.
 */
export function* pythonEvents(stream: ClientStream): Generator<JsonObject, void> {
  for (const { data, isCut } of framesOf(stream)) {
    if (isCut) return
    const text = data ?? ''
    if (text.startsWith('[DONE]')) return
    const value = parsePython(text)
    if (isObject(value) && isTruthy(value['error'])) throw told('an event has an error')
    if (!isObject(value)) throw broken('an event is no object')
    yield value
  }
}

/** An attribute: fields that did not come are None. @throws Stop where there is no object, as Python does */
export function attribute(object: unknown, name: string): unknown {
  if (!isObject(object)) throw broken(`${name} of no object`)
  return object[name] ?? null
}

export function takePython(event: JsonObject, into: Gathered): void {
  const type = attribute(event, 'type')
  if (type === 'response.output_text.delta') into.text += concatenable(attribute(event, 'delta'))
  if (type === 'response.reasoning_summary_text.delta' || type === 'response.reasoning_text.delta') concatenable(attribute(event, 'delta'))
  if (type === 'response.output_item.done') {
    const item = attribute(event, 'item')
    if (attribute(item, 'type') === 'function_call')
      into.calls.push({ name: attribute(item, 'name') as string, arguments: attribute(item, 'arguments') as string })
  }
  if (type === 'response.completed' || type === 'response.incomplete' || type === 'response.failed')
    attribute(attribute(event, 'response'), 'status')
}

export function readOpenaiPython(stream: ClientStream, into: Gathered): void {
  for (const event of pythonEvents(stream)) takePython(event, into)
}

function concatenable(value: unknown): string {
  if (typeof value !== 'string') throw broken('delta is no text')
  return value
}

const isTruthy = (value: unknown) =>
  isObject(value) ? Object.keys(value).length > 0 : Array.isArray(value) ? value.length > 0 : Boolean(value)

function parsePython(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text.replace(/(?<=[:,[]\s*)-?(?:NaN|Infinity)(?=\s*[,\]}])/g, 'null'))
    if (levelsOf(value, MOST_LEVELS) > MOST_LEVELS) throw broken('an event is nested too deep')
    return value
  } catch (error) {
    throw error instanceof Stop ? error : broken('an event is no JSON')
  }
}

/** Python's limit of recursion, less what stands on the stack already. */
const MOST_LEVELS = 900
