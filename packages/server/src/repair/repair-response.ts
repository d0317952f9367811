import {
  type CreateResponseBody,
  createResponseBodySchema,
  type ReadContext,
  readContextOf,
  readEvent,
  responseSchema,
} from '@goldwire/schemas'

import type { ResponseBase } from '../run/emit/response-snapshot.ts'
import { echo } from '../run/echo.ts'
import type { IdBook } from './repair-ids.ts'
import type { RepairLog } from './repair-log.ts'
import { type Fields, isFields, stringOf, textOrNull } from './wire.ts'

export interface BaseOptions {
  /** The body of the request, as the client sent it. */
  request: unknown
  ids: IdBook
  /** Milliseconds since 1970. */
  now: () => number
  log: RepairLog
}

export interface RepairedBase {
  base: ResponseBase
  /** In which light the schemas read what is sent: the upstream's own day, where its Response was right. */
  context: ReadContext
  /** The upstream's Response was right as it was. */
  sound: boolean
}

/** What only the run decides; a Response that begins has none of it. */
const undecided: Fields = { status: 'in_progress', output: [], usage: null, error: null, incomplete_details: null }

/**
 * The Response as it stands when it is created: the upstream's own words where they are right, else what the request asked for, else
 * OpenAI's defaults.
 *
 * @param told the first Response object of the upstream; null where it sent none
 */
export function repairBase(told: Fields | null, { request, ids, now, log }: BaseOptions): RepairedBase {
  const body = readBody(request)
  const theirs = textOrNull(told?.['id'])
  const createdAt = Math.floor(now() / 1000)
  if (told === null) log.note('GW305', 'response', 'The stream did not begin with `response.created`; it was made from the request.')
  else if (theirs === null) log.note('GW220', 'response', 'The response had no id; it was given one.')
  const id = theirs === null ? ids.made('resp_', `${createdAt}`, `${Math.random()}`) : ids.ours(theirs, ['resp_'])
  if (told !== null) {
    const opening = { ...told, ...undecided, id, ...('completed_at' in told && { completed_at: null }) }
    const context = readContextOf({ responses: [told] })
    const event = { type: 'response.created', sequence_number: 0, response: opening }
    if (readEvent(event, context).ok) return { base: opening as unknown as ResponseBase, context, sound: true }
  }
  const model = {
    id: textOrNull(told?.['model']) ?? stringOf(body.model),
    created: 0,
    owned_by: '',
    contextSize: 0,
    reasons: isFields(body.reasoning),
  }
  const defaults = echo(body, { id, createdAt, model }) as unknown as Fields
  // what the upstream does not say it does, it does not do, whatever was asked
  defaults['store'] = false
  defaults['background'] = false
  if (defaults['model'] === '') defaults['model'] = 'unknown'
  return { base: fill(told ?? {}, defaults, log) as unknown as ResponseBase, context: {}, sound: false }
}

function fill(told: Fields, defaults: Fields, log: RepairLog): Fields {
  const filled: Fields = { ...defaults }
  const missing: string[] = []
  for (const [key, value] of Object.entries(told)) {
    if (key in undecided || key === 'id' || key === 'completed_at' || key === 'object' || key === 'billing') continue
    if (key === 'created_at') filled[key] = timeOf(value, log) ?? defaults[key]
    else if (isFieldOfResponse(key, value)) filled[key] = value
    else if (key in defaults)
      log.note(ruleOfField(key, value), 'response', `\`${key}\` was ${shown(value)}; what was asked for stands in its place.`)
  }
  for (const key of Object.keys(defaults)) if (!(key in told) && !(key in undecided)) missing.push(key)
  if (missing.includes('text')) log.note('GW215', 'response', '`text` was not echoed; it was taken from the request.')
  if (missing.some((key) => key !== 'completed_at' && key !== 'text')) {
    log.note('GW207', 'response', `The Response lacked ${missing.join(', ')}; the request and OpenAI's defaults filled them in.`)
  }
  return filled
}

interface Check {
  safeParse(value: unknown): { success: boolean }
}

/** Whether a Response may have this value there; a key that no schema knows may have any. */
export function isFieldOfResponse(key: string, value: unknown): boolean {
  const schema = (responseSchema.shape as { readonly [field: string]: Check | undefined })[key]
  return schema === undefined || schema.safeParse(value).success
}

/** No response is older than the API. */
const firstDay = Date.UTC(2025, 2, 1) / 1000

function timeOf(value: unknown, log: RepairLog): number | null {
  const seconds = Number.isInteger(value) && typeof value === 'number' && value < 1e11 ? value : secondsOf(value, log)
  if (seconds === null || seconds >= firstDay) return seconds
  log.note('GW318', 'response', '`created_at` was before the API was; the time of arrival stands in its place.')
  return null
}

function ruleOfField(key: string, value: unknown): string {
  if (key === 'tools') return 'GW214'
  if (key === 'text') return 'GW215'
  return value === null ? 'GW209' : 'GW203'
}

const shown = (value: unknown): string => (value === null ? 'null' : `no ${typeof value === 'object' ? 'valid object' : 'valid value'}`)

/** Whole seconds of what servers send for a time: fractions, text, milliseconds. */
export function secondsOf(value: unknown, log: RepairLog): number | null {
  const number = typeof value === 'string' ? Number(value) || Date.parse(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number) || number <= 0) return null
  log.note('GW211', 'response', 'A time was no whole number of seconds and was made one.')
  return Math.floor(number > 1e11 ? number / 1000 : number)
}

/** The request as the schemas read it; what they refuse is left out, since the upstream took it all the same. */
function readBody(request: unknown): CreateResponseBody {
  const parsed = createResponseBodySchema.safeParse(request)
  if (parsed.success) return parsed.data
  if (!isFields(request)) return { model: '', input: '' }
  const kept: Fields = {}
  for (const [key, value] of Object.entries(request)) {
    const schema = (createResponseBodySchema.shape as { readonly [field: string]: Check | undefined })[key]
    if (schema?.safeParse(value).success === true) kept[key] = value
  }
  const rest = createResponseBodySchema.safeParse({ input: '', ...kept })
  return rest.success ? rest.data : { model: stringOf(request['model']), input: '' }
}
