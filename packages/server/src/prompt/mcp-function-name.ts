/**
 * What a model calls a tool of an MCP server by: `label.name`, so that two servers may have tools of the same name. Signs that the syntax of a
 * call could trip over become `_`.
 */
export function mcpFunctionName(serverLabel: string, name: string): string {
  return `${serverLabel}.${name}`.replaceAll(/[^\w.-]/gu, '_')
}
