import { createCallBody } from './call-body.ts'
import type { ItemKind } from './item-kind.ts'

/** A call to a tool of a remote MCP server; one whose end brings an `error`, or that was cut off, has failed. */
export const mcpCallKind: ItemKind = {
  prefix: 'mcp',
  status: { announced: 'in_progress', done: 'completed', cut: 'failed', failed: 'failed' },
  defaults: () => ({ approval_request_id: null, error: null, output: null }),
  blank: () => ({ arguments: '', error: null, output: null }),
  body: (context) =>
    createCallBody(context, {
      text: { events: 'response.mcp_call_arguments', field: 'arguments' },
      whole: (known) => known['arguments'],
      phases: {
        item: 'mcp_call',
        known: ['in_progress', 'completed', 'failed'],
        opening: 'in_progress',
        completed: 'completed',
        failed: 'failed',
      },
    }),
}
