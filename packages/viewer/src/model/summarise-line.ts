import type { ViewerLine } from '../viewer-data.ts'
import { isObject, type JsonObject } from './event-facts.ts'

const LONGEST = 240

/** One line of words that says what an event tells beyond its type. */
export function summariseLine(line: ViewerLine): string {
  if (line.comment !== undefined) return cut(line.comment)
  if (line.text !== undefined) return cut(line.text)
  if (line.body !== undefined) return isObject(line.body) ? summariseResponse(line.body) : cut(show(line.body))
  const { data } = line
  if (!isObject(data)) return data === undefined ? '' : cut(show(data))
  if (typeof data['delta'] === 'string') return quote(data['delta'])
  if (isObject(data['item'])) return summariseItem(data['item'])
  if (isObject(data['part'])) return summarisePart(data['part'])
  if (isObject(data['response'])) return summariseResponse(data['response'])
  for (const key of ['text', 'refusal', 'arguments', 'input', 'code', 'partial_image_b64', 'transcript']) {
    const value = data[key]
    if (typeof value === 'string') return quote(value)
  }
  if (isObject(data['annotation'])) return facts(data['annotation'], ['type', 'title', 'url', 'filename'])
  if (isObject(data['error'])) return facts(data['error'], ['code', 'type', 'message'])
  if (data['type'] === 'error') return facts(data, ['code', 'message'])
  const { type: _type, sequence_number: _number, item_id: _item, output_index: _index, content_index: _content, ...rest } = data
  return Object.keys(rest).length === 0 ? '' : cut(show(rest))
}

function summariseItem(item: JsonObject): string {
  const words = facts(item, ['type', 'status', 'name', 'id'])
  const content = item['arguments'] ?? item['input'] ?? item['code'] ?? textOf(item['content']) ?? textOf(item['summary'])
  return typeof content === 'string' && content !== '' ? cut(`${words}  ${quote(content)}`) : words
}

function summarisePart(part: JsonObject): string {
  const text = part['text'] ?? part['refusal']
  return cut(`${show(part['type'])}${typeof text === 'string' && text !== '' ? `  ${quote(text)}` : ''}`)
}

function summariseResponse(response: JsonObject): string {
  const error = isObject(response['error']) ? `  ${facts(response['error'], ['code', 'message'])}` : ''
  const incomplete = isObject(response['incomplete_details']) ? `  ${show(response['incomplete_details']['reason'])}` : ''
  const usage = isObject(response['usage']) ? response['usage'] : {}
  const tokens =
    typeof usage['input_tokens'] === 'number' ? `  ${show(usage['input_tokens'])} tokens in, ${show(usage['output_tokens'])} out` : ''
  const items = Array.isArray(response['output']) && response['output'].length > 0 ? `  ${response['output'].length} items` : ''
  return cut(`${facts(response, ['status', 'model', 'id'])}${error}${incomplete}${items}${tokens}`)
}

function textOf(parts: unknown): string | undefined {
  if (!Array.isArray(parts)) return undefined
  return parts.map((part: unknown) => (isObject(part) && typeof part['text'] === 'string' ? part['text'] : '')).join('')
}

function facts(object: JsonObject, keys: readonly string[]): string {
  return cut(keys.flatMap((key) => (object[key] === undefined || object[key] === null ? [] : [show(object[key])])).join('  '))
}

const quote = (text: string) => `“${cut(visible(text))}”`
const show = (value: unknown): string => (typeof value === 'string' ? visible(value) : (JSON.stringify(value) ?? ''))
const cut = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)

/** Line ends and what else cannot be seen (controls, direction marks, zero widths) as symbols, so that a row stays one honest line. */
export function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/gu, (character) => {
    if (character === '\n') return '⏎'
    if (character === '\t') return '⇥'
    const code = character.codePointAt(0) ?? 0
    return code < 0x20 ? String.fromCodePoint(0x24_00 + code) : `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`
  })
}
