import { type EventOwner, itemGrammars, type OutputItem, outputItemTypes } from '@goldwire/schemas'

import type { ItemStart } from '../engines/step.ts'
import { createCallBody, streamedFieldOf } from './call-body.ts'
import type { ItemBody } from './item-body.ts'
import { createPartsBody } from './parts-body.ts'
import type { RepairLog } from './repair-log.ts'
import type { RepairStep } from './repair-step.ts'
import { createShellOutputBody } from './shell-output-body.ts'
import { type Fields, fieldsOf, isFields, stringOf, textOrNull } from './wire.ts'

export type ItemKindName = OutputItem['type']

export const isItemKind = (type: unknown): type is ItemKindName => (outputItemTypes as readonly unknown[]).includes(type)

/** The kind of an item that does not say it, by the form of its id or by its fields; null where neither tells. */
export function inferKind(item: Fields): ItemKindName | null {
  if (typeof item['type'] === 'string' && item['type'] !== '') return null
  const id = stringOf(item['id'])
  const byId = Object.values(itemGrammars).find(({ idPrefixes }) => idPrefixes.some((prefix) => id.startsWith(prefix)))?.type
  if (isItemKind(byId)) return byId
  if (typeof item['name'] === 'string' && typeof item['arguments'] === 'string') return 'function_call'
  if (typeof item['name'] === 'string' && typeof item['input'] === 'string') return 'custom_tool_call'
  if (item['role'] === 'assistant') return 'message'
  return Array.isArray(item['summary']) ? 'reasoning' : null
}

/** An event of the upstream that waits for its item's turn. `owner` is null for the finished item. */
export interface Waiting {
  event: Fields
  owner: EventOwner | null
}

/** One item of the upstream, from its first sign of life to its end. */
export interface ItemTrack {
  readonly kind: ItemKindName
  /** In the order of their first event. */
  readonly order: number
  /** The id that goes out. */
  readonly id: string
  /** The upstream's ids for it; some change from event to event. */
  readonly ids: Set<string>
  /** The upstream's `output_index`. */
  index: number | null
  added: Fields
  /** The upstream announced it. */
  announced: boolean
  readonly waiting: Waiting[]
  /** The upstream's finished item. */
  told: Fields | null
  state: 'waiting' | 'open' | 'closed'
  /** Closed before the upstream said so. */
  early: boolean
  body: ItemBody | null
  callId: string | null
  readonly place: string
}

/** Fields that an announcement has to know, because they may not change afterwards. */
const needed: { readonly [kind: string]: readonly string[] | undefined } = {
  function_call: ['name'],
  custom_tool_call: ['name'],
  mcp_call: ['name', 'server_label'],
  mcp_list_tools: ['server_label'],
  mcp_approval_request: ['name', 'server_label', 'arguments'],
  shell_call_output: ['call_id'],
  apply_patch_call: ['operation'],
  shell_call: ['action'],
  code_interpreter_call: ['container_id'],
}

/** Kinds that send nothing between announcement and end, and announce what they are: they wait for the end where that is late. */
const hasEvents: ReadonlySet<string> = new Set(
  Object.values(itemGrammars).flatMap(({ type, pattern }) => (JSON.stringify(pattern) === '{"seq":[]}' ? [] : [type])),
)

/** Whether enough is known to announce the item. */
export function isStartable({ kind, added, announced, waiting }: ItemTrack): boolean {
  if (kind === 'message') return waiting.length > 0
  const known = added
  const lacks = (needed[kind] ?? []).some((field) => known[field] === undefined || known[field] === null || known[field] === '')
  if (lacks) return false
  return announced || hasEvents.has(kind)
}

/** Takes from `more` what the announcement lacks and has to know. */
export function completeStart(track: ItemTrack, more: Fields): void {
  const missing = [
    'name',
    'call_id',
    'server_label',
    'operation',
    'action',
    'role',
    'phase',
    'namespace',
    'container_id',
    'approval_request_id',
  ]
  for (const field of [...missing, ...(hasEvents.has(track.kind) ? [] : Object.keys(more))]) {
    const value = more[field]
    const has = track.added[field]
    if (value === undefined || value === null || value === '') continue
    if (has === undefined || has === null || has === '') {
      if (field === 'action' && track.kind !== 'shell_call') continue
      track.added = { ...track.added, [field]: value }
    }
  }
}

/** Whether something waits that has to be sent, more than the sign that a part begins. */
export function hasContent({ waiting }: ItemTrack): boolean {
  return waiting.some(
    ({ owner }) => owner === null || (owner.role !== 'part.added' && !(owner.role === 'phase' && owner.phase === 'in_progress')),
  )
}

/** Begins the item: its announcement as a step, and the body that reads the rest. */
export function openItem(track: ItemTrack, log: RepairLog): RepairStep[] {
  track.state = 'open'
  const { kind, added, place } = track
  const context = {
    kind,
    added,
    place,
    note: (rule: string, message: string) => log.note(rule, place, message),
    giveUp: (rule: string, message: string) => log.giveUp(rule, place, message),
  }
  track.body =
    kind === 'message' || kind === 'reasoning' || kind === 'shell_call'
      ? createPartsBody(context)
      : kind === 'shell_call_output'
        ? createShellOutputBody(context)
        : createCallBody(context)
  if (kind === 'custom_tool_call' && added['type'] === 'function_call') {
    log.note(
      'GW707',
      place,
      'A free-form tool was called as a function; the call was told as custom_tool_call, with the text inside its arguments as input.',
    )
  }
  if (!track.announced) log.note('GW401', place, `A ${kind} was never announced; it was announced before its first event.`)
  return [{ type: 'item.start', item: startOf(track, log) }]
}

function startOf({ kind, added, id, callId, place }: ItemTrack, log: RepairLog): ItemStart {
  const { id: _id, type: _type, status, content, summary: _summary, ...fields } = added
  const start: Fields = { ...withoutUnfit(kind, fields, 'added'), id, type: kind }
  const streamed = streamedFieldOf(kind)
  if (streamed !== null) delete start[streamed]
  if (kind === 'custom_tool_call') delete start['arguments']
  if (callId !== null) start['call_id'] = callId
  if (kind === 'reasoning' && Array.isArray(content)) start['content'] = []
  const parts = fieldsOf(content)
  if (parts.length > 0) log.note('GW410', place, 'The item was announced with text in it; it was announced empty, and the text sent once.')
  if (kind === 'apply_patch_call' && isFields(start['operation']) && 'diff' in start['operation'])
    start['operation'] = { ...start['operation'], diff: '' }
  if (kind === 'shell_call') start['action'] = isFields(added['action']) ? { ...added['action'], commands: [] } : { commands: [] }
  const { added: usual } = itemGrammars[kind].status
  if (status !== undefined && status !== usual[0]) {
    if (typeof status === 'string' && usual.includes(status)) start['status'] = status
    else
      log.note(
        'GW408',
        place,
        `The item was announced with status ${JSON.stringify(status)}; it was announced ${usual[0] ?? 'without one'}.`,
      )
  } else if (
    status === undefined &&
    usual[0] !== null &&
    usual[0] !== undefined &&
    Object.keys(added).length > 0 &&
    !usual.includes(null)
  ) {
    log.note('GW409', place, 'The item was announced without a status; it was given one.')
  }
  return start as unknown as ItemStart
}

/** The end of the item, with the fields only the end knows. */
export function endOf({ kind, told, place, added, body }: ItemTrack, log: RepairLog): RepairStep {
  const broken = kind === 'mcp_call' && body?.failed === true ? { error: brokenCall } : {}
  if (told === null) return { type: 'item.end', item: broken }
  const { id: _id, type: _type, status, content: _content, summary: _summary, call_id: callId, ...fields } = told
  const end: Fields = withoutUnfit(kind, fields, 'done')
  // the one kind whose call_id OpenAI changes at the end (3 captures)
  if (kind === 'tool_search_call' && callId !== undefined) end['call_id'] = callId
  for (const pointer of itemGrammars[kind].constant) {
    const field = pointer.slice(1)
    const before = added[field]
    if (field in end && before !== undefined && before !== null && before !== '' && before !== end[field]) {
      if (typeof before === 'string') log.note('GW417', place, `\`${field}\` changed during the life of the item; the first value stands.`)
      delete end[field]
    }
  }
  const streamed = streamedFieldOf(kind)
  if (streamed !== null) delete end[streamed]
  if (kind === 'custom_tool_call') delete end['arguments']
  if (kind === 'shell_call') end['action'] = { ...(isFields(end['action']) ? end['action'] : {}), commands: [] }
  if (kind === 'shell_call_output' && Array.isArray(end['output']) && end['output'].length === 0) delete end['output']
  if ('error' in broken && !isFields(end['error'])) {
    log.note('GW418', place, 'The call was told to have failed, and not how; it was given an error that says so.')
    end['error'] = brokenCall
  }
  if (kind === 'apply_patch_call' && isFields(end['operation'])) {
    const before = isFields(added['operation']) ? added['operation'] : {}
    for (const field of ['type', 'path']) {
      if (before[field] !== undefined && end['operation'][field] !== before[field])
        log.note('GW417', place, `\`operation.${field}\` changed during the life of the item; the first value stands.`)
    }
    end['operation'] = { ...end['operation'], ...before, ...(('diff' in end['operation'] || 'diff' in before) && { diff: '' }) }
  }
  if (kind === 'image_generation_call' && status !== 'failed' && textOrNull(end['result']) === null) {
    log.giveUp('GW418', place, 'The picture was told to be done, and there is none; the call was told as failed.')
    return { type: 'item.end', item: { ...end, status: 'failed' } }
  }
  const { done } = itemGrammars[kind].status
  if (status !== undefined && status !== null && status !== 'completed') {
    if (typeof status === 'string' && done.includes(status) && status !== 'in_progress') end['status'] = status
    else if (status !== 'in_progress' || kind === 'message' || (kind === 'function_call' && !isProgram(told))) {
      log.note('GW408', place, `The item was done with status ${JSON.stringify(status)}; it was told as its kind ends.`)
    }
  } else if (status === undefined && done[0] !== null && !done.includes(null)) {
    log.note('GW409', place, 'The item was done without a status; it was given one.')
  }
  return { type: 'item.end', item: end }
}

/** The error of a call of which only is known that it failed. */
export const brokenCall = { type: 'mcp_protocol_error', code: -32000, message: 'The call failed; the upstream did not say how.' }

const isProgram = (item: Fields) => isFields(item['caller']) && item['caller']['type'] === 'program'

/** Without nulls and empty names that stand for "not known". */
function withoutUnfit(kind: ItemKindName, fields: Fields, moment: 'added' | 'done'): Fields {
  const fit: Fields = { ...fields }
  const grammar = itemGrammars[kind]
  for (const pointer of grammar.constant) {
    const field = pointer.slice(1)
    if (fit[field] === '' || (fit[field] === null && field !== 'approval_request_id')) delete fit[field]
  }
  if (
    'encrypted_content' in fit &&
    (typeof fit['encrypted_content'] !== 'string' || fit['encrypted_content'] === '') &&
    kind === 'reasoning'
  ) {
    if (fit['encrypted_content'] !== null || moment === 'added') delete fit['encrypted_content']
  }
  return fit
}

/** What a client would call this item with. */
export function callIdOf(item: Fields | null): string | null {
  return textOrNull(item?.['call_id'])
}

export const nameOf = (item: Fields): string => stringOf(item['name'])
