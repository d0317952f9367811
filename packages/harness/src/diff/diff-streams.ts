import { readContextOf, readEvent, type ReadContext } from '@goldwire/schemas'

import type { ShapeEvent, ShapeItem, WireEvent } from '../shape/shape.ts'
import { toShape } from '../shape/to-shape.ts'
import { align } from './align.ts'
import { compareValues, type FieldDifference } from './compare-values.ts'
import { Correspondence } from './correspondence.ts'
import { diffAgreement } from './diff-agreement.ts'
import { diffExactly } from './diff-exactly.ts'
import { applyDiffRules, type DiffRule } from './diff-rules.ts'
import type { Divergence } from './divergence.ts'
import { judge, type SchemaView } from './judge.ts'

export interface DiffOptions {
  /** Compare texts, counts and delta boundaries too; ids, times and obfuscation stay abstract. For the same model and seed. */
  exact?: boolean
  /** Turn down or ignore what is known to differ. First match wins. */
  rules?: readonly DiffRule[]
}

/** Events that carry no meaning of the answer: their being there or not is told, not blamed. */
const TRANSPORT = new Set(['keepalive', 'response.rate_limits.updated'])
/**
 * Families of events that a model may leave out whole: citations and summaries of reasoning (a golden that has them deserves a look at a server
 * that never does), raw reasoning (open-weight models tell it, api.openai.com never does). Half of a family is a divergence.
 */
const OPTIONAL_FAMILIES: readonly { kind: string; type: RegExp; missing: Divergence['severity'] }[] = [
  { kind: 'message', type: /^response\.output_text\.annotation\./, missing: 'warning' },
  { kind: 'reasoning', type: /^response\.reasoning_summary_/, missing: 'warning' },
  { kind: 'reasoning', type: /^response\.(reasoning_text|content_part)\./, missing: 'info' },
]

/**
 * Diffs two streams: first pairs output items, then the events inside them, then compares fields by JSON pointer. Texts, ids, times and
 * the number of deltas never matter (unless `exact`); a missing event, field or reference, another type or another status does, and what the
 * stream itself tells in two ways.
 */
export function diffStreams(expected: readonly WireEvent[], actual: readonly WireEvent[], options: DiffOptions = {}): Divergence[] {
  const divergences = options.exact ? diffExactly(expected, actual) : diffShapes(expected, actual)
  return applyDiffRules(divergences, options.rules ?? [])
}

function diffShapes(expectedEvents: readonly WireEvent[], actualEvents: readonly WireEvent[]): Divergence[] {
  const [expected, actual] = [toShape(expectedEvents), toShape(actualEvents)]
  const responses = actualEvents.map((event) => event['response']).filter((response) => response !== undefined)
  const context: Context = { actualEvents, read: readContextOf({ responses }), symbols: new Correspondence(), divergences: [] }
  const items = align(expected.items, actual.items, (a, b) => a.kind === b.kind)
  for (const pair of items) {
    const wanted = pair.expected === null ? undefined : expected.items[pair.expected]
    const got = pair.actual === null ? undefined : actual.items[pair.actual]
    if (wanted && got) pairIds(wanted, got, context)
  }
  diffEvents(expected.frame, actual.frame, context)
  for (const pair of items) {
    const wanted = pair.expected === null ? undefined : expected.items[pair.expected]
    const got = pair.actual === null ? undefined : actual.items[pair.actual]
    if (wanted && got) diffEvents(wanted.events, got.events, context, wanted.kind)
    else if (wanted) missingItem(wanted, actual.items, context)
    else if (got) extraItem(got, expected.items, context)
  }
  context.divergences.push(...diffAgreement(expectedEvents, actualEvents))
  return context.divergences.sort((a, b) => (a.actual ?? a.expected ?? 0) - (b.actual ?? b.expected ?? 0))
}

interface Context {
  actualEvents: readonly WireEvent[]
  /** When and by whom the actual stream was made: fields younger than it are not missed. */
  read: ReadContext
  symbols: Correspondence
  divergences: Divergence[]
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

/** How often the model called, searched or thought is the model's affair; that it never did what the golden shows is a divergence. */
function missingItem(item: ShapeItem, actual: readonly ShapeItem[], { divergences }: Context): void {
  const first = item.events[0]
  const others = actual.filter((each) => each.kind === item.kind).length
  divergences.push({
    kind: 'missing-event',
    severity: others > 0 ? 'info' : item.kind === 'reasoning' ? 'warning' : 'error',
    expected: first?.first ?? null,
    actual: null,
    pointer: '',
    message: others > 0 ? `fewer ${item.kind} items than expected` : `no ${item.kind} item: response.output_item.added … done are missing`,
  })
}

function extraItem(item: ShapeItem, expected: readonly ShapeItem[], { divergences }: Context): void {
  const twins = expected.filter((each) => each.kind === item.kind).length
  divergences.push({
    kind: 'extra-event',
    severity: twins > 0 ? 'info' : item.kind === 'reasoning' || item.kind === 'message' ? 'warning' : 'error',
    expected: null,
    actual: item.events[0]?.first ?? null,
    pointer: '',
    message: twins > 0 ? `more ${item.kind} items than expected` : `an item the golden does not have: ${item.kind}`,
  })
}

function diffEvents(expected: readonly ShapeEvent[], actual: readonly ShapeEvent[], context: Context, itemKind?: string): void {
  const pairs = align(expected, actual, (a, b) => a.type === b.type)
  const missing = new Map<string, number>()
  for (const pair of pairs) {
    const wanted = pair.expected === null ? undefined : expected[pair.expected]
    const got = pair.actual === null ? undefined : actual[pair.actual]
    if (wanted && got) diffEvent(wanted, got, context)
    else if (wanted) {
      missing.set(wanted.type, wanted.first)
      context.divergences.push(lone('missing-event', wanted, actual, itemKind))
    } else if (got) context.divergences.push(lone('extra-event', got, expected, itemKind))
  }
  tellOrder(context.divergences, missing)
}

function lone(
  kind: 'missing-event' | 'extra-event',
  event: ShapeEvent,
  others: readonly ShapeEvent[],
  itemKind: string | undefined,
): Divergence {
  const isExpected = kind === 'missing-event'
  const family = OPTIONAL_FAMILIES.find((each) => each.kind === itemKind && each.type.test(event.type))
  const isWhole = family !== undefined && !others.some((each) => family.type.test(each.type))
  const lenient = TRANSPORT.has(event.type) || !isExpected ? 'info' : (family?.missing ?? 'info')
  return {
    kind,
    severity: TRANSPORT.has(event.type) || isWhole ? lenient : 'error',
    expected: isExpected ? event.first : null,
    actual: isExpected ? null : event.first,
    pointer: '',
    message: isExpected ? `${event.type} is missing` : `${event.type} was not expected here`,
  }
}

/** The same type missing at one place and extra at another is one event out of order. */
function tellOrder(divergences: Divergence[], missing: ReadonlyMap<string, number>): void {
  for (const [type, place] of missing) {
    const lost = divergences.findIndex((each) => each.kind === 'missing-event' && each.expected === place)
    const found = divergences.findIndex((each) => each.kind === 'extra-event' && each.message.startsWith(`${type} was`))
    if (lost < 0 || found < 0) continue
    const actual = (divergences[found] as Divergence).actual
    const severity = (divergences[lost] as Divergence).severity
    divergences[lost] = {
      kind: 'order',
      severity,
      expected: place,
      actual,
      pointer: '',
      message: `${type} comes at another place than expected`,
    }
    divergences.splice(found, 1)
  }
}

function diffEvent(expected: ShapeEvent, actual: ShapeEvent, context: Context): void {
  const differences = compareValues(expected.data, actual.data).filter((difference) => !corresponds(difference, context.symbols))
  // Equal names can still be wrong references when items were paired across places.
  if (differences.length === 0) return
  const view = schemaView(context.actualEvents[actual.first], context.read)
  for (const difference of differences) {
    const { severity, message } = judge(difference, actual.type, view(difference.pointer))
    context.divergences.push({
      kind: difference.kind,
      severity,
      expected: expected.first,
      actual: actual.first,
      pointer: difference.pointer,
      message,
    })
  }
}

function corresponds({ kind, pointer, expected, actual }: FieldDifference, symbols: Correspondence): boolean {
  if (kind !== 'value') return false
  // The final output is compared by kind of item: any announced item may stand there, one that nobody announced may not.
  if (/^\/response\/output\/\d+\/(id|call_id)$/.test(pointer)) return typeof actual === 'string' && /^\$(item|call)\d/.test(actual)
  if (typeof expected === 'string' && typeof actual === 'string' && expected.startsWith('$') && actual.startsWith('$'))
    return symbols.agrees(expected, actual)
  if (pointer === '/output_index') return symbols.agrees(`index ${JSON.stringify(expected)}`, `index ${JSON.stringify(actual)}`)
  return false
}

/** Asks the schemas once per event; a shape keeps one element of equal ones, so list places are compared as `*`. */
function schemaView(event: WireEvent | undefined, context: ReadContext): (pointer: string) => SchemaView {
  if (event === undefined) return () => ({ isUnknown: false, isRequired: true })
  const { known, unknownKeys, issues } = readEvent(event, context)
  const unknown = new Set(unknownKeys.map(withoutIndexes))
  const missing = new Set(issues.filter((issue) => issue.kind === 'missing').map((issue) => withoutIndexes(issue.pointer)))
  return (pointer) => ({ isUnknown: unknown.has(withoutIndexes(pointer)), isRequired: !known || missing.has(withoutIndexes(pointer)) })
}

const withoutIndexes = (pointer: string) => pointer.replaceAll(/\/\d+(?=\/|$)/g, '/*')
