import type { LogProb } from '@goldwire/schemas'

import type { PartialImageStep } from '../engines/step.ts'
import { isObject, objectsOf, textOf, type WireObject } from './wire-object.ts'

/** What happened inside a text, in order: a delta of so many UTF-16 units, an annotation, the end of the text, the end of its part. */
export type Mark =
  | { kind: 'delta'; length: number; logprobs: LogProb[] }
  | { kind: 'annotation' }
  | { kind: 'part-end' }
  | { kind: 'text-end'; logprobs: LogProb[] }

export type PartChannel = 'content' | 'summary' | 'command' | 'text'

export interface PartTrace {
  channel: PartChannel
  index: number
  marks: Mark[]
  /** Its beginning is in the recording. */
  opened: boolean
  /** `status` of `reasoning_summary_part.done`. */
  status: 'incomplete' | null
}

export interface ItemTrace {
  /** The announcement; only the fields named in `resynthesise` are taken from it. */
  added: WireObject | null
  /** The finished item; read where the final response has no such item, and for ciphertexts. */
  done: WireObject | null
  /** In the order they began. */
  parts: PartTrace[]
  /** Lengths of the pieces of `stdout` and `stderr`, by command. */
  outputPieces: { commandIndex: number; stdout: number | null; stderr: number | null }[]
  images: PartialImageStep[]
  /** `partial_image_index` of the first of them. */
  firstImage: number
  completedEvent: boolean
}

/** What is taken from a recording besides its final response. */
export interface Trace {
  items: Map<number, ItemTrace>
  /**
   * Output indexes in the order of the items' events, where lists of MCP tools overlap (4 captures, nothing else ever did); null where items
   * come one after the other.
   */
  interleaving: number[] | null
  /** Events that no step makes, by position: `keepalive`, `response.rate_limits.updated`. */
  injected: Map<number, WireObject>
  /** The first Response object. */
  created: WireObject | null
  /** The Response object of the terminal event. */
  final: WireObject | null
  errorEvent: WireObject | null
  padded: boolean
  /** Number of the first event; over 0 where the stream of a background response was resumed. */
  first: number
}

/** Events that come from beside the engine. */
const injectedTypes: ReadonlySet<string> = new Set(['keepalive', 'response.rate_limits.updated'])
const terminalTypes: ReadonlySet<string> = new Set(['response.completed', 'response.incomplete', 'response.failed'])

/** Reads a recording once, front to back. */
export function traceEvents(events: readonly WireObject[]): Trace {
  const items = new Map<number, ItemTrace>()
  const injected = new Map<number, WireObject>()
  const order: number[] = []
  const open = new Set<number>()
  let overlaps = false
  let created: WireObject | null = null
  let final: WireObject | null = null
  let errorEvent: WireObject | null = null

  for (const [position, event] of events.entries()) {
    const type = textOf(event['type'])
    if (injectedTypes.has(type)) injected.set(position, event)
    if (type === 'error' && isObject(event['error'])) errorEvent = event['error']
    if (isObject(event['response'])) {
      created ??= event['response']
      if (terminalTypes.has(type)) final = event['response']
    }
    const index = event['output_index']
    if (typeof index !== 'number') continue
    order.push(index)
    const item = items.get(index) ?? newItem()
    items.set(index, item)
    traceItemEvent(item, type, event)
    if (type === 'response.output_item.added') {
      overlaps ||= [...open].some((other) => isToolList(items.get(other))) && isToolList(item)
      open.add(index)
    }
    if (type === 'response.output_item.done') open.delete(index)
  }

  const first = events[0]?.['sequence_number']
  return {
    items,
    interleaving: overlaps ? order : null,
    injected,
    created,
    final,
    errorEvent,
    padded: events.some((event) => typeof event['obfuscation'] === 'string'),
    first: typeof first === 'number' && final?.['background'] === true ? first : 0,
  }
}

function isToolList(item: ItemTrace | undefined): boolean {
  return item?.added?.['type'] === 'mcp_list_tools'
}

/** Of an item nothing was seen of. */
export function newItem(): ItemTrace {
  return { added: null, done: null, parts: [], outputPieces: [], images: [], firstImage: 0, completedEvent: false }
}

function traceItemEvent(item: ItemTrace, type: string, event: WireObject): void {
  const { delta } = event
  if (type === 'response.output_item.added' && isObject(event['item'])) item.added = event['item']
  else if (type === 'response.output_item.done' && isObject(event['item'])) item.done = event['item']
  else if (type === 'response.image_generation_call.completed') item.completedEvent = true
  else if (type === 'response.image_generation_call.partial_image') {
    if (item.images.length === 0) item.firstImage = Number(event['partial_image_index'])
    item.images.push(imageOf(event))
  } else if (type === 'response.shell_call_output_content.delta' && isObject(delta)) {
    const lengthOf = (stream: string) => (typeof delta[stream] === 'string' ? delta[stream].length : null)
    item.outputPieces.push({ commandIndex: Number(event['command_index']), stdout: lengthOf('stdout'), stderr: lengthOf('stderr') })
  } else tracePartEvent(item, type, event)
}

function tracePartEvent(item: ItemTrace, type: string, event: WireObject): void {
  const part = () => findPart(item, event)
  const logprobs = objectsOf(event['logprobs']) as unknown as LogProb[]
  if (/(?:part|command)\.added$/.test(type)) part().opened = true
  else if (type.endsWith('annotation.added')) part().marks.push({ kind: 'annotation' })
  else if (typeof event['delta'] === 'string') {
    part().marks.push({ kind: 'delta', length: event['delta'].length, logprobs })
  } else if (type.endsWith('summary_part.done') && event['status'] === 'incomplete') part().status = 'incomplete'
  else if (type === 'response.content_part.done') part().marks.push({ kind: 'part-end' })
  else if (/(?:text|refusal|arguments|input|code|diff)\.done$/.test(type)) part().marks.push({ kind: 'text-end', logprobs })
}

function findPart(item: ItemTrace, event: WireObject): PartTrace {
  const { channel, index } = placeOf(event)
  const known = item.parts.find((part) => part.channel === channel && part.index === index)
  if (known !== undefined) return known
  const part: PartTrace = { channel, index, marks: [], opened: false, status: null }
  item.parts.push(part)
  return part
}

function placeOf(event: WireObject): { channel: PartChannel; index: number } {
  if (typeof event['content_index'] === 'number') return { channel: 'content', index: event['content_index'] }
  if (typeof event['summary_index'] === 'number') return { channel: 'summary', index: event['summary_index'] }
  if (typeof event['command_index'] === 'number') return { channel: 'command', index: event['command_index'] }
  return { channel: 'text', index: 0 }
}

function imageOf(event: WireObject): PartialImageStep {
  const about = Object.fromEntries(
    ['size', 'quality', 'background', 'output_format'].flatMap((key) => (typeof event[key] === 'string' ? [[key, event[key]]] : [])),
  )
  return { type: 'partial_image', b64: textOf(event['partial_image_b64']), ...about }
}
