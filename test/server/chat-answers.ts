import { sse } from '@goldwire/server/testing'

/** An answer as one server writes it, and what it says. The shapes are those of the servers' sources and documentation; the words are ours. */
export interface ChatAnswer {
  body: string[]
  text?: string
  reasoning?: string
  summary?: string
  refusal?: string
  calls?: { name: string; arguments: string; call_id?: string }[]
  status?: 'completed' | 'incomplete' | 'failed'
  usage?: { input_tokens: number; output_tokens: number; cached?: number; reasoning?: number }
  /** Types of the output items in order. */
  items: string[]
}

const base = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_760_000_000, model: 'chat-model' }
const chunk = (delta: object, more: object = {}, top: object = {}) => ({
  ...base,
  choices: [{ index: 0, delta, logprobs: null, finish_reason: null, ...more }],
  ...top,
})
const finish = (reason: string | null, more: object = {}, top: object = {}) => chunk({}, { finish_reason: reason, ...more }, top)
const usageChunk = (usage: object) => ({ ...base, choices: [], usage })
const plain = { prompt_tokens: 12, completion_tokens: 5, total_tokens: 17 }
const call = (
  index: number | undefined,
  fields: { id?: string | null; name?: string | null; arguments?: unknown; type?: string | null },
) => {
  const { id, type = 'function', ...named } = fields
  return { ...(index !== undefined && { index }), ...(id !== undefined && { id }), type, function: named }
}
const calls = (...list: object[]) => chunk({ tool_calls: list })

export const paris = '{"city": "Paris"}'
export const rome = '{"city": "Rome"}'
const twoCalls = [
  { name: 'weather', arguments: paris },
  { name: 'weather', arguments: rome },
]

export const chatAnswers: { readonly [name: string]: ChatAnswer } = {
  'vLLM: text, usage in a chunk of its own': {
    body: sse(
      chunk({ role: 'assistant', content: '' }, {}, { prompt_token_ids: null }),
      chunk({ content: 'A good' }, { token_ids: null }),
      chunk({ content: ' day.' }),
      finish('stop', { stop_reason: null }),
      usageChunk({ ...plain, prompt_tokens_details: { cached_tokens: 8 } }),
    ),
    text: 'A good day.',
    usage: { input_tokens: 12, output_tokens: 5, cached: 8 },
    items: ['message'],
  },
  'vLLM: thoughts in `reasoning` and, for old clients, in `reasoning_content`': {
    body: sse(
      chunk({ role: 'assistant', content: '', reasoning_content: null }),
      chunk({ reasoning: 'Let me', reasoning_content: 'Let me' }),
      chunk({ reasoning: ' think.', reasoning_content: ' think.' }),
      chunk({ content: '\n\nDone.', reasoning: null }),
      finish('stop', { stop_reason: null }),
      usageChunk({ ...plain, completion_tokens_details: { reasoning_tokens: 3 } }),
    ),
    reasoning: 'Let me think.',
    text: '\n\nDone.',
    usage: { input_tokens: 12, output_tokens: 5, reasoning: 3 },
    items: ['reasoning', 'message'],
  },
  'vLLM: a forced call, each piece with another id and the name again': {
    body: sse(
      chunk({ role: 'assistant', content: '' }),
      calls(call(0, { id: 'chatcmpl-tool-aa', name: 'weather', arguments: '{"city' })),
      calls(call(0, { id: 'chatcmpl-tool-bb', name: 'weather', arguments: '": "Pa' })),
      calls(call(0, { id: 'chatcmpl-tool-cc', name: 'weather', arguments: 'ris"}' })),
      finish('stop'),
      usageChunk(plain),
    ),
    calls: [{ name: 'weather', arguments: paris, call_id: 'chatcmpl-tool-aa' }],
    items: ['function_call'],
  },
  'vLLM: usage in every chunk': {
    body: sse(
      chunk({ role: 'assistant', content: '' }, {}, { usage: { prompt_tokens: 12, completion_tokens: 0, total_tokens: 12 } }),
      chunk({ content: 'Hello' }, {}, { usage: { prompt_tokens: 12, completion_tokens: 1, total_tokens: 13 } }),
      finish('length', {}, { usage: { prompt_tokens: 12, completion_tokens: 2, total_tokens: 14 } }),
    ),
    text: 'Hello',
    status: 'incomplete',
    usage: { input_tokens: 12, output_tokens: 2 },
    items: ['message'],
  },
  'SGLang: nulls everywhere, parallel calls': {
    body: sse(
      chunk({ role: 'assistant', content: '', reasoning_content: null, tool_calls: null }, { matched_stop: null }, { usage: null }),
      chunk({ role: null, content: null, reasoning_content: 'Two cities.', tool_calls: null }, {}, { usage: null }),
      calls(call(0, { id: 'call_s1', name: 'weather', arguments: '' })),
      calls(call(0, { id: null, name: null, arguments: '{"city": ' })),
      calls(call(0, { id: null, name: null, arguments: '"Paris"}' })),
      calls(call(1, { id: 'call_s2', name: 'weather', arguments: '' })),
      calls(call(1, { id: null, name: null, arguments: rome })),
      finish('tool_calls', { matched_stop: 151_645 }, { usage: null }),
      usageChunk(plain),
    ),
    reasoning: 'Two cities.',
    calls: twoCalls,
    items: ['reasoning', 'function_call', 'function_call'],
  },
  'Ollama: whole calls, all of them number 0': {
    body: sse(
      chunk({ role: 'assistant', content: '', reasoning: 'Two.' }),
      calls(call(0, { id: 'call_o1', name: 'weather', arguments: paris }), call(0, { id: 'call_o2', name: 'weather', arguments: rome })),
      finish('tool_calls'),
      usageChunk(plain),
    ),
    reasoning: 'Two.',
    calls: [
      { name: 'weather', arguments: paris, call_id: 'call_o1' },
      { name: 'weather', arguments: rome, call_id: 'call_o2' },
    ],
    items: ['reasoning', 'function_call', 'function_call'],
  },
  'Ollama before 0.4.7: calls without a number': {
    body: sse(
      calls(call(undefined, { id: 'call_o1', name: 'weather', arguments: paris })),
      calls(call(undefined, { id: 'call_o2', name: 'weather', arguments: rome })),
      finish('stop'),
    ),
    calls: twoCalls,
    items: ['function_call', 'function_call'],
  },
  'llama-server: thoughts, then a call in pieces, timings, usage in the last chunk': {
    body: sse(
      chunk({ role: 'assistant', content: null }),
      chunk({ reasoning_content: 'Hm' }),
      chunk({ reasoning_content: '.' }),
      calls(call(0, { id: 'Zx81', name: 'weather', arguments: '{' })),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '"city": "Paris"' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '}' } }] }),
      finish('tool_calls', {}, { usage: plain, timings: { prompt_n: 12 } }),
    ),
    reasoning: 'Hm.',
    calls: [{ name: 'weather', arguments: paris, call_id: 'Zx81' }],
    items: ['reasoning', 'function_call'],
  },
  'LM Studio: two calls whose pieces come in turns': {
    body: sse(
      calls(call(0, { id: '100000001', name: 'weather', arguments: '' })),
      calls(call(1, { id: '100000002', name: 'weather', arguments: '' })),
      calls(call(0, { arguments: '{"city": ' })),
      calls(call(1, { arguments: '{"city": "Ro' })),
      calls(call(0, { arguments: '"Paris"}' })),
      calls(call(1, { arguments: 'me"}' })),
      finish('tool_calls'),
    ),
    calls: twoCalls,
    items: ['function_call', 'function_call'],
  },
  'DeepSeek: comments to keep the line open, usage beside the finish reason': {
    body: sse(
      ': keep-alive\n\n',
      chunk({ role: 'assistant', content: null, reasoning_content: '' }),
      chunk({ content: null, reasoning_content: 'First thought' }),
      ': keep-alive\n\n',
      chunk({ content: 'Yes', reasoning_content: null }),
      chunk(
        { content: '', reasoning_content: null },
        { finish_reason: 'stop' },
        {
          usage: {
            ...plain,
            prompt_cache_hit_tokens: 4,
            prompt_cache_miss_tokens: 8,
            completion_tokens_details: { reasoning_tokens: 2 },
          },
        },
      ),
    ),
    reasoning: 'First thought',
    text: 'Yes',
    usage: { input_tokens: 12, output_tokens: 5, cached: 4, reasoning: 2 },
    items: ['reasoning', 'message'],
  },
  'OpenRouter: thoughts twice, reasoning details, native finish reason': {
    body: sse(
      ': OPENROUTER PROCESSING\n\n',
      chunk({
        role: 'assistant',
        content: '',
        reasoning: 'I see',
        reasoning_details: [{ type: 'reasoning.text', text: 'I see', index: 0 }],
      }),
      chunk({ role: 'assistant', content: 'Good.' }),
      finish('stop', { native_finish_reason: 'STOP' }),
      usageChunk({ ...plain, cost: 0.001, completion_tokens_details: { reasoning_tokens: 0 } }),
    ),
    reasoning: 'I see',
    text: 'Good.',
    // Nobody counted the thoughts: 5 tokens are 10 characters, 5 of them thoughts.
    usage: { input_tokens: 12, output_tokens: 5, reasoning: 3 },
    items: ['reasoning', 'message'],
  },
  'OpenRouter: summaries alone': {
    body: sse(
      chunk({ content: '', reasoning_details: [{ type: 'reasoning.summary', summary: 'Weighing it up.', index: 0 }] }),
      chunk({ content: '', reasoning_details: [{ type: 'reasoning.encrypted', data: 'gAAA', index: 1 }] }),
      chunk({ content: 'Good.' }),
      finish('stop'),
    ),
    summary: 'Weighing it up.',
    text: 'Good.',
    items: ['reasoning', 'message'],
  },
  'OpenRouter: an error in the middle': {
    body: sse(chunk({ content: 'So far' }), {
      ...chunk({ content: '' }, { finish_reason: 'error' }),
      error: { code: 502, message: 'Provider disconnected', metadata: { provider_name: 'x' } },
    }),
    text: 'So far',
    status: 'failed',
    items: ['message'],
  },
  'vLLM: an error in the middle, then [DONE]': {
    body: sse(chunk({ content: 'So far' }), { error: { message: 'out of pages', type: 'InternalServerError', param: null, code: 500 } }),
    text: 'So far',
    status: 'failed',
    items: ['message'],
  },
  'Mistral: thoughts as parts of the content': {
    body: sse(
      chunk({ role: 'assistant', content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Aha' }] }] }),
      chunk({ content: [{ type: 'text', text: 'Bon' }] }),
      chunk({ content: 'jour' }, { finish_reason: 'stop' }, { usage: plain }),
    ),
    reasoning: 'Aha',
    text: 'Bonjour',
    items: ['reasoning', 'message'],
  },
  'Gemini: every call is number 0, none has an id': {
    body: sse(
      calls(call(0, { id: '', name: 'weather', arguments: paris })),
      calls(call(0, { id: '', name: 'clock', arguments: rome })),
      finish('stop', {}, { usage: plain }),
    ),
    calls: [
      { name: 'weather', arguments: paris },
      { name: 'clock', arguments: rome },
    ],
    items: ['function_call', 'function_call'],
  },
  'think tags left in the text, cut in two': {
    body: sse(
      chunk({ content: '<th' }),
      chunk({ content: 'ink>\nWell' }),
      chunk({ content: '.\n</thi' }),
      chunk({ content: 'nk>\n\nFine' }),
      finish('stop'),
    ),
    reasoning: '\nWell.\n',
    text: 'Fine',
    items: ['reasoning', 'message'],
  },
  'an old server: function_call': {
    body: sse(
      chunk({ role: 'assistant', content: null, function_call: { name: 'weather', arguments: '' } }),
      chunk({ function_call: { arguments: paris } }),
      finish('function_call'),
    ),
    calls: [{ name: 'weather', arguments: paris }],
    items: ['function_call'],
  },
  'arguments as an object, a late name, no arguments at all': {
    body: sse(
      chunk({ tool_calls: [{ index: 0, id: 'a', function: { arguments: '{"city": ' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { name: 'weather', arguments: '"Paris"}' } }] }),
      calls(call(1, { id: 'b', name: 'weather', arguments: { city: 'Rome' } })),
      calls(call(2, { id: 'c', name: 'clock', arguments: '' })),
      finish('tool_calls'),
    ),
    calls: [
      { name: 'weather', arguments: paris },
      { name: 'weather', arguments: '{"city":"Rome"}' },
      { name: 'clock', arguments: '{}' },
    ],
    items: ['function_call', 'function_call', 'function_call'],
  },
  'a call between two texts, white space around it': {
    body: sse(
      chunk({ content: 'Let me look.' }),
      chunk({ content: '\n' }),
      calls(call(0, { id: 'a', name: 'clock', arguments: '{}' })),
      chunk({ content: '\n\n' }),
      finish('tool_calls'),
    ),
    text: 'Let me look.\n',
    calls: [{ name: 'clock', arguments: '{}' }],
    items: ['message', 'function_call'],
  },
  'a refusal': {
    body: sse(
      chunk({ role: 'assistant', content: null, refusal: '' }),
      chunk({ refusal: 'No, ' }),
      chunk({ refusal: 'thanks.' }),
      finish('stop'),
    ),
    refusal: 'No, thanks.',
    items: ['message'],
  },
  'a filter': {
    body: sse({ ...base, choices: [], prompt_filter_results: [] }, chunk({ content: 'Once' }), finish('content_filter'), usageChunk(plain)),
    text: 'Once',
    status: 'incomplete',
    items: ['message'],
  },
  'an empty answer': {
    body: sse(chunk({ role: 'assistant', content: '' }), finish('stop'), usageChunk(plain)),
    text: '',
    items: ['message'],
  },
  'no finish reason, but [DONE]': { body: sse(chunk({ content: 'Hi' }, { finish_reason: undefined })), text: 'Hi', items: ['message'] },
  'a finish reason, but no [DONE]; data lines without a space; CRLF': {
    body: [`data:${JSON.stringify(chunk({ content: 'Hi' }))}\r\n\r\n`, `data:${JSON.stringify(finish('stop'))}\r\n\r\n`],
    text: 'Hi',
    items: ['message'],
  },
  'a call that the limit cuts off': {
    body: sse(calls(call(0, { id: 'a', name: 'weather', arguments: '{"city": "Pa' })), finish('length'), usageChunk(plain)),
    calls: [{ name: 'weather', arguments: '{"city": "Pa' }],
    status: 'incomplete',
    items: ['function_call'],
  },
}
