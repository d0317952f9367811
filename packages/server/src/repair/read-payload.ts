import type { Frame } from '@goldwire/schemas'

import type { RepairLog } from './repair-log.ts'
import { type Fields, isFields } from './wire.ts'

/** One JSON object of the upstream's stream, and the name its frame gave it. */
export interface Payload {
  name: string | null
  data: Fields
}

/** What a frame carries: mostly one object. Comments, `[DONE]` and what nobody can read carry none. */
export function readPayloads({ event: name, data, canonical, comments, invalidUtf8, terminated }: Frame, log: RepairLog): Payload[] {
  if (invalidUtf8 === true) log.giveUp('GW024', 'stream', 'Bytes that are no UTF-8 were replaced by U+FFFD.')
  if (!terminated && data !== null) log.note('GW010', 'stream', 'The last frame was not closed by a blank line; it was read all the same.')
  if (data === null) return []
  const text = data.trim()
  if (text === '[DONE]') {
    log.note('GW006', 'stream', '`data: [DONE]` was dropped.')
    return []
  }
  if (!canonical && comments.length === 0) {
    if (name === null) log.note('GW001', 'stream', 'Frames had no `event:` line.')
    else log.note('GW003', 'stream', 'Frames were not written as `event:`, one `data:` line and a blank line.')
  }
  const whole = parse(text)
  if (whole !== undefined) return payloadOf(whole, name, log)
  const lines = text.split('\n').map((line) => parse(line))
  if (lines.length > 1 && lines.every((value) => value !== undefined)) {
    log.note('GW020', 'stream', 'Several events stood in one frame; each was read by itself.')
    return lines.flatMap((value) => payloadOf(value, null, log))
  }
  log.giveUp('GW004', 'stream', 'A frame whose data is no JSON was dropped; what it said is known only if it is told again later.')
  return []
}

function payloadOf(value: unknown, name: string | null, log: RepairLog): Payload[] {
  if (!isFields(value)) {
    log.note('GW005', 'stream', 'A frame whose data is no object was dropped.')
    return []
  }
  if (name !== null && typeof value['type'] === 'string' && value['type'] !== name) {
    log.note('GW002', 'stream', '`event:` and `type` named different events; `type` was believed.')
  }
  return [{ name, data: value }]
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
