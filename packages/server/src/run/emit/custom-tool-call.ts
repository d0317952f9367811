import { createCallBody } from './call-body.ts'
import type { ItemKind } from './item-kind.ts'

/** A call to one of the caller's custom tools, whose input is free text. */
export const customToolCallKind: ItemKind = {
  prefix: 'ctc',
  status: { announced: 'in_progress', done: 'completed', cut: 'incomplete' },
  defaults: ({ ids }) => ({ call_id: ids.call() }),
  blank: () => ({ input: '' }),
  body: (context) =>
    createCallBody(context, { text: { events: 'response.custom_tool_call_input', field: 'input' }, whole: (known) => known['input'] }),
}
