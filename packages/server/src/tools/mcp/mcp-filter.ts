import type { McpListedTool, McpTool } from '@goldwire/schemas'

/** Picks tools by name, by being read-only, or both. */
export type McpToolFilter = Exclude<NonNullable<McpTool['allowed_tools']>, string[]>

/** Whether `allowed_tools` lets the model see a tool: no list lets it see all. */
export function isAllowed(tool: McpListedTool, allowed: McpTool['allowed_tools']): boolean {
  if (allowed === undefined || allowed === null) return true
  return Array.isArray(allowed) ? allowed.includes(tool.name) : matches(tool, allowed)
}

/**
 * Whether a call of the tool has to be approved. The default is yes. Of a pair of filters `always` wins; a tool that neither names needs approval
 * unless `always` is given alone, because then it is the list of the exceptions.
 */
export function needsApproval(tool: McpListedTool, require: McpTool['require_approval']): boolean {
  if (require === undefined || require === null || require === 'always') return true
  if (require === 'never') return false
  const { always, never } = require
  if (always !== undefined && matches(tool, always)) return true
  if (never === undefined) return always === undefined
  return !matches(tool, never)
}

/** Both parts of a filter must fit; a part that is left out fits every tool. */
function matches({ name, annotations }: McpListedTool, { tool_names: names, read_only: readOnly }: McpToolFilter): boolean {
  if (names !== undefined && !names.includes(name)) return false
  return readOnly === undefined || (annotations?.['read_only'] === true) === readOnly
}
