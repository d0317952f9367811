import type { ReadContext } from '@goldwire/schemas'

import { type LintOptions, readContextFor } from '../lint/context.ts'
import { kindOf } from '../lint/kinds.ts'
import type { Shape, ShapeEvent, ShapeItem, WireEvent } from '../shape/shape.ts'
import { toShape } from '../shape/to-shape.ts'
import { align } from './align.ts'
import { compareValues, type FieldDifference } from './compare-values.ts'
import { Correspondence } from './correspondence.ts'
import { judge } from './judge.ts'
import { ENDS, extraItem, loneEvent, missingItem, orderCause } from './lone.ts'
import { causeOfField, type Observation } from './observation.ts'
import { schemaView } from './schema-view.ts'

/** Called for each pair of events that was found to stand for one another. */
export type PairListener = (expected: number, actual: number) => void

export interface ShapeDiffOptions {
  onPair?: PairListener
  /** Who made the actual stream, and when: fields younger than it are not missed. */
  facts?: LintOptions
}

/** Compares two streams by their shapes: pairs output items, then the events inside them, then compares fields by JSON pointer. */
export function diffShapes(
  expectedEvents: readonly WireEvent[],
  actualEvents: readonly WireEvent[],
  { onPair = () => {}, facts = {} }: ShapeDiffOptions = {},
): Observation[] {
  const [expected, actual] = [toShape(expectedEvents), toShape(actualEvents)]
  const responses = actualEvents.map((event) => event['response']).filter((response) => response !== undefined)
  const context: Context = { actualEvents, read: readContextFor(responses, facts), symbols: new Correspondence(), observations: [], onPair }
  const items = pairItems(expected.items, actual.items)
  for (const { wanted, got } of items) if (wanted && got) pairIds(wanted, got, context)
  diffEvents(expected.frame, actual.frame, context)
  for (const { wanted, got } of items) {
    if (wanted && got) diffEvents(wanted.events, got.events, context, { itemKind: wanted.kind, outputIndex: got.outputIndex })
    else if (wanted) context.observations.push(missingItem(wanted, actual.items))
    else if (got) context.observations.push(extraItem(got, expected.items))
  }
  return cutShort(context.observations, actual)
}

interface ItemPair {
  wanted: ShapeItem | undefined
  got: ShapeItem | undefined
}

/** Pairs items by kind; one of no known kind stands for the one that is missing at its place. */
function pairItems(expected: readonly ShapeItem[], actual: readonly ShapeItem[]): ItemPair[] {
  const pairs = align(expected, actual, ({ kind }) => kind).map((pair): ItemPair => ({
    wanted: pair.expected === null ? undefined : expected[pair.expected],
    got: pair.actual === null ? undefined : actual[pair.actual],
  }))
  for (const pair of pairs) {
    if (pair.wanted !== undefined || pair.got === undefined || kindOf(pair.got.kind) !== null) continue
    const partner = pairs.find(({ wanted, got }) => wanted?.outputIndex === pair.got?.outputIndex && got === undefined)
    if (partner === undefined) continue
    partner.got = pair.got
    pair.got = undefined
  }
  return pairs
}

/** A stream that ends before its terminal event lacks everything after the cut for one reason. */
function cutShort(observations: readonly Observation[], actual: Shape): Observation[] {
  const end = observations.find(({ kind, grave, eventType }) => kind === 'missing-event' && grave === true && ENDS.has(eventType))
  if (end === undefined || actual.frame.some(({ type }) => ENDS.has(type))) return [...observations]
  return observations.map((each) =>
    each.kind === 'missing-event' && each.severity !== 'info'
      ? { ...each, cause: end.cause, grave: true, message: `the stream ends early: ${end.message}` }
      : each,
  )
}

/** Of events of an item: which. */
interface OfItem {
  itemKind?: string
  /** In the actual stream. */
  outputIndex?: number | null
}

interface Context {
  actualEvents: readonly WireEvent[]
  /** When and by whom the actual stream was made: fields younger than it are not missed. */
  read: ReadContext
  symbols: Correspondence
  observations: Observation[]
  onPair: PairListener
}

function pairIds(expected: ShapeItem, actual: ShapeItem, { symbols }: Context): void {
  if (expected.outputIndex !== null && actual.outputIndex !== null)
    symbols.agrees(`index ${expected.outputIndex}`, `index ${actual.outputIndex}`)
  const idOf = (item: ShapeItem) => {
    const announced = item.events[0]?.data['item']
    return typeof announced === 'object' && announced !== null && !Array.isArray(announced) ? announced['id'] : undefined
  }
  const [one, other] = [idOf(expected), idOf(actual)]
  if (typeof one === 'string' && typeof other === 'string') symbols.agrees(one, other)
}

function diffEvents(
  expected: readonly ShapeEvent[],
  actual: readonly ShapeEvent[],
  context: Context,
  { itemKind, outputIndex = null }: OfItem = {},
): void {
  const placed = outputIndex === null ? {} : { outputIndex }
  const missing: ShapeEvent[] = []
  const extra: ShapeEvent[] = []
  for (const pair of align(expected, actual, ({ type }) => type)) {
    const wanted = pair.expected === null ? undefined : expected[pair.expected]
    const got = pair.actual === null ? undefined : actual[pair.actual]
    if (wanted && got) diffEvent(wanted, got, context)
    else if (wanted) missing.push(wanted)
    else if (got) extra.push(got)
  }
  for (const wanted of missing) {
    // The same type missing at one place and extra at another is one event out of order.
    const moved = extra.findIndex(({ type }) => type === wanted.type)
    const observation = { ...loneEvent('missing-event', wanted, actual, itemKind), ...placed }
    if (moved < 0) context.observations.push(observation)
    else {
      const [got] = extra.splice(moved, 1) as [ShapeEvent]
      context.observations.push({ ...observation, ...orderCause(wanted, got) })
      diffEvent(wanted, got, context)
    }
  }
  context.observations.push(...extra.map((got) => ({ ...loneEvent('extra-event', got, expected, itemKind), ...placed })))
}

function diffEvent(expected: ShapeEvent, actual: ShapeEvent, context: Context): void {
  context.onPair(expected.first, actual.first)
  diffData([expected], actual, context)
  // Of a run that looks otherwise in places, each look is held against the one it is most like.
  const looks = [expected, ...(expected.variants ?? [])]
  for (const variant of actual.variants ?? []) diffData(looks, { ...actual, ...variant }, context)
}

function diffData(looks: readonly Pick<ShapeEvent, 'first' | 'data'>[], actual: ShapeEvent, context: Context): void {
  const candidates = looks.map(({ first, data }) => ({
    first,
    differences: compareValues(data, actual.data).filter((difference) => !corresponds(difference, context.symbols)),
  }))
  const best = candidates.reduce((a, b) => (b.differences.length < a.differences.length ? b : a))
  if (best.differences.length === 0) return
  const view = schemaView(context.actualEvents[actual.first], context.read)
  for (const difference of best.differences) {
    const { kind, pointer, expected, actual: got } = difference
    const isReference = [expected, got].some((value) => typeof value === 'string' && value.startsWith('$'))
    context.observations.push({
      kind,
      ...judge(difference, actual.type, view(pointer)),
      expected: best.first,
      actual: actual.first,
      pointer,
      cause: causeOfField(kind, pointer, isReference),
      eventType: actual.type,
    })
  }
}

function corresponds({ kind, pointer, expected, actual }: FieldDifference, symbols: Correspondence): boolean {
  if (kind !== 'value') return false
  // The final output is compared by kind of item: any announced item may stand there, one that nobody announced may not.
  if (/^\/response\/output\/\d+\/(id|call_id)$/.test(pointer)) return typeof actual === 'string' && /^\$(item|call|id)\d/.test(actual)
  if (typeof expected === 'string' && typeof actual === 'string' && expected.startsWith('$') && actual.startsWith('$'))
    return symbols.agrees(expected, actual)
  if (pointer === '/output_index') return symbols.agrees(`index ${JSON.stringify(expected)}`, `index ${JSON.stringify(actual)}`)
  return false
}
