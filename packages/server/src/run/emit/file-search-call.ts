import { createCallBody } from './call-body.ts'
import type { ItemKind } from './item-kind.ts'

/** A search of vector stores. `results` stays null unless included. */
export const fileSearchCallKind: ItemKind = {
  prefix: 'fs',
  status: { announced: 'in_progress', done: 'completed', cut: 'incomplete', failed: 'failed' },
  defaults: () => ({ queries: [], results: null }),
  blank: () => ({ queries: [], results: null }),
  body: (context) =>
    createCallBody(context, {
      phases: {
        item: 'file_search_call',
        known: ['in_progress', 'searching', 'completed'],
        opening: 'in_progress',
        middle: 'searching',
        completed: 'completed',
      },
    }),
}
