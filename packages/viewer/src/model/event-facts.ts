import type { ViewerLine } from '../viewer-data.ts'

/** Families of events; each has its colour on the page. */
export type EventFamily = 'lifecycle' | 'item' | 'part' | 'text' | 'reasoning' | 'call' | 'tool' | 'error' | 'other'

export interface JsonObject {
  readonly [key: string]: unknown
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The payload of a line: event object, body, or undefined. */
export function payloadOf(line: ViewerLine): unknown {
  return line.data ?? line.body
}

/** What a line is called: the type of its event, or what else it is. */
export function typeOf(line: ViewerLine): string {
  const payload = line.data
  if (isObject(payload) && typeof payload['type'] === 'string') return payload['type']
  if (line.comment !== undefined) return ': comment'
  if (line.text !== undefined) return line.text.trim() === '[DONE]' ? '[DONE]' : 'text'
  if (line.body !== undefined) return 'body'
  if (isObject(payload) && payload['error'] !== undefined) return 'error (no type)'
  return line.data === undefined ? 'empty frame' : 'no type'
}

/** Which output item a line belongs to, as `output_index`; null for what belongs to the response. */
export function itemIndexOf(line: ViewerLine): number | null {
  const index = isObject(line.data) ? line.data['output_index'] : undefined
  return typeof index === 'number' ? index : null
}

/** A piece of a growing text, which folds with its neighbours. */
export function isDelta(type: string): boolean {
  return type.endsWith('.delta') || type.endsWith('_delta')
}

export function familyOf(type: string): EventFamily {
  if (/^(error|response\.(failed|incomplete)|error \()/.test(type)) return 'error'
  if (/^response\.[a-z_]+$/.test(type) || type === 'body') return 'lifecycle'
  if (type.startsWith('response.output_item.')) return 'item'
  if (/^response\.(content_part|reasoning_summary_part)\./.test(type)) return 'part'
  if (type.startsWith('response.reasoning')) return 'reasoning'
  if (/^response\.(output_text|refusal|output_audio|audio)/.test(type)) return 'text'
  if (/arguments|custom_tool_call|apply_patch|shell_call/.test(type)) return 'call'
  if (/_call|mcp_/.test(type)) return 'tool'
  return 'other'
}
