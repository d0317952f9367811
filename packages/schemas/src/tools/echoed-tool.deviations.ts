import { type Deviation, notYet } from '../read/deviation.ts'

export const echoedToolDeviations: readonly Deviation[] = [
  notYet({
    field: 'tool.function-output-schema',
    at: { in: 'tool', type: 'function', pointer: '/output_schema' },
    since: { openai: '2026-07-09', azure: '2026-08-19' },
    until: { openai: '2026-08-09', azure: '2026-10-31' },
    captures: ['vercel-ai-programmatic-tool-calling-1'],
  }),
  {
    id: 'tool.file-store-ids',
    at: { in: 'tool', type: 'file_search', pointer: '/vector_store_ids' },
    kind: 'missing',
    beside: '/file_store_ids',
    verdict: 'accepted',
    reason:
      'One capture of 2025-11-20 says `file_store_ids`, in the request and in the echo alike: an alias of its day, or renamed in the cassette by search and replace.',
    captures: ['pydantic-ai-test-openai-responses-model-file-search-tool-stream-4-b77d857'],
    source: [],
  },
]
