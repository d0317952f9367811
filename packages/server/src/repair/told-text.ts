import { type Fields, isFields } from './wire.ts'

/** The fields in which the events of the API tell a text as a whole. */
const wholeFields = ['text', 'refusal', 'arguments', 'input', 'code', 'diff', 'command'] as const

/** The text of a `delta` event; null for none. Some servers wrap it. */
export function deltaOf({ delta, text }: Fields): string | null {
  if (typeof delta === 'string') return delta
  if (isFields(delta)) return typeof delta['text'] === 'string' ? delta['text'] : JSON.stringify(delta)
  return delta === undefined && typeof text === 'string' ? text : null
}

/** The whole text that a `done` event, or a part, tells; null for none. Arguments that were sent as an object are written as JSON. */
export function wholeOf(event: Fields): string | null {
  for (const field of wholeFields) {
    const value = event[field]
    if (typeof value === 'string') return value
    if (isFields(value) && (field === 'arguments' || field === 'input')) return JSON.stringify(value)
  }
  return null
}
