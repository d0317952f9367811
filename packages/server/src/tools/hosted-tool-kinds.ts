import type { Tool } from '@goldwire/schemas'

import { openMcpTool } from './mcp/open-mcp-tool.ts'
import { openCodeInterpreter } from './code-interpreter/open-code-interpreter.ts'
import { openFileSearch } from './file-search/file-search-tool.ts'
import type { OpenHostedTool } from './open-hosted-tools.ts'
import { openToolSearch } from './tool-search/open-tool-search.ts'
import { openWebSearch } from './web-search/open-web-search.ts'

/** The tools this server runs itself, by their type in a request. */
export const hostedToolKinds: { readonly [Type in Tool['type']]?: OpenHostedTool } = {
  mcp: openMcpTool,
  tool_search: openToolSearch,
  code_interpreter: openCodeInterpreter,
  file_search: openFileSearch,
  web_search: openWebSearch,
  web_search_2025_08_26: openWebSearch,
  web_search_preview: openWebSearch,
  web_search_preview_2025_03_11: openWebSearch,
}
