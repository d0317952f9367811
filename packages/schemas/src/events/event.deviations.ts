import { type Deviation, notYet } from '../read/deviation.ts'

/** OpenAI never sends it so: it is what the reference types, and what servers built from the reference send. */
const flatError: Pick<Deviation, 'verdict' | 'reason' | 'captures' | 'source'> = {
  verdict: 'explained',
  reason: 'The reference and the SDK type the error event flat; OpenAI sends it nested under `error`.',
  captures: ['prism-stream-rate-limited-1', 'vercel-ai-openai-error-1'],
  source: ['openai/openai-python#2487', 'openai/openai-dotnet#881', 'openai/openai-node#2021'],
}

export const eventDeviations: readonly Deviation[] = [
  notYet({
    field: 'event.sequence-number',
    at: { in: 'event', pointer: '/sequence_number' },
    since: { openai: '2025-05-29', azure: '2025-09-11' },
    until: { openai: '2025-06-29', azure: '2025-09-11' },
    captures: ['braintrust-py-test-openai-response-streaming-async-1', 'dd-trace-py-response-function-call-streamed'],
  }),
  notYet({
    field: 'event.logprobs',
    at: { in: 'event', type: ['response.output_text.delta', 'response.output_text.done'], pointer: '/logprobs' },
    since: { openai: '2025-06-26', azure: '2025-09-11' },
    until: { openai: '2025-07-26', azure: '2025-09-11' },
    captures: ['prism-stream-common-conversation-with-history-1-165e91c', 'dd-trace-py-response-tools-stream-c9da6d6'],
    source: ['openai/openai-python#2489', 'openai/openai-agents-python#1276'],
  }),
  {
    id: 'event.error-flat',
    at: { in: 'event', type: 'error', pointer: '/error' },
    kind: 'missing',
    beside: '/message',
    ...flatError,
  },
]
