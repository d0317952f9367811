import { isObject, type JsonObject } from '../lint/json.ts'
import { DONE, isOf, itemOf, setDelta, TEXT } from './edits.ts'

/** Gives the pieces of a text other contents; empty ones are not sent. */
export type ChangePieces = (pieces: string[]) => string[]

/**
 * Makes the first message say something else, consistently: in its deltas, in `done`, in its part, in its item and in the final output.
 * False where there is no message of a single text without citations and log probabilities.
 */
export function retellText(events: JsonObject[], change: ChangePieces): boolean {
  for (const done of events.filter((event) => isOf(event, DONE) && itemOf('message')(event))) {
    const item = done['item'] as JsonObject
    const parts = Array.isArray(item['content']) ? (item['content'] as JsonObject[]) : []
    const [part] = parts
    if (parts.length !== 1 || part?.['type'] !== 'output_text') continue
    if (hasEntries(part['annotations']) || hasEntries(part['logprobs'])) continue
    const own = events.filter((event) => event['output_index'] === done['output_index'])
    if (own.some((event) => hasEntries(event['logprobs']))) continue
    const text = replaceDeltas(
      events,
      own.filter((event) => isOf(event, TEXT)),
      change,
    )
    if (text === null) continue
    const told = [
      ...own,
      ...own.map((event) => event['part']),
      ...tellingsOf(events, item).flatMap(({ content }) => content as JsonObject[]),
    ]
    for (const holder of told) if (isObject(holder) && typeof holder['text'] === 'string' && holder['text'] !== '') holder['text'] = text
    return true
  }
  return false
}

const fields: Record<string, string> = { function_call: 'arguments', mcp_call: 'arguments', custom_tool_call: 'input' }

/** Gives the first call of a type other arguments (or input), consistently, wherever they are told. */
export function retellCall(events: JsonObject[], type: 'function_call' | 'mcp_call' | 'custom_tool_call', change: ChangePieces): boolean {
  const done = events.find((event) => isOf(event, DONE) && itemOf(type)(event))
  const field = fields[type] ?? ''
  if (done === undefined) return false
  const item = done['item'] as JsonObject
  const own = events.filter((event) => event['item_id'] === item['id'])
  const text = replaceDeltas(
    events,
    own.filter((event) => isOf(event, /\.delta$/)),
    change,
  )
  if (text === null) return false
  for (const holder of [...own, ...tellingsOf(events, item)])
    if (typeof holder[field] === 'string' && holder[field] !== '') holder[field] = text
  return true
}

const hasEntries = (value: unknown) => Array.isArray(value) && value.length > 0

/** The whole text of the new deltas; null where there are none to be changed. */
function replaceDeltas(events: JsonObject[], deltas: readonly JsonObject[], change: ChangePieces): string | null {
  const [first] = deltas
  const last = deltas.at(-1)
  if (first === undefined || last === undefined) return null
  const before = deltas.map((event) => String(event['delta']))
  const pieces = change([...before]).filter((piece) => piece !== '')
  if (pieces.length === 0 || pieces.join('') === before.join('')) return null
  pieces.forEach((piece, index) => {
    const known = deltas[index]
    const event = known ?? structuredClone(last)
    setDelta(event, piece)
    if (known === undefined) events.splice(events.indexOf(last) + 1 + index - deltas.length, 0, event)
  })
  for (const surplus of deltas.slice(pieces.length)) events.splice(events.indexOf(surplus), 1)
  return pieces.join('')
}

/** The item as `done` and the final output tell it. */
function tellingsOf(events: readonly JsonObject[], item: JsonObject): JsonObject[] {
  return events.flatMap((event) => {
    const response = event['response']
    const output = isObject(response) && Array.isArray(response['output']) ? (response['output'] as unknown[]) : []
    return [event['item'], ...output].filter((one): one is JsonObject => isObject(one) && one['id'] === item['id'] && !isEmptyMessage(one))
  })
}

const isEmptyMessage = (item: JsonObject) => item['type'] === 'message' && !Array.isArray(item['content'])
