import { expect, test } from 'vitest'

import { toolChoiceSchema } from './tool-choice.ts'
import { toolSchema } from './tool.ts'

const domain = { domain: 'a.b', name: 'n', value: 'v' }

test.each<[string, unknown]>([
  [
    'function',
    { type: 'function', name: 'f', parameters: {}, strict: null, output_schema: null, async: true, allowed_callers: ['direct'] },
  ],
  ['function without strict and parameters', { type: 'function', name: 'f' }],
  [
    'file_search',
    { type: 'file_search', vector_store_ids: ['vs_1'], max_num_results: 50, ranking_options: { ranker: 'auto', score_threshold: 1 } },
  ],
  ['computer', { type: 'computer' }],
  ['computer_use_preview', { type: 'computer_use_preview', environment: 'browser', display_width: 1, display_height: 1 }],
  ['web_search', { type: 'web_search', filters: { allowed_domains: null }, user_location: { city: null } }],
  ['web_search_2025_08_26', { type: 'web_search_2025_08_26', user_location: null }],
  ['mcp', { type: 'mcp', server_label: 's', tunnel_id: `tunnel_${'a1'.repeat(16)}`, require_approval: { never: { tool_names: ['t'] } } }],
  ['code_interpreter in a new container', { type: 'code_interpreter', container: { type: 'auto', memory_limit: '64g' } }],
  ['code_interpreter in a container there is', { type: 'code_interpreter', container: 'cntr_1' }],
  ['programmatic_tool_calling', { type: 'programmatic_tool_calling' }],
  ['image_generation', { type: 'image_generation', size: '1536x864', partial_images: 3, output_compression: 0, svg: { reasoning: null } }],
  ['local_shell', { type: 'local_shell' }],
  [
    'shell',
    {
      type: 'shell',
      environment: { type: 'container_auto', network_policy: { type: 'allowlist', allowed_domains: ['a.b'], domain_secrets: [domain] } },
    },
  ],
  ['custom', { type: 'custom', name: 'c', format: { type: 'grammar', syntax: 'lark', definition: 'start: "x"' } }],
  [
    'namespace',
    {
      type: 'namespace',
      name: 'n',
      description: 'd',
      tools: [
        { type: 'function', name: 'f' },
        { type: 'custom', name: 'c' },
      ],
    },
  ],
  ['tool_search', { type: 'tool_search', execution: 'client', description: null, parameters: {} }],
  ['web_search_preview', { type: 'web_search_preview', user_location: { type: 'approximate', country: 'US' } }],
  ['web_search_preview_2025_03_11', { type: 'web_search_preview_2025_03_11', search_content_types: ['text'] }],
  ['apply_patch', { type: 'apply_patch', allowed_callers: null }],
])('a tool: %s', (_, tool) => {
  expect(toolSchema.safeParse(tool).error).toBeUndefined()
})

test('there are 16 forms of tools with 18 types', () => {
  const types = toolSchema.options.flatMap((option) =>
    'options' in option.shape.type ? option.shape.type.options : [option.shape.type.value],
  )
  expect([toolSchema.options.length, new Set(types).size]).toEqual([16, 18])
})

test.each<[string, unknown]>([
  ['a function name of 129 characters', { type: 'function', name: 'f'.repeat(129) }],
  ['a function name with a dot', { type: 'function', name: 'a.b' }],
  ['51 search results', { type: 'file_search', vector_store_ids: [], max_num_results: 51 }],
  ['a score above 1', { type: 'file_search', vector_store_ids: [], ranking_options: { score_threshold: 1.1 } }],
  ['a compression of 101 per cent', { type: 'image_generation', output_compression: 101 }],
  ['four partial images', { type: 'image_generation', partial_images: 4 }],
  ['a tunnel that is none', { type: 'mcp', server_label: 's', tunnel_id: 'tunnel_1' }],
  [
    'an allowlist of nothing',
    { type: 'shell', environment: { type: 'container_auto', network_policy: { type: 'allowlist', allowed_domains: [] } } },
  ],
  [
    '201 skills',
    {
      type: 'shell',
      environment: { type: 'local', skills: Array.from({ length: 201 }, () => ({ name: 'n', description: 'd', path: 'p' })) },
    },
  ],
  ['51 files', { type: 'code_interpreter', container: { type: 'auto', file_ids: Array.from({ length: 51 }, String) } }],
  ['a namespace of 65 characters', { type: 'namespace', name: 'n'.repeat(65), description: 'd', tools: [] }],
  ['a namespace in a namespace', { type: 'namespace', name: 'n', description: 'd', tools: [{ type: 'namespace' }] }],
  ['no callers at all', { type: 'apply_patch', allowed_callers: [] }],
  ['an unknown key', { type: 'computer', display_width: 1 }],
])('no tool: %s', (_, tool) => {
  expect(toolSchema.safeParse(tool).success).toBe(false)
})

test.each<[string, unknown]>([
  ['a word', 'required'],
  ['allowed tools', { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'mcp', server_label: 's' }] }],
  ['a hosted tool', { type: 'web_search_preview' }],
  ['a function', { type: 'function', name: 'f' }],
  ['a tool of an MCP server', { type: 'mcp', server_label: 's', name: null }],
  ['any MCP tool', { type: 'mcp' }],
  ['a custom tool', { type: 'custom', name: 'c' }],
  ['programs', { type: 'programmatic_tool_calling' }],
  ['patches', { type: 'apply_patch' }],
  ['a shell', { type: 'shell' }],
])('a tool choice: %s', (_, choice) => {
  expect(toolChoiceSchema.safeParse(choice).error).toBeUndefined()
})

test.each<[string, unknown]>([
  ['another word', 'any'],
  ['the form of Chat Completions', { type: 'function', function: { name: 'f' } }],
  ['the current web search, which is not listed', { type: 'web_search' }],
  ['allowed tools without a mode', { type: 'allowed_tools', tools: [] }],
])('no tool choice: %s', (_, choice) => {
  expect(toolChoiceSchema.safeParse(choice).success).toBe(false)
})
