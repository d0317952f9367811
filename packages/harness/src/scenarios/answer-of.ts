import type { Capture } from '../check/capture-response.ts'
import { isObject, type JsonObject } from '../lint/json.ts'
import { BrokenOffError } from './builtin-scenario.ts'

/** The Response object of an answer: its body, or what the last event of its stream carries. @throws BrokenOffError when there is none */
export function answerOf({ body, events, framing }: Capture): JsonObject {
  const last = events.at(-1)?.['response']
  const answer = framing === 'sse' ? last : body
  if (!isObject(answer)) throw new BrokenOffError(framing === 'sse' ? 'the last event carries no response' : 'the body is not an object')
  return answer
}

/** The id of an object. @throws BrokenOffError when it has none */
export function idOf(value: JsonObject): string {
  const { id } = value
  if (typeof id !== 'string' || id === '') throw new BrokenOffError('the object has no id')
  return id
}

/** The list in a field; empty where there is none. */
export function listIn(value: unknown, key: string): unknown[] {
  const list = isObject(value) ? value[key] : undefined
  return Array.isArray(list) ? list : []
}
