import { abstractValue } from './abstract-value.ts'
import { createItemFinder } from './item-finder.ts'
import { collapseParts, looksAgain, runOf } from './runs.ts'
import type { Shape, ShapeEvent, ShapeItem, ShapeValue, WireEvent } from './shape.ts'
import { SymbolTable } from './symbol-table.ts'

/** What stands for the type of an event that has none. */
export const NO_TYPE = '(no type)'

/**
 * Abstracts a stream: ids to symbols, text to types, runs of deltas (with the annotations between them) to one `delta`, repeated parts to one.
 * Works on any JSON events, sound or not; what cannot be placed stays among the frame events.
 */
export function toShape(events: readonly WireEvent[]): Shape {
  const symbols = new SymbolTable()
  const shape: Shape = { frame: [], items: [], events: [] }
  const finder = createItemFinder(shape.items)
  events.forEach((event, index) => {
    const type = typeof event.type === 'string' ? event.type : NO_TYPE
    nameIds(event, symbols, shape.items.length)
    const itemIndex = finder.find(event)
    const list = itemIndex === null ? shape.frame : (shape.items[itemIndex] as ShapeItem).events
    const run = runOf(list, type)
    if (run && looksAgain(events[run.last] as WireEvent, event)) {
      run.last = index
      return
    }
    const data: { [key: string]: ShapeValue } = {}
    for (const [key, value] of Object.entries(event)) data[key] = abstractValue(key, value, symbols)
    const shaped: ShapeEvent = { type, first: index, last: index, item: itemIndex, data }
    if (run) absorb(run, shaped)
    else {
      list.push(shaped)
      shape.events.push(shaped)
    }
  })
  for (const item of shape.items) item.events = collapseParts(item.events, absorb)
  const kept = new Set<ShapeEvent>([...shape.frame, ...shape.items.flatMap((item) => item.events)])
  shape.events = shape.events.filter((event) => kept.has(event))
  return shape
}

/** Values that count the parts of an item: what comes again may stand at the next place. */
const PART_INDEXES = ['content_index', 'summary_index', 'command_index', 'annotation_index', 'partial_image_index']
/** A run that looks different every time is not told in full. */
const MOST_VARIANTS = 20

/** Takes an event into the run it continues, and remembers it where it looks otherwise. */
function absorb(run: ShapeEvent, event: ShapeEvent): void {
  run.last = Math.max(run.last, event.last)
  const variants = [{ first: event.first, data: event.data }, ...(event.variants ?? [])]
  for (const { first, data } of variants) {
    const placed = { ...data }
    for (const key of PART_INDEXES) {
      const place = run.data[key]
      if (typeof placed[key] === 'number' && typeof place === 'number') placed[key] = place
    }
    const known = [run.data, ...(run.variants ?? []).map((each) => each.data)]
    const text = JSON.stringify(placed)
    if (known.length > MOST_VARIANTS || known.some((each) => JSON.stringify(each) === text)) continue
    run.variants = [...(run.variants ?? []), { first, data: placed }]
  }
}

function nameIds(event: WireEvent, symbols: SymbolTable, nextItem: number): void {
  const response = event['response']
  if (isObject(response) && typeof response['id'] === 'string') symbols.define(response['id'], '$response')
  const item = event['item']
  if (event.type === 'response.output_item.added' && isObject(item) && typeof item['id'] === 'string')
    symbols.define(item['id'], `$item${nextItem}`)
}

function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
