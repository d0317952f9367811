import { createCallBody } from './call-body.ts'
import type { ItemKind } from './item-kind.ts'

/**
 * A web search. Models that do not reason announce `action: {type: "search"}`, those that do announce no action (41 of 41 calls). A search
 * whose status stays `searching` reports no completion (Azure).
 */
export const webSearchCallKind: ItemKind = {
  prefix: 'ws',
  status: { announced: 'in_progress', done: 'completed', cut: 'incomplete', failed: 'failed' },
  defaults: () => ({ action: { type: 'search' } }),
  announce: ({ action, ...fields }, { reasons }, start) =>
    reasons && start['action'] === undefined ? fields : { ...fields, action: start['action'] ?? action },
  body: (context) =>
    createCallBody(context, {
      phases: {
        item: 'web_search_call',
        known: ['in_progress', 'searching', 'completed'],
        opening: 'in_progress',
        middle: 'searching',
        completed: 'completed',
      },
    }),
}
