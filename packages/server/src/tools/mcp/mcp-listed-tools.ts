import type { InputItem, McpListedTool } from '@goldwire/schemas'
import type { Tool } from '@modelcontextprotocol/client'

/** A tool as `mcp_list_tools` shows it. Of the annotations only `read_only` was ever recorded, false where the server says nothing. */
export function toListedTool({ name, description, inputSchema, annotations }: Tool): McpListedTool {
  return {
    annotations: { read_only: annotations?.readOnlyHint === true },
    description: description ?? null,
    input_schema: inputSchema,
    name,
  }
}

/** The newest list of this server's tools in the conversation; null where there is none, or only one that failed. */
export function listedInContext(items: readonly InputItem[], label: string): McpListedTool[] | null {
  const list = items.findLast((item) => item.type === 'mcp_list_tools' && item.server_label === label && item.error == null)
  if (list?.type !== 'mcp_list_tools') return null
  return list.tools.map(({ annotations, description, input_schema: schema, name }) => ({
    annotations: isObject(annotations) ? annotations : null,
    description: description ?? null,
    input_schema: isObject(schema) ? schema : { type: 'object' },
    name,
  }))
}

function isObject(value: unknown): value is NonNullable<McpListedTool['annotations']> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
