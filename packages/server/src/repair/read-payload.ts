import type { Frame } from '@goldwire/schemas'

import { readLenientJson } from './read-lenient-json.ts'
import type { RepairLog } from './repair-log.ts'
import { type Fields, isFields } from './wire.ts'

/** One JSON object of the upstream's stream, and the name its frame gave it. */
export interface Payload {
  name: string | null
  data: Fields
}

/** Reads what frames carry: mostly one object each. Comments, `[DONE]` and what nobody can read carry none. */
export type PayloadReader = (frame: Frame) => Payload[]

/** Longest piece of a frame that may wait for its other half. */
const longestHalf = 1 << 20

export function createPayloadReader(log: RepairLog): PayloadReader {
  /** Data of a frame that was no JSON: perhaps the first half of an event that a blank line cut in two. */
  let half: { text: string; name: string | null } | null = null
  return (frame) => {
    const { event: name, canonical, comments, invalidUtf8, terminated } = frame
    const data = frame.data ?? salvage(frame, log)
    if (invalidUtf8 === true) log.giveUp('GW024', 'stream', 'Bytes that are no UTF-8 were replaced by U+FFFD.')
    if (!terminated && data !== null)
      log.note('GW010', 'stream', 'The last frame was not closed by a blank line; it was read all the same.')
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
    const { values, oddities } = readLenientJson(text)
    if (values.length > 0) {
      half = null
      noteOddities(oddities, log)
      return values.flatMap((value) => payloadsOf(value, values.length > 1 ? null : name, log))
    }
    const joined = half === null ? null : readLenientJson(half.text + text)
    if (half !== null && joined !== null && joined.values.length > 0) {
      log.note('GW004', 'stream', 'A blank line cut an event in two; its halves were joined.')
      const first = half.name
      half = null
      return joined.values.flatMap((value) => payloadsOf(value, first, log))
    }
    if (half === null && text.startsWith('{') && text.length < longestHalf && terminated) {
      half = { text, name }
      log.note('GW004', 'stream', 'A frame whose data is no JSON was kept until the next one, which may be its other half.')
      return []
    }
    half = null
    log.giveUp('GW004', 'stream', 'A frame whose data is no JSON was dropped; what it said is known only if it is told again later.')
    return []
  }
}

/** Data whose field was spelled otherwise: parsers skip such lines. */
function salvage({ ignored }: Frame, log: RepairLog): string | null {
  const lines = (ignored ?? []).flatMap((line) => /^\s*data\s*:(.*)$/is.exec(line)?.[1] ?? [])
  if (lines.length === 0) return null
  log.note('GW017', 'stream', 'Lines that are no field of SSE were read as data.')
  return lines.join('\n')
}

function noteOddities(oddities: ReadonlySet<string>, log: RepairLog): void {
  if (oddities.has('several')) log.note('GW020', 'stream', 'Several events stood in one frame; each was read by itself.')
  if (oddities.has('encoded')) log.note('GW005', 'stream', 'Events were JSON inside a JSON text; they were read from there.')
  if (oddities.has('literals')) log.note('GW004', 'stream', 'Words that JSON does not have (None, True, NaN) were read as what they mean.')
}

function payloadsOf(value: unknown, name: string | null, log: RepairLog): Payload[] {
  if (!isFields(value)) {
    log.note('GW005', 'stream', 'A frame whose data is no object was dropped.')
    return []
  }
  if (name !== null && typeof value['type'] === 'string' && value['type'] !== name) {
    log.note('GW002', 'stream', '`event:` and `type` named different events; `type` was believed.')
  }
  return [{ name, data: value }]
}
