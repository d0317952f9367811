import { expect, test } from 'vitest'
import { echoedToolSchema } from './echoed-tool.ts'

const place = { type: 'approximate', city: null, country: 'US', region: null, timezone: null }

const tools = [
  { type: 'function', description: null, name: 'f', output_schema: null, parameters: {}, strict: true },
  { type: 'custom', description: 'd', format: { type: 'grammar', definition: 'x', syntax: 'lark' }, name: 'c' },
  {
    type: 'namespace',
    description: 'd',
    name: 'n',
    tools: [{ type: 'function', description: null, name: 'f', output_schema: null, parameters: null, strict: false }],
  },
  { type: 'web_search', search_context_size: 'medium', user_location: place },
  { type: 'web_search_preview', search_context_size: 'low', user_location: null },
  {
    type: 'file_search',
    filters: null,
    max_num_results: 20,
    ranking_options: { ranker: 'auto', score_threshold: 0 },
    vector_store_ids: ['vs_1'],
  },
  {
    type: 'mcp',
    allowed_tools: null,
    headers: null,
    require_approval: 'always',
    server_description: null,
    server_label: 's',
    server_url: 'u',
  },
  { type: 'code_interpreter', container: { type: 'auto' } },
  {
    type: 'image_generation',
    background: 'auto',
    moderation: 'auto',
    n: 1,
    output_compression: 100,
    output_format: 'png',
    quality: 'auto',
    size: 'auto',
  },
  { type: 'shell', environment: { type: 'local' } },
  { type: 'tool_search', description: null, parameters: null },
  { type: 'computer_use_preview', display_height: 1, display_width: 1, environment: 'browser' },
  { type: 'computer' },
  { type: 'local_shell' },
  { type: 'programmatic_tool_calling' },
  { type: 'apply_patch' },
]

test('every kind of tool has its echo', () => {
  for (const tool of tools) expect(echoedToolSchema.parse(tool)).toEqual(tool)
})

test('what OpenAI adds to a tool comes through', () => {
  for (const tool of tools) expect(echoedToolSchema.parse({ ...tool, added_later: [1] })).toEqual({ ...tool, added_later: [1] })
})

test('what the echo fills in may not be missing', () => {
  const missing = tools.flatMap((tool) =>
    Object.keys(tool)
      .filter((key) => echoedToolSchema.safeParse(Object.fromEntries(Object.entries(tool).filter(([name]) => name !== key))).success)
      .map((key) => `${tool.type} ${key}`),
  )
  expect(missing).toEqual(['custom description', 'mcp server_url', 'shell environment'])
})

test('a tool no list knows is refused', () => {
  expect(echoedToolSchema.safeParse({ type: 'teleport' }).success).toBe(false)
})
