import { abstractValue } from './abstract-value.ts'
import type { Shape, ShapeEvent, ShapeItem, ShapeValue, WireEvent } from './shape.ts'
import { SymbolTable } from './symbol-table.ts'

/**
 * Abstracts a stream: ids to symbols, text to types, runs of deltas (with the annotations between them) to one `delta`, repeated parts to one.
 * Works on any JSON events, sound or not; what cannot be placed stays among the frame events.
 */
export function toShape(events: readonly WireEvent[]): Shape {
  const symbols = new SymbolTable()
  const shape: Shape = { frame: [], items: [], events: [] }
  const open = new Map<number, number>()
  const byId = new Map<string, number>()
  events.forEach((event, index) => {
    nameIds(event, symbols, shape.items.length)
    const itemIndex = itemOf(event, shape.items, open, byId)
    const data: { [key: string]: ShapeValue } = {}
    for (const [key, value] of Object.entries(event)) data[key] = abstractValue(key, value, symbols)
    const shaped: ShapeEvent = { type: event.type, first: index, last: index, item: itemIndex, data }
    const list = itemIndex === null ? shape.frame : (shape.items[itemIndex] as ShapeItem).events
    const run = runOf(list, shaped)
    if (run) {
      run.last = index
      return
    }
    list.push(shaped)
    shape.events.push(shaped)
  })
  for (const item of shape.items) collapseParts(item)
  const kept = new Set<ShapeEvent>([...shape.frame, ...shape.items.flatMap((item) => item.events)])
  shape.events = shape.events.filter((event) => kept.has(event))
  return shape
}

function nameIds(event: WireEvent, symbols: SymbolTable, nextItem: number): void {
  const response = event['response']
  if (isObject(response) && typeof response['id'] === 'string') symbols.define(response['id'], '$response')
  const item = event['item']
  if (event.type === 'response.output_item.added' && isObject(item) && typeof item['id'] === 'string')
    symbols.define(item['id'], `$item${nextItem}`)
}

function itemOf(event: WireEvent, items: ShapeItem[], open: Map<number, number>, byId: Map<string, number>): number | null {
  const outputIndex = typeof event['output_index'] === 'number' ? event['output_index'] : null
  const item = event['item']
  if (event.type === 'response.output_item.added') {
    const kind = isObject(item) && typeof item['type'] === 'string' ? item['type'] : '?'
    items.push({ kind, outputIndex, events: [] })
    const index = items.length - 1
    if (outputIndex !== null) open.set(outputIndex, index)
    if (isObject(item) && typeof item['id'] === 'string') byId.set(item['id'], index)
    return index
  }
  const id = typeof event['item_id'] === 'string' ? event['item_id'] : isObject(item) && typeof item['id'] === 'string' ? item['id'] : null
  if (outputIndex !== null && open.has(outputIndex)) return open.get(outputIndex) as number
  if (id !== null && byId.has(id)) return byId.get(id) as number
  return null
}

/** A delta (or an annotation) that continues the run before it: same type and same part. Transport events never break a run of their own kind. */
function runOf(list: ShapeEvent[], event: ShapeEvent): ShapeEvent | undefined {
  const previous = list.at(-1)
  if (!previous) return undefined
  const isRunType =
    event.type.endsWith('.delta') ||
    event.type === 'response.output_text.annotation.added' ||
    event.type === 'keepalive' ||
    event.type.endsWith('.partial_image')
  if (!isRunType) return undefined
  if (previous.type === event.type) return previous
  const beforePrevious = list.at(-2)
  const interleaves = (a: string, b: string) => a === 'response.output_text.delta' && b === 'response.output_text.annotation.added'
  if (beforePrevious?.type === event.type && (interleaves(event.type, previous.type) || interleaves(previous.type, event.type)))
    return beforePrevious
  return undefined
}

/** Blocks from a `…added` to its `…done` of parts that repeat one after the other (summary parts, content parts, shell commands) are told once. */
function collapseParts(item: ShapeItem): void {
  const result: ShapeEvent[] = []
  let previousBlock = ''
  let block: ShapeEvent[] | undefined
  for (const event of item.events) {
    if (isPartStart(event.type)) block = [event]
    else if (block) block.push(event)
    else {
      result.push(event)
      previousBlock = ''
    }
    if (block && isPartEnd(event.type)) {
      const signature = block
        .filter((each) => !each.type.endsWith('.delta') && !each.type.endsWith('annotation.added'))
        .map((each) => each.type)
        .join(' ')
      if (signature !== previousBlock) result.push(...block)
      else absorb(result, block)
      previousBlock = signature
      block = undefined
    }
  }
  item.events = block ? [...result, ...block] : result
}

const isPartStart = (type: string) => type.endsWith('_part.added') || type === 'response.shell_call_command.added'
const isPartEnd = (type: string) => type.endsWith('_part.done') || type === 'response.shell_call_command.done'

function absorb(result: ShapeEvent[], block: ShapeEvent[]): void {
  for (const event of block) {
    const twin = result.findLast((each) => each.type === event.type)
    if (twin) twin.last = event.last
    else result.push(event)
  }
}

function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
