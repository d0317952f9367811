import { createCallBody } from './call-body.ts'
import type { ItemKind } from './item-kind.ts'
import type { Fields } from './order-keys.ts'

/** A call to one of the caller's functions. One made by a program (`caller`) is still `in_progress` when done (2 of 2 captures). */
export const functionCallKind: ItemKind = {
  prefix: 'fc',
  status: { announced: 'in_progress', done: 'completed', cut: 'incomplete' },
  doneStatus: (item) => ((item['caller'] as Fields | undefined)?.['type'] === 'program' ? 'in_progress' : 'completed'),
  defaults: ({ ids }) => ({ call_id: ids.call() }),
  blank: () => ({ arguments: '' }),
  body: (context) =>
    createCallBody(context, {
      text: { events: 'response.function_call_arguments', field: 'arguments' },
      whole: (known) => known['arguments'],
    }),
}
