import { type Deviation, notYet } from '../read/deviation.ts'

/**
 * When each field of the Response came in. `since` is the first capture that has it (Azure follows weeks to months later); from then on
 * every capture does. `until` leaves room for a slow rollout: a month for OpenAI, and more for Azure, whose regions differ and of which
 * there are few captures.
 */
const dated: readonly Deviation[] = [
  notYet({
    field: 'response.service-tier',
    at: { in: 'response', pointer: '/service_tier' },
    since: { openai: '2025-05-01', azure: '2025-09-11' },
    until: { openai: '2025-06-01', azure: '2025-09-11' },
    captures: ['dd-trace-py-response-tools-stream-c9da6d6', 'pydantic-ai-test-openai-responses-stream-2'],
  }),
  notYet({
    field: 'response.reasoning-summary',
    at: { in: 'response', pointer: '/reasoning/summary' },
    since: { openai: '2025-05-07', azure: '2025-09-11' },
    until: { openai: '2025-06-07', azure: '2025-09-11' },
    captures: ['pydantic-ai-test-openai-responses-stream-2', 'pydantic-ai-test-openai-responses-reasoning-generate-summary'],
  }),
  notYet({
    field: 'response.background',
    at: { in: 'response', pointer: '/background' },
    since: { openai: '2025-05-29', azure: '2025-09-11' },
    until: { openai: '2025-06-29', azure: '2025-09-11' },
    captures: ['braintrust-py-test-openai-response-streaming-async-1', 'dd-trace-py-response-function-call-streamed'],
  }),
  notYet({
    field: 'response.max-tool-calls',
    at: { in: 'response', pointer: '/max_tool_calls' },
    since: { openai: '2025-06-26', azure: '2025-09-11' },
    until: { openai: '2025-07-26', azure: '2025-09-11' },
    captures: ['prism-stream-common-conversation-with-history-1-165e91c'],
  }),
  notYet({
    field: 'response.top-logprobs',
    at: { in: 'response', pointer: '/top_logprobs' },
    since: { openai: '2025-06-26', azure: '2025-09-11' },
    until: { openai: '2025-07-26', azure: '2025-09-11' },
    captures: ['prism-stream-common-conversation-with-history-1-165e91c'],
  }),
  notYet({
    field: 'response.safety-identifier',
    at: { in: 'response', pointer: '/safety_identifier' },
    since: { openai: '2025-07-23', azure: '2025-09-11' },
    until: { openai: '2025-08-23', azure: '2025-09-11' },
    captures: ['dd-trace-py-test-single-agent-with-ootb-tools', 'dd-trace-py-openai-responses-post-eae4a165'],
  }),
  notYet({
    field: 'response.prompt-cache-key',
    at: { in: 'response', pointer: '/prompt_cache_key' },
    since: { openai: '2025-07-23', azure: '2025-09-11' },
    until: { openai: '2025-08-23', azure: '2025-09-11' },
    captures: ['dd-trace-py-test-single-agent-with-ootb-tools', 'dd-trace-py-openai-responses-post-eae4a165'],
  }),
  notYet({
    field: 'response.text-verbosity',
    at: { in: 'response', pointer: '/text/verbosity' },
    since: { openai: '2025-08-12', azure: '2025-09-11' },
    until: { openai: '2025-09-12', azure: '2025-09-11' },
    captures: ['prism-structured-reasoning-effort-1', 'pydantic-ai-test-openai-responses-code-execution-tool-1a22d68'],
  }),
  notYet({
    field: 'response.prompt-cache-retention',
    at: { in: 'response', pointer: '/prompt_cache_retention' },
    since: { openai: '2025-11-04', azure: '2025-12-12' },
    until: { openai: '2025-12-04', azure: '2026-02-12' },
    captures: ['openai-dotnet-streamingresponseswithreasoningsummaryasync', 'vercel-ai-azure-reasoning-encrypted-content-1-1'],
  }),
  notYet({
    field: 'response.completed-at',
    at: { in: 'response', pointer: '/completed_at' },
    since: { openai: '2025-12-22', azure: '2026-02-11' },
    until: { openai: '2026-01-22', azure: '2026-04-11' },
    captures: ['vercel-ai-openai-mcp-tool-approval-1', 'vercel-ai-azure-text-1'],
  }),
  notYet({
    field: 'response.frequency-penalty',
    at: { in: 'response', pointer: '/frequency_penalty' },
    since: { openai: '2026-01-13', azure: '2026-03-12' },
    until: { openai: '2026-02-13', azure: '2026-05-12' },
    captures: ['braintrust-py-test-agents-tool-openai-nested-spans-1', 'fantasy-testazureresponsescommon-azure-o4-mini-tool-2-9330a85'],
  }),
  notYet({
    field: 'response.presence-penalty',
    at: { in: 'response', pointer: '/presence_penalty' },
    since: { openai: '2026-01-13', azure: '2026-03-12' },
    until: { openai: '2026-02-13', azure: '2026-05-12' },
    captures: ['braintrust-py-test-agents-tool-openai-nested-spans-1', 'fantasy-testazureresponsescommon-azure-o4-mini-tool-2-9330a85'],
  }),
  notYet({
    field: 'response.moderation',
    at: { in: 'response', pointer: '/moderation' },
    since: { openai: '2026-04-27', azure: '2026-06-24' },
    until: { openai: '2026-05-27', azure: '2026-08-24' },
    captures: [
      'openai-dotnet-tokenlogprobabilitiesstreaming-true-async',
      'fantasy-testazureresponsescommon-azure-gpt-5-mini-tool-streaming-1',
    ],
  }),
  notYet({
    field: 'response.reasoning-context',
    at: { in: 'response', pointer: '/reasoning/context' },
    since: { openai: '2026-05-23', azure: '2026-06-24' },
    until: { openai: '2026-07-02', azure: '2026-08-24' },
    captures: ['chatlas-test-content-capture-enabled', 'fantasy-testazureresponsescommon-azure-gpt-5-mini-tool-streaming-1'],
  }),
  notYet({
    field: 'response.tool-usage',
    at: { in: 'response', pointer: '/tool_usage' },
    since: { openai: '2026-06-25', azure: '2026-08-19' },
    until: { openai: '2026-07-25', azure: '2026-10-31' },
    captures: [
      'openai-dotnet-responseswithpromptcache',
      'ruby_llm-chat-responses-protocol-dialects-with-azure-gpt-5-nano-streams-responses',
    ],
  }),
  notYet({
    field: 'response.usage-cache-write-tokens',
    at: { in: 'response', pointer: '/usage/input_tokens_details/cache_write_tokens' },
    since: { openai: '2026-07-09', azure: '2026-08-19' },
    until: { openai: '2026-08-09', azure: '2026-10-31' },
    captures: [
      'dd-trace-py-responses-prompt-caching-5-6-cache-write',
      'ruby_llm-chat-responses-protocol-dialects-with-azure-gpt-5-nano-streams-responses',
    ],
  }),
]

export const responseDeviations: readonly Deviation[] = [
  ...dated,
  {
    id: 'response.azure-content-filters',
    at: { in: 'response', pointer: '/content_filters' },
    kind: 'extra',
    verdict: 'accepted',
    provider: ['azure'],
    reason: 'Azure OpenAI adds what its content filters found: null until the end, then a list.',
    captures: ['vercel-ai-azure-text-1', 'vercel-ai-azure-code-interpreter-tool-1'],
    source: ['openai/openai-ruby#422'],
  },
  {
    id: 'response.cut-down',
    at: { in: 'response', pointer: '/*' },
    kind: 'missing',
    verdict: 'explained',
    reason:
      'Every Response of OpenAI and Azure has had this key from its first day (or from the day the dated entries name). Without it the object is a fixture cut down by hand, or comes from a server that sends a minimal Response.',
    captures: ['pydantic-ai-test-openai-responses-apply-patch-toolset-stream-1-1f0dc22', 'vercel-ai-openai-phase-1'],
    source: ['ggml-org/llama.cpp#20607', 'BerriAI/litellm#20570'],
  },
  {
    id: 'response.usage-cut-down',
    at: { in: 'response', pointer: '/usage/**' },
    kind: 'missing',
    verdict: 'explained',
    reason: 'Token counts are always complete on the wire. Fixtures cut down by hand and many servers leave out the details or the total.',
    captures: ['pydantic-ai-test-openai-responses-apply-patch-toolset-stream-1-1f0dc22'],
    source: ['router-for-me/CLIProxyAPI#4985', 'BerriAI/litellm#28899'],
  },
]
