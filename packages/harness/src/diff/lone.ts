import type { ShapeEvent, ShapeItem } from '../shape/shape.ts'
import type { Divergence } from './divergence.ts'
import type { Observation } from './observation.ts'

/** Events that carry no meaning of the answer: their being there or not is told, not blamed. */
const TRANSPORT = new Set(['keepalive', 'response.rate_limits.updated'])
/** How an answer ends is what it is. */
export const ENDS: ReadonlySet<string> = new Set(['response.completed', 'response.incomplete', 'response.failed', 'error'])
/**
 * Families of events that a model may leave out whole: citations and summaries of reasoning (a golden that has them deserves a look at a server
 * that never does), raw reasoning (open-weight models tell it, api.openai.com never does). Half of a family is a divergence.
 */
const OPTIONAL_FAMILIES: readonly { kind: string; name: string; type: RegExp; missing: Divergence['severity'] }[] = [
  { kind: 'message', name: 'annotations', type: /^response\.output_text\.annotation\./, missing: 'warning' },
  { kind: 'reasoning', name: 'reasoning summary', type: /^response\.reasoning_summary_/, missing: 'warning' },
  { kind: 'reasoning', name: 'raw reasoning', type: /^response\.(reasoning_text|content_part)\./, missing: 'info' },
]

/** How often the model called, searched or thought is the model's affair; that it never did what the golden shows is a divergence. */
export function missingItem(item: ShapeItem, actual: readonly ShapeItem[]): Observation {
  const others = actual.filter((each) => each.kind === item.kind).length
  return {
    kind: 'missing-event',
    severity: others > 0 ? 'info' : item.kind === 'reasoning' ? 'warning' : 'error',
    expected: item.events[0]?.first ?? null,
    actual: null,
    pointer: '',
    message: others > 0 ? `fewer ${item.kind} items than expected` : `no ${item.kind} item: response.output_item.added … done are missing`,
    cause: `missing item ${item.kind}`,
    grave: true,
    eventType: 'response.output_item.added',
  }
}

export function extraItem(item: ShapeItem, expected: readonly ShapeItem[]): Observation {
  const twins = expected.filter((each) => each.kind === item.kind).length
  return {
    kind: 'extra-event',
    severity: twins > 0 ? 'info' : item.kind === 'reasoning' || item.kind === 'message' ? 'warning' : 'error',
    expected: null,
    actual: item.events[0]?.first ?? null,
    pointer: '',
    message: twins > 0 ? `more ${item.kind} items than expected` : `an item the golden does not have: ${item.kind}`,
    cause: `extra item ${item.kind}`,
    grave: true,
    eventType: 'response.output_item.added',
  }
}

/** An event that one side has alone; `others` are the events of the other side that it could have stood among. */
export function loneEvent(
  kind: 'missing-event' | 'extra-event',
  event: ShapeEvent,
  others: readonly ShapeEvent[],
  itemKind: string | undefined,
): Observation {
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
    cause: `${kind} ${isWhole ? family.name : event.type}`,
    eventType: event.type,
    ...(ENDS.has(event.type) ? { grave: true } : {}),
  }
}

export function orderCause(
  { type, first }: ShapeEvent,
  actual: ShapeEvent,
): Pick<Observation, 'kind' | 'expected' | 'actual' | 'message' | 'cause'> {
  return {
    kind: 'order',
    expected: first,
    actual: actual.first,
    message: `${type} comes at another place than expected`,
    cause: `order ${type}`,
  }
}
