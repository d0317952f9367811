import { eventOwners, streamGrammar } from '@goldwire/schemas'

import type { RepairLog } from './repair-log.ts'
import { type Fields, isFields, stringOf, textOrNull } from './wire.ts'

/** Event types that other servers made up, and what they mean. */
const aliases: { readonly [type: string]: string } = {
  'response.start': 'response.created',
  'response.started': 'response.created',
  'response.text.delta': 'response.output_text.delta',
  'response.text.done': 'response.output_text.done',
  'response.output_text_delta': 'response.output_text.delta',
  'response.reasoning.delta': 'response.reasoning_text.delta',
  'response.reasoning.done': 'response.reasoning_text.done',
  'response.reasoning_content.delta': 'response.reasoning_text.delta',
  'response.reasoning_content.done': 'response.reasoning_text.done',
  'response.reasoning_part.added': 'response.content_part.added',
  'response.reasoning_part.done': 'response.content_part.done',
  'response.reasoning_summary.delta': 'response.reasoning_summary_text.delta',
  'response.reasoning_summary.done': 'response.reasoning_summary_text.done',
  'response.function_call.arguments.delta': 'response.function_call_arguments.delta',
  'response.function_call.arguments.done': 'response.function_call_arguments.done',
  'response.custom_tool_call.input.delta': 'response.custom_tool_call_input.delta',
  'response.custom_tool_call.input.done': 'response.custom_tool_call_input.done',
  'response.item.added': 'response.output_item.added',
  'response.item.done': 'response.output_item.done',
  'response.error': 'error',
}

const byStatus: { readonly [status: string]: string } = {
  completed: 'response.completed',
  incomplete: 'response.incomplete',
  failed: 'response.failed',
  cancelled: 'response.failed',
}

const lifecycle: ReadonlySet<string> = new Set([...Object.keys(streamGrammar.responseStatus), 'error', ...streamGrammar.transportEvents])

/** Fields that say that an object is a Response, put where an event should be. */
const isResponse = (value: Fields): boolean => value['object'] === 'response' || (Array.isArray(value['output']) && 'status' in value)

export interface NameOptions {
  log: RepairLog
  /** The kind of the item that an event speaks of, where that is known. */
  kindOf: (event: Fields) => string | null
}

/**
 * The event with the type it should have had; null for what is no event of this API and says nothing that could be kept.
 *
 * @param name value of the `event:` line, where there was one
 */
export function nameEvent(data: Fields, name: string | null, { log, kindOf }: NameOptions): Fields | null {
  const told = textOrNull(data['type'])
  const type = told === null || (told !== name && !isKnown(told) && name !== null && isKnown(name)) ? guessType(data, name, kindOf) : told
  if (type === null) {
    log.giveUp('GW012', 'stream', 'An object without a type says nothing that belongs to a response; it was dropped.')
    return null
  }
  if (told === null && type === 'error') log.note('GW013', 'stream', 'A failure without a type was told as an `error` event.')
  else if (told === null) log.note('GW012', 'stream', `An event without a type was read as ${type}.`)
  const event = type === told ? data : { ...data, type }
  if (type === 'response.done' || type === 'response.cancelled') return endOf(event, type, log)
  const alias = aliases[type] ?? (isKnown(type) ? undefined : (misspelt(type) ?? undefined))
  if (alias !== undefined) {
    log.note('GW205', 'stream', `${type} was read as ${alias}.`)
    return unflatten({ ...event, type: alias }, log)
  }
  if (isKnown(type)) return unflatten(event, log)
  if (typeof event['delta'] === 'string' && event['delta'] !== '') {
    log.giveUp('GW205', 'stream', `${type} is no event of the API; it was dropped, and with it the text it may carry.`)
  } else log.note('GW205', 'stream', `${type} is no event of the API and was dropped.`)
  return null
}

function isKnown(type: string): boolean {
  return Object.hasOwn(eventOwners, type) || lifecycle.has(type)
}

function endOf(event: Fields, type: string, log: RepairLog): Fields {
  const { response } = unflatten(event, log)
  const status = type === 'response.cancelled' ? 'cancelled' : isFields(response) ? stringOf(response['status']) : ''
  const meant = byStatus[status] ?? 'response.completed'
  log.note('GW308', 'stream', `${type} is no event of the API; it was read as ${meant}.`)
  return { ...unflatten(event, log), type: meant }
}

function guessType(data: Fields, name: string | null, kindOf: NameOptions['kindOf']): string | null {
  if (name !== null && (isKnown(name) || Object.hasOwn(aliases, name) || name === 'response.done')) return name
  if (data['error'] !== undefined && data['error'] !== null && !isResponse(data)) return 'error'
  const response = isFields(data['response']) ? data['response'] : isResponse(data) ? data : null
  if (response !== null) return byStatus[stringOf(response['status'])] ?? 'response.in_progress'
  if (typeof data['code'] === 'string' && typeof data['message'] === 'string') return 'error'
  if (isFields(data['item'])) return isUnfilled(data['item']) ? 'response.output_item.added' : 'response.output_item.done'
  return guessInner(data, kindOf(data))
}

/** An item that begins: it says so, or holds nothing yet. */
function isUnfilled({ status, content, summary, ...item }: Fields): boolean {
  if (status === 'in_progress') return true
  const isEmpty = (value: unknown) => value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  return status === undefined && [content, summary, item['arguments'], item['input']].every(isEmpty)
}

/** Events inside an item, by what they carry. */
function guessInner(data: Fields, kind: string | null): string | null {
  if (isFields(data['part'])) {
    const moment = stringOf(data['part']['text']) === '' && stringOf(data['part']['refusal']) === '' ? 'added' : 'done'
    return 'summary_index' in data ? `response.reasoning_summary_part.${moment}` : `response.content_part.${moment}`
  }
  if (isFields(data['annotation'])) return 'response.output_text.annotation.added'
  const family = familyOf(data, kind)
  if (family === null) return null
  if (typeof data['delta'] === 'string') return `${family}.delta`
  return ['text', 'refusal', 'arguments', 'input', 'code', 'diff', 'command'].some((field) => typeof data[field] === 'string')
    ? `${family}.done`
    : null
}

const families: { readonly [kind: string]: string } = {
  function_call: 'response.function_call_arguments',
  mcp_call: 'response.mcp_call_arguments',
  custom_tool_call: 'response.custom_tool_call_input',
  code_interpreter_call: 'response.code_interpreter_call_code',
  apply_patch_call: 'response.apply_patch_call_operation_diff',
}

function familyOf(data: Fields, kind: string | null): string | null {
  if ('command_index' in data)
    return typeof data['delta'] === 'string' || typeof data['command'] === 'string' ? 'response.shell_call_command' : null
  if ('summary_index' in data) return 'response.reasoning_summary_text'
  if (kind === 'reasoning') return 'response.reasoning_text'
  if (kind !== null && families[kind] !== undefined) return families[kind]
  if (typeof data['refusal'] === 'string') return 'response.refusal'
  return kind === 'message' || 'content_index' in data || 'logprobs' in data ? 'response.output_text' : null
}

/** The one known type that is spelled nearly so; null where there is none or more than one. */
function misspelt(type: string): string | null {
  const near = [...Object.keys(eventOwners), ...lifecycle].filter((known) => isNear(known, type))
  return near.length === 1 ? (near[0] ?? null) : null
}

/** One letter too many, too few, another, or two exchanged; hyphens, capitals and camels do not count. */
function isNear(known: string, type: string): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z.]/g, '')
  const a = plain(known)
  const b = plain(type)
  if (a === b) return true
  if (Math.abs(a.length - b.length) > 1) return false
  let from = 0
  while (from < a.length && a[from] === b[from]) from += 1
  let end = 0
  while (end < Math.min(a.length, b.length) - from && a.at(-1 - end) === b.at(-1 - end)) end += 1
  const left = [a.slice(from, a.length - end), b.slice(from, b.length - end)] as const
  return (left[0].length <= 1 && left[1].length <= 1) || (left[0].length === 2 && left[0] === [...left[1]].reverse().join(''))
}

/** A lifecycle event whose Response stands in the event itself. */
function unflatten(event: Fields, log: RepairLog): Fields {
  const type = stringOf(event['type'])
  if (!Object.hasOwn(streamGrammar.responseStatus, type) || isFields(event['response'])) return event
  const { type: _type, sequence_number, ...response } = event
  if (!('id' in response || 'status' in response || 'output' in response || 'usage' in response || 'model' in response)) return event
  log.note('GW210', 'response', 'The fields of the response stood in the event itself; they were put into `response`.')
  return { type, sequence_number, response }
}
