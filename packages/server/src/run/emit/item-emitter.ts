import type { AddedItem, OutputItem } from '@goldwire/schemas'

import type { ItemStart } from '../../engines/step.ts'
import type { UnstampedEvent } from '../unstamped-event.ts'
import type { InnerStep, ItemContext, Outcome } from './item-kind.ts'
import { itemKinds } from './item-kinds.ts'
import { type Fields, orderItem } from './order-keys.ts'

/** One item on its way: announced, filled, done. */
export interface ItemEmitter {
  open(): UnstampedEvent[]
  step(step: InnerStep): UnstampedEvent[]
  /** Ends the item. `cut` = the response stops while it is open. */
  close(end: { fields?: Fields; cut: boolean }): { events: UnstampedEvent[]; item: OutputItem }
}

/** Announces, fills and ends one item in the way of its kind. */
export function createItemEmitter(start: ItemStart, context: Omit<ItemContext, 'id'>): ItemEmitter {
  const { id: givenId, type, status: givenStatus, ...given } = start as Fields & { type: ItemStart['type'] }
  const kind = itemKinds[type]
  const id = typeof givenId === 'string' ? givenId : context.ids.item(kind.prefix)
  const itemContext = { ...context, id }
  const body = kind.body(itemContext, { ...given, type })
  const defaults = kind.defaults?.(itemContext, given) ?? {}
  const blank = kind.blank?.(given) ?? {}

  const announced = { ...defaults, ...given, ...blank }
  const status = givenStatus ?? kind.status?.announced
  const added = orderItem({ ...(kind.announce?.(announced, itemContext, given) ?? announced), id, type, status })

  return {
    open: () => [
      { type: 'response.output_item.added', item: added as unknown as AddedItem, output_index: context.outputIndex },
      ...body.open(),
    ],
    step: (step) => body.step(step),
    close({ fields = {}, cut }) {
      const { status: endStatus, ...end } = fields
      const known: Fields = { ...defaults, ...blank, ...given, ...end }
      const outcome = outcomeOf({ endStatus, cut, failed: known['error'] !== undefined && known['error'] !== null })
      const events = body.close({ outcome, known })
      const finished = { ...known, ...body.fields() }
      const usual = kind.doneStatus?.(finished) ?? kind.status?.done
      const byOutcome = { completed: usual, cut: kind.status?.cut, failed: kind.status?.failed ?? usual, other: endStatus }
      const item = orderItem({ ...finished, id, type, status: endStatus ?? byOutcome[outcome] }) as unknown as OutputItem
      return { events: [...events, { type: 'response.output_item.done', item, output_index: context.outputIndex }], item }
    },
  }
}

function outcomeOf({ endStatus, cut, failed }: { endStatus: unknown; cut: boolean; failed: boolean }): Outcome {
  if (endStatus === 'completed') return 'completed'
  if (failed || endStatus === 'failed') return 'failed'
  if (cut) return 'cut'
  return endStatus === undefined ? 'completed' : 'other'
}
