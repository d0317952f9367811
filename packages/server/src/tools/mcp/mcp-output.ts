import type { CallToolResult } from '@modelcontextprotocol/client'

import { blockText, mcpContentText } from '../../prompt/mcp-content-text.ts'

/** What an MCP tool gave back, as one text: the `output` of the item, and what the model is told. */
export interface McpOutput {
  output: string
  /** The same with pictures and files only named. */
  told: string
}

/** Texts stand one below the other; a result that has other things too is told as the JSON of its content. */
export function toMcpOutput({ content, structuredContent }: CallToolResult): McpOutput {
  if (content.length === 0) {
    const output = structuredContent === undefined ? '' : JSON.stringify(structuredContent)
    return { output, told: output }
  }
  const told = mcpContentText(content)
  return { output: content.every((block) => blockText(block) !== null) ? told : JSON.stringify(content), told }
}
