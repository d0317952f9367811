import type { UnstampedEvent } from '../unstamped-event.ts'
import type { InnerStep, ItemBody, ItemContext, Outcome } from './item-kind.ts'
import type { Fields } from './order-keys.ts'
import { unexpectedStep } from './unexpected-step.ts'

/** The text a call streams, and the events it goes out in. */
export interface CallText {
  events: `response.${string}`
  /** Field of the `.done` event, and of the item unless `fields` puts it elsewhere. */
  field: 'arguments' | 'input' | 'code' | 'diff'
}

/** The phases a hosted tool goes through: `response.<item type>.<phase>`. */
export interface CallPhases {
  item: string
  /** All it may report. */
  known: readonly string[]
  /** Sent with the announcement. */
  opening?: string
  /** Sent before the end of a call that completes, unless reported. */
  middle?: string
  completed?: string
  failed?: string
}

export interface CallOptions {
  text?: CallText
  phases?: CallPhases
  /** The whole text where start or end of the item give it at once. */
  whole?: (known: Fields) => unknown
  fields?: (text: string, known: Fields) => Fields
}

/** The body of a call: a text that streams, or phases that are reported, or both. */
export function createCallBody(context: ItemContext, { text: textOptions, phases, whole, fields }: CallOptions): ItemBody {
  const at = { item_id: context.id, output_index: context.outputIndex }
  const told = new Set<string>()
  let justOpened = false
  let text = ''
  let textEnded = textOptions === undefined
  let known: Fields = {}

  const event = (type: string, more: Fields = {}) => ({ type, ...more, ...at }) as unknown as UnstampedEvent
  const endText = (): UnstampedEvent[] => {
    if (textOptions === undefined || textEnded) return []
    textEnded = true
    return [event(`${textOptions.events}.done`, { [textOptions.field]: text })]
  }
  const report = (phase: string): UnstampedEvent => {
    told.add(phase)
    return event(`response.${phases?.item}.${phase}`)
  }
  const addDelta = (delta: string): UnstampedEvent => {
    text += delta
    return event(`${textOptions?.events}.delta`, { delta })
  }
  const reportMissing = (phase: string | undefined): UnstampedEvent[] => (phase === undefined || told.has(phase) ? [] : [report(phase)])

  return {
    open() {
      if (phases?.opening === undefined || context.keyed) return []
      justOpened = true
      return [report(phases.opening)]
    },
    step(step: InnerStep) {
      const repeatsOpening = justOpened && step.type === 'phase' && step.phase === phases?.opening
      justOpened = false
      if (step.type === 'delta' && !textEnded) return [addDelta(step.delta)]
      if (step.type === 'text.end' && !textEnded) return endText()
      if (step.type === 'phase' && phases?.known.includes(step.phase) === true) {
        if (repeatsOpening) return []
        return step.phase === phases.opening ? [report(step.phase)] : [...endText(), report(step.phase)]
      }
      throw unexpectedStep(step, `here, in item ${context.outputIndex}`)
    },
    close({ outcome, known: allKnown }: { outcome: Outcome; known: Fields }) {
      known = allKnown
      const given = whole?.(known)
      const events: UnstampedEvent[] = []
      if (textOptions !== undefined && typeof given === 'string' && given !== '' && given !== text) {
        if (textEnded || !given.startsWith(text)) {
          throw new TypeError(`Failed to end item ${context.outputIndex}: its ${textOptions.field} is not what its deltas add up to.`)
        }
        events.push(addDelta(given.slice(text.length)))
      }
      events.push(...endText())
      if (outcome === 'completed') {
        events.push(...[phases?.opening, phases?.middle, phases?.completed].flatMap(reportMissing))
      } else if (outcome === 'failed' || outcome === 'cut') {
        // a search that was cut off was searching; code that was cut off may never have run
        events.push(...[textOptions === undefined ? phases?.middle : undefined, phases?.failed].flatMap(reportMissing))
      }
      return events
    },
    fields: () => (textOptions === undefined ? {} : (fields?.(text, known) ?? { [textOptions.field]: text })),
  }
}
