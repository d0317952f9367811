import type * as NodeModule from 'node:module'

import type * as McpClient from '@modelcontextprotocol/client'

export type McpClientModule = typeof McpClient

let loading: Promise<McpClientModule> | null = null

/**
 * The official MCP client, loaded by the first request that needs it: a server that meets none is spared its start.
 *
 * It stands on packages that publish their TypeScript under the condition `source`, by which this repository finds its own packages. Node runs no
 * TypeScript of dependencies, so that condition is taken away from what dependencies import while the client is loaded.
 */
export function loadClient(): Promise<McpClientModule> {
  loading ??= load()
  return loading
}

async function load(): Promise<McpClientModule> {
  // Asked for here and not imported by name: Node has it since 22.15, and without it nobody has set that condition either.
  const { registerHooks }: Partial<typeof NodeModule> = await import('node:module')
  const hooks = registerHooks?.({
    resolve: (specifier, context, next) =>
      context.parentURL?.includes('/node_modules/') === true
        ? next(specifier, { ...context, conditions: context.conditions.filter((condition) => condition !== 'source') })
        : next(specifier, context),
  })
  try {
    return await import('@modelcontextprotocol/client')
  } finally {
    hooks?.deregister()
  }
}
