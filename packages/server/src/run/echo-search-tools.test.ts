import type { Tool } from '@goldwire/schemas'
import { expect, test } from 'vitest'

import { echoTools } from './echo-tools.ts'

const us = { type: 'approximate', city: null, country: 'US', region: null, timezone: null }
const recent = { return_token_budget: 'default', search_content_types: ['text'] }

test.each<[string, Tool, object]>([
  ['a bare web search', { type: 'web_search' }, { type: 'web_search', ...recent, search_context_size: 'medium', user_location: us }],
  [
    'a web search that may go out',
    { type: 'web_search', external_web_access: true },
    { type: 'web_search', ...recent, search_context_size: 'medium', user_location: us },
  ],
  [
    'a place in part',
    { type: 'web_search', search_context_size: 'low', user_location: { type: 'approximate', city: 'Bern' } },
    { type: 'web_search', ...recent, search_context_size: 'low', user_location: { ...us, city: 'Bern', country: null } },
  ],
  [
    'domains',
    { type: 'web_search', filters: { allowed_domains: ['one.example'] } },
    { type: 'web_search', filters: { allowed_domains: ['one.example'] }, ...recent, search_context_size: 'medium', user_location: us },
  ],
  [
    'the older web search',
    { type: 'web_search_preview', user_location: null },
    { type: 'web_search_preview', search_context_size: 'medium', user_location: us },
  ],
  [
    'a bare file search',
    { type: 'file_search', vector_store_ids: ['vs_1'] },
    {
      type: 'file_search',
      filters: null,
      max_num_results: 20,
      ranking_options: { ranker: 'auto', score_threshold: 0 },
      vector_store_ids: ['vs_1'],
    },
  ],
])('%s is told back as recorded, keys in order', (_name, sent, told) => {
  expect(JSON.stringify(echoTools([sent])[0])).toBe(JSON.stringify(told))
})
