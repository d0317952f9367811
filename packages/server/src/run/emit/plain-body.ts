import type { ItemBody, ItemContext } from './item-kind.ts'
import type { Fields } from './order-keys.ts'
import { unexpectedStep } from './unexpected-step.ts'

/** The body of an item that is announced and done with nothing in between. */
export function createPlainBody(context: ItemContext, start: Fields): ItemBody {
  return {
    open: () => [],
    step: (step) => {
      throw unexpectedStep(
        step,
        `inside item ${context.outputIndex}, a ${String(start['type'])}, which sends nothing between start and end`,
      )
    },
    close: () => [],
    fields: () => ({}),
  }
}
