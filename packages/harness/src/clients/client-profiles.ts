import type { ClientProfile } from './client-profile.ts'
import type { Read } from './reading.ts'
import { readAiSdkOpenResponses } from './readers/ai-sdk-open-responses.ts'
import { readAiSdkOpenai } from './readers/ai-sdk-openai.ts'
import { readAsyncOpenai } from './readers/async-openai.ts'
import { readCodex } from './readers/codex.ts'
import { readGrok } from './readers/grok.ts'
import { readLangchain } from './readers/langchain.ts'
import { readOpenaiNode } from './readers/node-events.ts'
import { readOpenaiAgents } from './readers/openai-agents.ts'
import { readOpenaiGo } from './readers/openai-go.ts'
import { readOpenaiNodeStream } from './readers/openai-node-stream.ts'
import { readOpenaiPythonStream } from './readers/openai-python-stream.ts'
import { readOpenaiPython } from './readers/python-events.ts'
import { readRig038 } from './readers/rig-038.ts'
import { readRig } from './readers/rig.ts'
import { readTanstack } from './readers/tanstack.ts'
import { rulesThatBreak } from './rules-that-break.ts'

const FUNCTIONS = ['function_call']
const CALLS = ['function_call', 'custom_tool_call']

interface Given {
  refusals?: boolean
  calls?: readonly string[]
  sources: readonly string[]
}

function profile(
  client: string,
  version: string | null,
  read: Read,
  reads: string,
  { refusals = false, calls = FUNCTIONS, sources }: Given,
): ClientProfile {
  return { client, version, reads, read, gives: { refusals, calls }, breaksOn: rulesThatBreak[client]?.split(' ') ?? [], sources }
}

/** The clients that were read, each with its own way of reading, and run: `npm run prove:profiles` holds what they are said to do against what they do. */
export const clientProfiles: readonly ClientProfile[] = [
  profile(
    'Codex CLI',
    '0.169.0',
    readCodex,
    'dispatches on data.type; items only from output_item.done; response.completed has to come; what it cannot read it leaves out',
    {
      sources: ['codex-rs codex-api sse/responses.rs', 'openai/codex#24973', 'openai/codex#41340', 'Wei-Shaw/sub2api#2875'],
    },
  ),
  profile(
    'Grok CLI',
    null,
    readGrok,
    'serde with closed enums; sequence_number, created_at, annotations, status required everywhere; known from threads only',
    {
      sources: [
        'Wei-Shaw/sub2api#7128',
        'Wei-Shaw/sub2api#5140',
        'Wei-Shaw/sub2api#5343',
        'diegosouzapw/OmniRoute#13964',
        'BerriAI/litellm#28899',
      ],
    },
  ),
  profile(
    'Rig',
    '0.44.0',
    readRig,
    'every field leniently; items by index, else by id; has to end with completed or incomplete; the content type has to be an event stream',
    {
      refusals: true,
      calls: CALLS,
      sources: ['rig-core 0.44 providers/openai/responses_api/streaming.rs'],
    },
  ),
  profile(
    'Rig 0.38',
    '0.38.0',
    readRig038,
    'serde; an event that lacks sequence_number, output_index or a whole Response is left out without a word, and its text with it',
    {
      refusals: true,
      sources: [
        'rig-core 0.38 providers/openai/responses_api/streaming.rs',
        '0xPlaygrounds/rig#1021',
        '0xPlaygrounds/rig#1550',
        'ggml-org/llama.cpp PR 24957',
      ],
    },
  ),
  profile(
    'async-openai',
    '0.43.0',
    readAsyncOpenai,
    'serde tag="type" over a closed enum; every declared field of every event, item and response',
    {
      sources: ['async-openai 0.43 types/responses', '64bit/async-openai#472', '64bit/async-openai#548'],
    },
  ),
  profile('openai-node', '7.57.0', readOpenaiNode, 'raw events as they come; throws on what is no JSON and on a member error', {
    sources: ['openai-node 7.57 core/streaming'],
  }),
  profile(
    'openai-node responses.stream()',
    '7.57.0',
    readOpenaiNodeStream,
    'an accumulator that throws on unknown events, wrong owners, skipped indexes and a first event that is not created',
    {
      sources: ['openai-node 7.57 internal/responses/response-accumulator', 'openai/openai-node#1964', 'openai/openai-node#2021'],
    },
  ),
  profile('openai-python', '3.54.0', readOpenaiPython, 'raw events built of whatever is there', {
    sources: ['openai-python _streaming, _models'],
  }),
  profile(
    'openai-python responses.stream()',
    '3.54.0',
    readOpenaiPythonStream,
    'created first; text and arguments at an announced item; identities that stay; the final response from completed',
    {
      sources: [
        'openai-python lib/streaming/responses',
        'openai/openai-python#2852',
        'openai/openai-python#3010',
        'openai/openai-python#3125',
        'BerriAI/litellm#40121',
      ],
    },
  ),
  profile('openai-go', '3.96.0', readOpenaiGo, 'no field is asked for; a member error ends the stream; lines end with LF', {
    sources: ['openai-go v3 packages/ssestream'],
  }),
  profile(
    'Vercel AI SDK',
    '4.0.118',
    readAiSdkOpenai,
    'zod per known event and item, unknown ones skipped; text and thought only in parts that were announced',
    {
      refusals: true,
      calls: [...CALLS, 'shell_call', 'local_shell_call', 'apply_patch_call'],
      sources: [
        '@ai-sdk/openai openaiResponsesChunkSchema',
        'vercel/ai#21360',
        'vercel/ai#18548',
        'vercel/ai#12086',
        'ggml-org/llama.cpp#20607',
      ],
    },
  ),
  profile(
    'Vercel AI SDK open-responses',
    '2.0.36',
    readAiSdkOpenResponses,
    'nothing is checked; pieces and calls belong together by the id of their item',
    {
      sources: ['@ai-sdk/open-responses doStream'],
    },
  ),
  profile(
    'LangChain',
    '1.6.0',
    readLangchain,
    'text of deltas; calls put together by output_index; the final response is converted once more',
    {
      calls: CALLS,
      sources: [
        '@langchain/openai converters/responses',
        'langchain-ai/langchainjs#11044',
        'langchain-ai/langchain#37625',
        'langchain-ai/langchain#39041',
      ],
    },
  ),
  profile('OpenAI Agents', '0.20.0', readOpenaiAgents, 'text of deltas; answer and calls only from the response that completes', {
    sources: ['@openai/agents-openai openaiResponsesModel'],
  }),
  profile('TanStack AI', '0.23.1', readTanstack, 'text of deltas or whole parts; calls by the id of their item; an end is not asked for', {
    sources: ['@tanstack/openai-base adapters/responses-text'],
  }),
]
