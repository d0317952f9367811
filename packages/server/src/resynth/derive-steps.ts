import type { IncompleteDetails, ResponseError, Usage } from '@goldwire/schemas'

import type { Step } from '../engines/step.ts'
import { deriveItem } from './derive-item.ts'
import type { UnseenDeltas } from './derive-text.ts'
import type { ItemTrace, Trace } from './trace.ts'
import { isObject, objectsOf, textOf, type WireObject } from './wire-object.ts'

const untraced: ItemTrace = { added: null, done: null, parts: [], outputPieces: [], images: [], completedEvent: false }

/** The steps of each item, in order, and the step that ends the response. */
export interface DerivedSteps {
  items: Step[][]
  last: Step
}

/** Steps of a whole response. `unseenDeltas` = deltas that were sent before the recording begins, beyond one a text. */
export function deriveSteps(final: WireObject, trace: Trace, unseenDeltas: number): DerivedSteps {
  const unseen: UnseenDeltas = { left: unseenDeltas }
  const output = outputOf(final, trace)
  const isUnfinished = final['status'] === 'incomplete' || final['status'] === 'failed'
  const items = output.map((item, index) =>
    deriveItem(item, trace.items.get(index) ?? untraced, {
      ...(trace.interleaving !== null && { key: String(index) }),
      cut: isUnfinished && index === output.length - 1 && item['status'] === 'incomplete' && textOf(item['type']) !== 'reasoning',
      unseen,
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
  const usage = final['usage'] as Usage | null | undefined
  if (final['status'] === 'failed') {
    return {
      type: 'fail',
      error: final['error'] as ResponseError,
      event: errorEvent === null ? null : { type: textOf(errorEvent['type']), param: errorEvent['param'] as string | null },
      ...(usage !== null && usage !== undefined && { usage }),
    }
  }
  const details = final['incomplete_details']
  const reason = isObject(details) ? (details['reason'] as IncompleteDetails['reason']) : 'completed'
  return { type: 'stop', reason, usage: usage as Usage }
}
