import type { Frame } from './frame.ts'

/** The text of one block, cut out of the stream. */
export interface Block {
  raw: string
  /** A blank line closed it. */
  terminated: boolean
  offset: number
  invalidUtf8: boolean
}

/**
 * Interprets the fields of a block as the SSE standard says, and keeps what a browser would drop: the event name of a block without data, and
 * lines that are no field.
 *
 * Not built on eventsource-parser, which serves as oracle in the tests instead: it cannot tell the name of a block without data, and its
 * package publishes TypeScript under the `source` export condition, which Node refuses to load from node_modules.
 */
export function interpretBlock({ raw, terminated, offset, invalidUtf8 }: Block): Frame {
  const frame = (terminated ? readCanonical(raw, offset) : null) ?? readLines(raw, offset, terminated)
  if (invalidUtf8) frame.invalidUtf8 = true
  return frame
}

const EVENT = 'event: '
const DATA = '\ndata: '

/** The frame of a block that is exactly `event: E\ndata: D\n\n`, null for any other. */
function readCanonical(raw: string, offset: number): Frame | null {
  if (!raw.startsWith(EVENT) || !raw.endsWith('\n\n')) return null
  const eventEnd = raw.indexOf('\n')
  if (eventEnd === EVENT.length || !raw.startsWith(DATA, eventEnd)) return null
  const dataStart = eventEnd + DATA.length
  if (dataStart > raw.length - 2 || raw.indexOf('\n', dataStart) !== raw.length - 2 || raw.includes('\r')) return null
  const event = raw.slice(EVENT.length, eventEnd)
  return { event, data: raw.slice(dataStart, -2), comments: [], raw, canonical: true, terminated: true, offset }
}

function readLines(raw: string, offset: number, terminated: boolean): Frame {
  const data: string[] = []
  const ignored: string[] = []
  const frame: Frame = { event: null, data: null, comments: [], raw, canonical: false, terminated, offset }
  const text = offset === 0 && raw.startsWith('\uFEFF') ? raw.slice(1) : raw
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line === '') continue
    const colon = line.indexOf(':')
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + (line.charCodeAt(colon + 1) === 0x20 ? 2 : 1))
    if (field === 'data') data.push(value)
    else if (field === 'event') frame.event = value === '' ? null : value
    else if (field === '') frame.comments.push(value)
    else if (field === 'id' && !value.includes('\0')) frame.id = value
    else if (field === 'retry' && /^\d+$/.test(value)) frame.retry = Number(value)
    else ignored.push(line)
  }
  if (data.length > 0) frame.data = data.join('\n')
  if (ignored.length > 0) frame.ignored = ignored
  return frame
}
