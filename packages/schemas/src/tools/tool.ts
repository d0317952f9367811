import { z } from 'zod'

import { applyPatchToolSchema } from './apply-patch-tool.ts'
import { codeInterpreterToolSchema } from './code-interpreter-tool.ts'
import { computerToolSchema } from './computer-tool.ts'
import { computerUsePreviewToolSchema } from './computer-use-preview-tool.ts'
import { customToolSchema } from './custom-tool.ts'
import { fileSearchToolSchema } from './file-search-tool.ts'
import { functionToolSchema } from './function-tool.ts'
import { imageGenerationToolSchema } from './image-generation-tool.ts'
import { localShellToolSchema } from './local-shell-tool.ts'
import { mcpToolSchema } from './mcp-tool.ts'
import { namespaceToolSchema } from './namespace-tool.ts'
import { programmaticToolCallingToolSchema } from './programmatic-tool-calling-tool.ts'
import { shellToolSchema } from './shell-tool.ts'
import { toolSearchToolSchema } from './tool-search-tool.ts'
import { webSearchPreviewToolSchema } from './web-search-preview-tool.ts'
import { webSearchToolSchema } from './web-search-tool.ts'

/**
 * A tool as a request gives it: 16 forms, 18 values of `type`. Unknown keys are refused, as the API does. A response echoes tools in another,
 * filled-in form: see `echoedToolSchema`.
 */
export const toolSchema = z.discriminatedUnion('type', [
  functionToolSchema,
  fileSearchToolSchema,
  computerToolSchema,
  computerUsePreviewToolSchema,
  webSearchToolSchema,
  mcpToolSchema,
  codeInterpreterToolSchema,
  programmaticToolCallingToolSchema,
  imageGenerationToolSchema,
  localShellToolSchema,
  shellToolSchema,
  customToolSchema,
  namespaceToolSchema,
  toolSearchToolSchema,
  webSearchPreviewToolSchema,
  applyPatchToolSchema,
])
export type Tool = z.infer<typeof toolSchema>
