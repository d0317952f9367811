import { createCallBody } from './call-body.ts'
import type { ItemKind } from './item-kind.ts'

/** The conversation so far, compacted into ciphertext. The reference has a `compacting` event; no capture does, so it is sent only when reported. */
export const compactionKind: ItemKind = {
  prefix: 'cmp',
  status: null,
  defaults: () => ({ encrypted_content: '' }),
  body: (context) => createCallBody(context, { phases: { item: 'compaction', known: ['compacting'] } }),
}
