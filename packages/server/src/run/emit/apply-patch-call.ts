import { createCallBody } from './call-body.ts'
import type { ItemKind } from './item-kind.ts'
import { type Fields, orderPart } from './order-keys.ts'
import { createPlainBody } from './plain-body.ts'

/** A change to a file. The diff streams, in events that no SDK types; a file that is deleted has none. */
export const applyPatchCallKind: ItemKind = {
  prefix: 'apc',
  status: { announced: 'in_progress', done: 'completed', cut: 'in_progress' },
  defaults: ({ ids }) => ({ call_id: ids.call() }),
  blank: (start) => ({ operation: operationOf(start, '') }),
  body: (context, start) =>
    deletes(start)
      ? createPlainBody(context, start)
      : createCallBody(context, {
          text: { events: 'response.apply_patch_call_operation_diff', field: 'diff' },
          whole: (known) => (known['operation'] as Fields | undefined)?.['diff'],
          fields: (text, known) => ({ operation: operationOf(known, text) }),
        }),
}

function deletes(start: Fields): boolean {
  return (start['operation'] as Fields | undefined)?.['type'] === 'delete_file'
}

function operationOf(fields: Fields, diff: string): Fields {
  const operation = fields['operation'] as Fields | undefined
  if (operation === undefined) throw new TypeError('Failed to announce an apply_patch_call: its start must tell the operation.')
  return orderPart(deletes(fields) ? operation : { ...operation, diff })
}
