import type { JsonObject } from './json.ts'

const TYPE = 1
const SEQUENCE = 2
const ITEM = 4
const OUTPUT = 8
const PART = 16
const DELTA = 32
const LOGPROBS = 64
const OBFUSCATION = 128

const base = TYPE | SEQUENCE | ITEM | OUTPUT | DELTA

/** The keys of each kind of text delta, and which of them names its part. `obfuscation` may come with the ones that carry it on the wire. */
const shapes: ReadonlyMap<string, { keys: number; part: string | null }> = new Map([
  ['response.output_text.delta', { keys: base | PART | LOGPROBS, part: 'content_index' }],
  ['response.refusal.delta', { keys: base | PART, part: 'content_index' }],
  ['response.reasoning_text.delta', { keys: base | PART, part: 'content_index' }],
  ['response.reasoning_summary_text.delta', { keys: base | PART, part: 'summary_index' }],
  ['response.function_call_arguments.delta', { keys: base, part: null }],
  ['response.custom_tool_call_input.delta', { keys: base, part: null }],
  ['response.mcp_call_arguments.delta', { keys: base, part: null }],
  ['response.code_interpreter_call_code.delta', { keys: base, part: null }],
])

/** Kinds of delta without `obfuscation` on the wire. */
const unpadded = new Set(['response.refusal.delta'])

/**
 * Whether a delta is exactly what its schema asks for, all keys and types, with a text as delta and no log probabilities. Nine of ten events
 * of a stream are, and this is several times faster than the schema; whatever is not plain in this sense is left to the schema.
 */
export function isPlainDelta(event: JsonObject, type: string): boolean {
  const shape = shapes.get(type)
  if (shape === undefined) return false
  let keys = 0
  for (const key in event) {
    const value = event[key]
    switch (key) {
      case 'type':
        keys |= TYPE
        break
      case 'delta':
        if (typeof value !== 'string') return false
        keys |= DELTA
        break
      case 'item_id':
        if (typeof value !== 'string' || value === '') return false
        keys |= ITEM
        break
      case 'sequence_number':
        if (!isCount(value)) return false
        keys |= SEQUENCE
        break
      case 'output_index':
        if (!isCount(value)) return false
        keys |= OUTPUT
        break
      case 'content_index':
      case 'summary_index':
        if (key !== shape.part || !isCount(value)) return false
        keys |= PART
        break
      case 'logprobs':
        if (!Array.isArray(value) || value.length > 0) return false
        keys |= LOGPROBS
        break
      case 'obfuscation':
        if (typeof value !== 'string' || unpadded.has(type)) return false
        keys |= OBFUSCATION
        break
      default:
        return false
    }
  }
  return (keys & ~OBFUSCATION) === shape.keys
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && Number.isSafeInteger(value)
}
