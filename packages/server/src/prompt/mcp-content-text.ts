/** One block of what an MCP tool gave back, as far as a model that reads text is concerned. */
interface Block {
  type: string
  text?: string
  mimeType?: string | undefined
  uri?: string
  name?: string
  resource?: { uri?: string; text?: string }
}

/** The text of a block; null for one that is no text. */
export function blockText(block: Block): string | null {
  if (block.type === 'text') return block.text ?? ''
  return block.type === 'resource' ? (block.resource?.text ?? null) : null
}

/** The texts of an MCP tool's answer, one below the other; pictures and files are only named, because their bytes say nothing to a model that reads text. */
export function mcpContentText(content: readonly Block[]): string {
  return content.map((block) => blockText(block) ?? nameOf(block)).join('\n')
}

/** The same for the `output` of an `mcp_call`: plain text, or the JSON of an answer that was more than text. */
export function mcpOutputText(output: string): string {
  if (!output.startsWith('[{')) return output
  try {
    const content: unknown = JSON.parse(output)
    return Array.isArray(content) && content.every(isBlock) && content.some((block) => blockText(block) === null)
      ? mcpContentText(content)
      : output
  } catch {
    return output
  }
}

function isBlock(value: unknown): value is Block {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

function nameOf({ type, mimeType, uri, name, resource }: Block): string {
  if (type === 'resource_link') return `[resource ${uri}: ${name}]`
  if (type === 'resource') return `[resource ${resource?.uri}]`
  return mimeType === undefined ? `[${type}]` : `[${type} ${mimeType}]`
}
