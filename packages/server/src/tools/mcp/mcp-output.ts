import type { CallToolResult } from '@modelcontextprotocol/client'

/** What an MCP tool gave back, as one text: the `output` of the item, and what the model is told. */
export interface McpOutput {
  output: string
  /** The same with pictures and files only named, because a model that reads text cannot use their bytes. */
  told: string
}

/** Texts stand one below the other; a result that has other things too is told as the JSON of its content. */
export function toMcpOutput({ content, structuredContent }: CallToolResult): McpOutput {
  if (content.length === 0) {
    const output = structuredContent === undefined ? '' : JSON.stringify(structuredContent)
    return { output, told: output }
  }
  const texts = content.map(textOf)
  if (texts.every((text) => text !== null)) {
    const output = texts.join('\n')
    return { output, told: output }
  }
  return { output: JSON.stringify(content), told: content.map((block, index) => texts[index] ?? nameOf(block)).join('\n') }
}

type Block = CallToolResult['content'][number]

function textOf(block: Block): string | null {
  if (block.type === 'text') return block.text
  return block.type === 'resource' && 'text' in block.resource ? block.resource.text : null
}

function nameOf(block: Block): string {
  if (block.type === 'image' || block.type === 'audio') return `[${block.type} ${block.mimeType}]`
  if (block.type === 'resource_link') return `[resource ${block.uri}: ${block.name}]`
  return block.type === 'resource' ? `[resource ${block.resource.uri}]` : `[${block.type}]`
}
