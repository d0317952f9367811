import { createCallBody } from './call-body.ts'
import type { ItemKind } from './item-kind.ts'

/** A remote MCP server was asked for its tools. Carries no status: an `error` tells that it failed. */
export const mcpListToolsKind: ItemKind = {
  prefix: 'mcpl',
  status: null,
  defaults: () => ({ tools: [] }),
  blank: () => ({ tools: [] }),
  body: (context) =>
    createCallBody(context, {
      phases: {
        item: 'mcp_list_tools',
        known: ['in_progress', 'completed', 'failed'],
        opening: 'in_progress',
        completed: 'completed',
        failed: 'failed',
      },
    }),
}
