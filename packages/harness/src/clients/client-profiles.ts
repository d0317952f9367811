import type { ClientProfile } from './client-profile.ts'

/** Events are unusable to any reader: not JSON, no type, text split wrongly, no end. */
const UNREADABLE = ['GW004', 'GW005', 'GW009', 'GW012', 'GW014', 'GW016']
/** Indexes and ids by which content is put together. */
const ADDRESSING = ['GW501', 'GW502', 'GW503', 'GW504', 'GW505', 'GW506', 'GW507', 'GW508', 'GW509', 'GW510', 'GW511', 'GW514', 'GW517']
/** Fields that a typed reader refuses when absent, null or of another type. */
const TYPED = ['GW201', 'GW202', 'GW203', 'GW204', 'GW206', 'GW207', 'GW209', 'GW210', 'GW211', 'GW212', 'GW213', 'GW214', 'GW215', 'GW216', 'GW217', 'GW218']
/** Announcements and closings that a state machine waits for. */
const LIFE_OF_ITEMS = ['GW401', 'GW402', 'GW403', 'GW404', 'GW407', 'GW415', 'GW416', 'GW602', 'GW603']

/**
 * The clients that were read, with the rules that break each. A profile says what is certain from the client's own types and code;
 * `goldwire check` tells these verdicts, running the clients proves them.
 */
export const clientProfiles: readonly ClientProfile[] = [
  {
    client: 'Codex CLI',
    reads: 'dispatches on data.type; items only from output_item.done; ends at response.completed; errors only from response.failed',
    breaksOn: [...UNREADABLE, 'GW210', 'GW218', 'GW301', 'GW304', 'GW308', 'GW320', 'GW401', 'GW402', 'GW409', 'GW507', 'GW706', 'GW707', 'GW804', 'GW902', 'GW903'],
    sources: ['codex-rs codex-api sse/responses.rs', 'openai/codex#24973', 'openai/codex#41340', 'Wei-Shaw/sub2api#2875'],
  },
  {
    client: 'Grok CLI',
    reads: 'serde with closed enums; sequence_number, created_at, annotations, status required everywhere',
    breaksOn: [...UNREADABLE, ...TYPED, ...ADDRESSING, 'GW102', 'GW104', 'GW205', 'GW219', 'GW301', 'GW409', 'GW902', 'GW903', 'GW906', 'GW907'],
    sources: ['Wei-Shaw/sub2api#7128', 'diegosouzapw/OmniRoute#13964', 'BerriAI/litellm#28899'],
  },
  {
    client: 'Rig',
    reads: 'serde; sequence_number and a whole Response required; a known type that fails to parse is an error',
    breaksOn: [...UNREADABLE, ...TYPED, 'GW102', 'GW104', 'GW206', 'GW301', 'GW409', 'GW501', 'GW505', 'GW509', 'GW514', 'GW517', 'GW902', 'GW903'],
    sources: ['0xPlaygrounds/rig#1021', '0xPlaygrounds/rig#1550', 'ggml-org/llama.cpp PR 24957'],
  },
  {
    client: 'async-openai',
    reads: 'serde tag="type" over a closed union; sequence_number u64 required',
    breaksOn: [...UNREADABLE, ...TYPED, 'GW102', 'GW104', 'GW205', 'GW206', 'GW409', 'GW501', 'GW505', 'GW509', 'GW514', 'GW517', 'GW902', 'GW903', 'GW906', 'GW907'],
    sources: ['64bit/async-openai#472', '64bit/async-openai#548'],
  },
  {
    client: 'openai-node responses.stream()',
    reads: 'an accumulator that throws on unknown events, wrong owners, skipped indexes and a first event that is not created',
    breaksOn: [...UNREADABLE, ...ADDRESSING, ...LIFE_OF_ITEMS, 'GW205', 'GW210', 'GW302', 'GW305', 'GW513', 'GW515', 'GW516'],
    sources: ['openai-node 7.57 ResponseAccumulator', 'openai/openai-node#1964', 'openai/openai-node#2021'],
  },
  {
    client: 'openai-python responses.stream()',
    reads: 'a lenient raw stream under helpers that index into output and content',
    breaksOn: [...UNREADABLE, 'GW210', 'GW218', 'GW302', 'GW401', 'GW501', 'GW502', 'GW503', 'GW505', 'GW506', 'GW603', 'GW606'],
    sources: ['openai/openai-python#2852', 'openai/openai-python#3010', 'openai/openai-python#3125', 'BerriAI/litellm#40121'],
  },
  {
    client: 'Vercel AI SDK',
    reads: 'zod per known event, unknown types skipped; a known type with a missing field fails the stream',
    breaksOn: [...UNREADABLE, 'GW201', 'GW202', 'GW203', 'GW207', 'GW210', 'GW401', 'GW501', 'GW502', 'GW507', 'GW508', 'GW514', 'GW603', 'GW801', 'GW804', 'GW903'],
    sources: ['vercel/ai#21360', 'vercel/ai#18548', 'vercel/ai#12086', 'ggml-org/llama.cpp#20607'],
  },
  {
    client: 'LangChain',
    reads: 'indexes and ids to merge chunks; reads the final response for metadata',
    breaksOn: [...UNREADABLE, 'GW210', 'GW218', 'GW501', 'GW502', 'GW505', 'GW509', 'GW514', 'GW903'],
    sources: ['langchain-ai/langchainjs#11044', 'langchain-ai/langchain#37625', 'langchain-ai/langchain#39041'],
  },
]
