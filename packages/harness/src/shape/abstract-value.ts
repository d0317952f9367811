import type { ShapeValue } from './shape.ts'
import type { SymbolTable } from './symbol-table.ts'

/** Keys whose strings are protocol vocabulary and stay as they are. */
const VOCABULARY = new Set([
  'type', 'status', 'role', 'object', 'phase', 'execution', 'reason', 'syntax', 'mode', 'service_tier', 'truncation', 'verbosity', 'detail',
  'ranker', 'search_context_size', 'require_approval', 'prompt_cache_retention',
]) // prettier-ignore
/** Keys whose value is somebody's JSON: its inside says nothing about the protocol. */
const FREE_FORM = new Set([
  'parameters',
  'schema',
  'metadata',
  'input_schema',
  'output_schema',
  'attributes',
  'env',
  'variables',
  'headers',
])
/** Keys that hold an id of something. */
const ID_KEYS = new Set([
  'id',
  'item_id',
  'call_id',
  'previous_response_id',
  'approval_request_id',
  'container_id',
  'file_id',
  'stream_id',
  'caller_id',
])
/** Numbers that are places, not measures: they must agree exactly. */
const INDEX_KEYS = new Set(['output_index', 'content_index', 'summary_index', 'command_index', 'annotation_index', 'partial_image_index'])
/** Whole numbers by contract; a fraction here is another type. */
const INTEGER_KEYS = new Set([
  'created_at',
  'completed_at',
  'input_tokens',
  'output_tokens',
  'total_tokens',
  'cached_tokens',
  'cache_write_tokens',
  'reasoning_tokens',
])

/**
 * Abstracts one value: ids become symbols, text `<string>` (or `<empty>`), measures `<int>` / `<number>`, free JSON `<json>`;
 * vocabulary, booleans, nulls and indexes stay. Lists keep one element per distinct shape, since their length depends on the model.
 */
export function abstractValue(key: string, value: unknown, symbols: SymbolTable): ShapeValue {
  if (value === null || value === undefined) return null
  // `annotations` of a text are a list; those of an MCP tool are whatever its server says.
  if (typeof value === 'object' && isFreeForm(key, value)) return '<json>'
  switch (typeof value) {
    case 'boolean':
      return value
    case 'number':
      return abstractNumber(key, value)
    case 'string':
      return abstractString(key, value, symbols)
    case 'object':
      break
    default:
      return `<${typeof value}>`
  }
  if (Array.isArray(value)) return distinct(value.map((element) => abstractValue(singular(key), element, symbols)))
  const result: { [key: string]: ShapeValue } = {}
  for (const [name, inner] of Object.entries(value)) result[name] = abstractValue(name, inner, symbols)
  return result
}

function abstractNumber(key: string, value: number): ShapeValue {
  if (key === 'sequence_number') return '<seq>'
  if (INDEX_KEYS.has(key)) return value
  if (INTEGER_KEYS.has(key)) return Number.isInteger(value) ? '<int>' : '<float>'
  return '<number>'
}

function abstractString(key: string, value: string, symbols: SymbolTable): ShapeValue {
  if (VOCABULARY.has(key)) return value
  // An error's code is vocabulary, a code interpreter's program is not: codes are words joined by underscores.
  if (key === 'code' && /^[a-z0-9]+(_[a-z0-9]+)+$/.test(value)) return value
  if (ID_KEYS.has(key)) return value === '' ? '<empty>' : symbols.of(key, value)
  return value === '' ? '<empty>' : '<string>'
}

/** `tools` holds elements read like `tool`; the key only matters for free-form and vocabulary look-ups, which lists never need. */
function singular(key: string): string {
  return `${key}[]`
}

/** Strings under this key are words of the protocol, not text. */
export function isVocabulary(key: string): boolean {
  return VOCABULARY.has(key)
}

/** What stands under this key is somebody's own JSON: its inside says nothing about the protocol. */
export function isFreeForm(key: string, value: unknown): boolean {
  return FREE_FORM.has(key) || (key === 'annotations' && !Array.isArray(value))
}

const places = new WeakMap<ShapeValue[], number[]>()

/** Where an element of an abstracted list stood in the list itself, which may hold more of its like. */
export function placeInList(list: ShapeValue[], index: number): number {
  return places.get(list)?.[index] ?? index
}

function distinct(elements: ShapeValue[]): ShapeValue[] {
  if (elements.length < 2) return elements
  const seen = new Map<string, number>()
  elements.forEach((element, index) => {
    const text = JSON.stringify(element)
    if (!seen.has(text)) seen.set(text, index)
  })
  const kept = [...seen.values()]
  const list = kept.map((index) => elements[index] as ShapeValue)
  places.set(list, kept)
  return list
}
