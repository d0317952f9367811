import { incompleteReasons, type ResponseError } from '@goldwire/schemas'

import type { Step } from '../engines/step.ts'
import { deriveItem } from './derive-item.ts'
import { deriveUsage } from './derive-usage.ts'
import { newItem, type Trace } from './trace.ts'
import { isObject, objectsOf, textOf, type WireObject } from './wire-object.ts'

/** The steps of each item, in order, and the step that ends the response. */
export interface DerivedSteps {
  items: Step[][]
  last: Step
}

/** Steps of a whole response. */
export function deriveSteps(final: WireObject, trace: Trace): DerivedSteps {
  const output = outputOf(final, trace)
  const isUnfinished = final['status'] === 'incomplete' || final['status'] === 'failed'
  const items = output.map((item, index) =>
    deriveItem(item, trace.items.get(index) ?? newItem(), {
      ...(trace.interleaving !== null && { key: String(index) }),
      cut: isUnfinished && index === output.length - 1 && item['status'] === 'incomplete' && textOf(item['type']) !== 'reasoning',
    }),
  )
  return { items, last: lastStep(final, trace) }
}

/** The final response's items; those of `output_item.done` where it has none at all (the ChatGPT backend). */
function outputOf(final: WireObject, trace: Trace): WireObject[] {
  const output = objectsOf(final['output'])
  if (output.length > 0) return output
  return [...trace.items].sort(([a], [b]) => a - b).flatMap(([, { done }]) => (done === null ? [] : [done]))
}

function lastStep(final: WireObject, { errorEvent }: Trace): Step {
  if (final['status'] === 'failed') {
    const param = errorEvent?.['param']
    return {
      type: 'fail',
      error: final['error'] as ResponseError,
      event: { type: textOf(errorEvent?.['type']), param: typeof param === 'string' ? param : null },
      ...(isObject(final['usage']) && { usage: deriveUsage(final) }),
    }
  }
  const details = final['incomplete_details']
  const reason = isObject(details) ? (incompleteReasons.find((known) => known === details['reason']) ?? 'max_output_tokens') : 'completed'
  return { type: 'stop', reason, usage: deriveUsage(final) }
}
