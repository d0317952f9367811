import { z } from 'zod'
import { countSchema, jsonObjectSchema } from '../items/scalars.ts'

const callers = z.array(z.enum(['direct', 'programmatic'])).nullable()
const effort = z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'])

/** Unless `strict` was given OpenAI makes the function strict, and rewrites `parameters` to fit (39 of 49 measured). */
export const echoedFunctionToolSchema = z.looseObject({
  type: z.literal('function'),
  allowed_callers: callers.exactOptional(),
  async: z.boolean().exactOptional(),
  defer_loading: z.boolean().exactOptional(),
  description: z.string().nullable(),
  name: z.string().min(1),
  output_schema: jsonObjectSchema.nullable(),
  parameters: jsonObjectSchema.nullable(),
  strict: z.boolean(),
})

const echoedCustomToolSchema = z.looseObject({
  type: z.literal('custom'),
  allowed_callers: callers.exactOptional(),
  async: z.boolean().exactOptional(),
  defer_loading: z.boolean().exactOptional(),
  description: z.string().nullable().exactOptional(),
  format: z.discriminatedUnion('type', [
    z.looseObject({ type: z.literal('text') }),
    z.looseObject({ type: z.literal('grammar'), definition: z.string(), syntax: z.enum(['lark', 'regex']) }),
  ]),
  name: z.string().min(1),
})

const echoedNamespaceToolSchema = z.looseObject({
  type: z.literal('namespace'),
  description: z.string(),
  name: z.string().min(1),
  tools: z.array(z.discriminatedUnion('type', [echoedFunctionToolSchema, echoedCustomToolSchema])),
})

const userLocationSchema = z
  .looseObject({
    type: z.literal('approximate'),
    city: z.string().nullable(),
    country: z.string().nullable(),
    region: z.string().nullable(),
    timezone: z.string().nullable(),
  })
  .nullable()

const searchContent = { search_context_size: z.enum(['low', 'medium', 'high']), user_location: userLocationSchema }

/** Without a location the user is taken to be in the US. `filters` was null until 2026-03 and is left out since. */
const echoedWebSearchToolSchema = z.looseObject({
  type: z.enum(['web_search', 'web_search_2025_08_26']),
  ...searchContent,
  external_web_access: z.boolean().exactOptional(),
  filters: jsonObjectSchema.nullable().exactOptional(),
  return_token_budget: z.string().exactOptional(),
  search_content_types: z.array(z.enum(['text', 'image'])).exactOptional(),
})

const echoedWebSearchPreviewToolSchema = z.looseObject({
  type: z.enum(['web_search_preview', 'web_search_preview_2025_03_11']),
  ...searchContent,
  search_content_types: z.array(z.enum(['text', 'image'])).exactOptional(),
})

const echoedFileSearchToolSchema = z.looseObject({
  type: z.literal('file_search'),
  filters: jsonObjectSchema.nullable(),
  max_num_results: countSchema,
  ranking_options: z.looseObject({ ranker: z.string(), score_threshold: z.number() }),
  vector_store_ids: z.array(z.string()),
})

const toolFilterSchema = z.looseObject({
  read_only: z.boolean().nullable().exactOptional(),
  tool_names: z.array(z.string()).nullable().exactOptional(),
})

/** `server_url`, `connector_id` or `tunnel_id` names the server; `authorization` comes back masked. */
const echoedMcpToolSchema = z.looseObject({
  type: z.literal('mcp'),
  allowed_callers: callers.exactOptional(),
  allowed_tools: z.union([z.array(z.string()), toolFilterSchema]).nullable(),
  authorization: z.string().nullable().exactOptional(),
  connector_id: z.string().nullable().exactOptional(),
  defer_loading: z.boolean().exactOptional(),
  headers: z.record(z.string(), z.string()).nullable(),
  require_approval: z
    .union([
      z.enum(['always', 'never']),
      z.looseObject({ always: toolFilterSchema.nullable().exactOptional(), never: toolFilterSchema.nullable().exactOptional() }),
    ])
    .nullable(),
  server_description: z.string().nullable(),
  server_label: z.string(),
  server_url: z.string().nullable().exactOptional(),
  tunnel_id: z.string().nullable().exactOptional(),
})

const echoedCodeInterpreterToolSchema = z.looseObject({
  type: z.literal('code_interpreter'),
  allowed_callers: callers.exactOptional(),
  container: z.union([z.string(), z.looseObject({ type: z.literal('auto'), file_ids: z.array(z.string()).exactOptional() })]),
})

/** `n` is on the wire and in no type; all values but `model` are filled in. */
const echoedImageGenerationToolSchema = z.looseObject({
  type: z.literal('image_generation'),
  action: z.enum(['generate', 'edit', 'auto']).exactOptional(),
  background: z.enum(['transparent', 'opaque', 'auto']),
  model: z.string().exactOptional(),
  moderation: z.enum(['auto', 'low']),
  n: countSchema,
  output_compression: z.int().min(0).max(100),
  output_format: z.enum(['png', 'webp', 'jpeg', 'gif', 'svg']),
  quality: z.enum(['low', 'medium', 'high', 'xhigh', 'max', 'auto']),
  size: z.string(),
  svg: z.looseObject({ reasoning: z.looseObject({ effort: effort.exactOptional() }).nullable().exactOptional() }).exactOptional(),
})

const echoedShellToolSchema = z.looseObject({
  type: z.literal('shell'),
  allowed_callers: callers.exactOptional(),
  environment: z
    .discriminatedUnion('type', [
      z.looseObject({ type: z.literal('container_auto') }),
      z.looseObject({ type: z.literal('container_reference'), container_id: z.string() }),
      z.looseObject({ type: z.literal('local') }),
    ])
    .nullable()
    .exactOptional(),
})

const echoedToolSearchToolSchema = z.looseObject({
  type: z.literal('tool_search'),
  description: z.string().nullable(),
  execution: z.enum(['server', 'client']).exactOptional(),
  parameters: jsonObjectSchema.nullable(),
})

const echoedComputerUsePreviewToolSchema = z.looseObject({
  type: z.literal('computer_use_preview'),
  display_height: countSchema,
  display_width: countSchema,
  environment: z.enum(['windows', 'mac', 'linux', 'ubuntu', 'browser']),
})

const bareToolSchema = z.looseObject({ type: z.enum(['computer', 'local_shell', 'programmatic_tool_calling']) })

const echoedApplyPatchToolSchema = z.looseObject({ type: z.literal('apply_patch'), allowed_callers: callers.exactOptional() })

/**
 * A tool as `Response.tools` gives it back: normalised, defaults filled in, and so another shape than the one that was sent (captures since
 * 2025-08: 14 kinds). What a kind always has is required; keys OpenAI adds pass through, for it adds some every month.
 */
export const echoedToolSchema = z.discriminatedUnion('type', [
  echoedFunctionToolSchema,
  echoedCustomToolSchema,
  echoedNamespaceToolSchema,
  echoedWebSearchToolSchema,
  echoedWebSearchPreviewToolSchema,
  echoedFileSearchToolSchema,
  echoedMcpToolSchema,
  echoedCodeInterpreterToolSchema,
  echoedImageGenerationToolSchema,
  echoedShellToolSchema,
  echoedToolSearchToolSchema,
  echoedComputerUsePreviewToolSchema,
  bareToolSchema,
  echoedApplyPatchToolSchema,
])

/** @see {@link echoedFunctionToolSchema} */
export type EchoedFunctionTool = z.infer<typeof echoedFunctionToolSchema>
/** @see {@link echoedToolSchema} */
export type EchoedTool = z.infer<typeof echoedToolSchema>
