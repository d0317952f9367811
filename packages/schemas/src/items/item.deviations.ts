import { type Deviation, notYet } from '../read/deviation.ts'

/** Fields of items and parts, and when they came in. */
const dated: readonly Deviation[] = [
  notYet({
    field: 'part.logprobs',
    at: { in: 'part', type: 'output_text', pointer: '/logprobs' },
    since: { openai: '2025-06-26', azure: '2025-09-11' },
    until: { openai: '2025-07-26', azure: '2025-09-11' },
    captures: ['prism-stream-common-conversation-with-history-1-165e91c', 'dd-trace-py-response-tools-stream-c9da6d6'],
    source: ['openai/openai-python#2489'],
  }),
  notYet({
    field: 'mcp-call.status',
    at: { in: 'item', type: 'mcp_call', pointer: '/status' },
    since: { openai: '2025-10-13', azure: '2025-12-01' },
    until: { openai: '2025-12-01', azure: '2026-03-01' },
    captures: ['openai-dotnet-mcptoolstreamingworksasync', 'vercel-ai-openai-mcp-tool-approval-1'],
  }),
  notYet({
    field: 'shell-call.environment',
    at: { in: 'item', type: 'shell_call', pointer: '/environment' },
    since: { openai: '2026-02-13', azure: '2026-02-13' },
    until: { openai: '2026-03-13', azure: '2026-05-13' },
    captures: ['vercel-ai-openai-shell-tool-1-1'],
  }),
  notYet({
    field: 'reasoning.content',
    at: { in: 'item', type: 'reasoning', pointer: '/content' },
    since: { openai: '2026-06-09', azure: '2026-08-10' },
    until: { openai: '2026-07-09', azure: '2026-10-10' },
    captures: [
      'ruby_llm-chat-with-extended-thinking-openai-gpt-5-4-streams-with-thinking-and-captures-signature',
      'ruby_llm-chat-responses-protocol-dialects-with-azure-gpt-5-nano-streams-responses-8fcd380',
    ],
  }),
]

export const itemDeviations: readonly Deviation[] = [
  ...dated,
  {
    id: 'item.chat-metadata',
    at: { in: 'item', pointer: '/internal_chat_message_metadata_passthrough' },
    kind: 'extra',
    verdict: 'accepted',
    reason:
      'Some models (gpt-5.1-codex-mini, gpt-5.3-codex, gpt-5.4-mini) let internal metadata through on their items, 2026-07 to 2026-08.',
    captures: [],
    source: [],
  },
  {
    id: 'item.metadata',
    at: { in: 'item', pointer: '/metadata' },
    kind: 'extra',
    verdict: 'accepted',
    reason: 'Comes with the internal metadata of the same models, on messages, reasoning, function calls and web searches alike.',
    captures: [],
    source: [],
  },
]
