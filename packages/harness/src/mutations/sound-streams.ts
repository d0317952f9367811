import type { JsonObject } from '../lint/json.ts'
import { type Draft, hex, id, type MakeItem, pad, piece } from './made-item.ts'
import { applyPatch, codeInterpreter, fileSearch, imageGeneration, mcpCall, mcpListTools, shellCall, webSearch } from './sound-tools.ts'

/** The Response object of today's wire, as `response.created` carries it. */
export function madeResponse(more: JsonObject = {}): JsonObject {
  return {
    id: id('resp', 1),
    object: 'response',
    created_at: 1_787_000_000,
    status: 'in_progress',
    background: false,
    completed_at: null,
    error: null,
    frequency_penalty: 0,
    incomplete_details: null,
    instructions: 'Be brief.',
    max_output_tokens: null,
    max_tool_calls: null,
    model: 'made-up-model-2026-08-01',
    moderation: null,
    output: [],
    parallel_tool_calls: true,
    presence_penalty: 0,
    previous_response_id: null,
    prompt_cache_key: null,
    prompt_cache_retention: 'in_memory',
    reasoning: { context: null, effort: null, summary: null },
    safety_identifier: null,
    service_tier: 'auto',
    store: true,
    temperature: 1,
    text: { format: { type: 'text' }, verbosity: 'medium' },
    tool_choice: 'auto',
    tool_usage: {
      image_gen: {
        input_tokens: 0,
        input_tokens_details: { image_tokens: 0, text_tokens: 0 },
        output_tokens: 0,
        output_tokens_details: { image_tokens: 0, text_tokens: 0 },
        total_tokens: 0,
      },
      web_search: { num_requests: 0 },
    },
    tools: [],
    top_logprobs: 0,
    top_p: 0.98,
    truncation: 'disabled',
    usage: null,
    user: null,
    metadata: {},
    ...more,
  }
}

export function message(
  text: string,
  options: { annotations?: JsonObject[]; logprobs?: boolean; phase?: string; status?: string } = {},
): MakeItem {
  return (index) => {
    const item_id = id('msg', index + 20)
    const place = { item_id, output_index: index, content_index: 0 }
    const entry = (token: string) => ({
      token,
      bytes: [...new TextEncoder().encode(token)],
      logprob: -0.25 - token.length / 100,
      top_logprobs: [],
    })
    const logs = (token: string) => (options.logprobs === true ? [entry(token)] : [])
    const annotations = options.annotations ?? []
    const part = { type: 'output_text', annotations, logprobs: [], text }
    const phase = options.phase === undefined ? {} : { phase: options.phase }
    const head = { id: item_id, type: 'message', ...phase, role: 'assistant' }
    return {
      added: { ...head, status: 'in_progress', content: [] },
      between: [
        { type: 'response.content_part.added', ...place, part: { type: 'output_text', annotations: [], logprobs: [], text: '' } },
        ...piece(text).map((delta) => ({
          type: 'response.output_text.delta',
          ...place,
          delta,
          logprobs: logs(delta),
          obfuscation: pad(delta),
        })),
        ...annotations.map((annotation, annotation_index) => ({
          type: 'response.output_text.annotation.added',
          ...place,
          annotation_index,
          annotation,
        })),
        { type: 'response.output_text.done', ...place, text, logprobs: piece(text).flatMap(logs) },
        { type: 'response.content_part.done', ...place, part },
      ],
      done: { ...head, status: options.status ?? 'completed', content: [{ ...part, logprobs: piece(text).flatMap(logs) }] },
    }
  }
}

export function refusal(text: string): MakeItem {
  return (index) => {
    const item_id = id('msg', index + 40)
    const place = { item_id, output_index: index, content_index: 0 }
    const head = { id: item_id, type: 'message', role: 'assistant' }
    return {
      added: { ...head, status: 'in_progress', content: [] },
      between: [
        { type: 'response.content_part.added', ...place, part: { type: 'refusal', refusal: '' } },
        ...piece(text).map((delta) => ({ type: 'response.refusal.delta', ...place, delta })),
        { type: 'response.refusal.done', ...place, refusal: text },
        { type: 'response.content_part.done', ...place, part: { type: 'refusal', refusal: text } },
      ],
      done: { ...head, status: 'completed', content: [{ type: 'refusal', refusal: text }] },
    }
  }
}

/** Items whose one text is streamed without parts: functions, custom tools. */
function call(type: string, prefix: string, event: string, field: string, text: string, name: string): MakeItem {
  return (index) => {
    const item_id = id(prefix, index + 60)
    const place = { item_id, output_index: index }
    const head = { id: item_id, type, call_id: `call_${hex(index + 70).slice(0, 24)}`, name }
    return {
      added: { ...head, status: 'in_progress', [field]: '' },
      between: [
        ...piece(text).map((delta) => ({ type: `${event}.delta`, ...place, delta, obfuscation: pad(delta) })),
        { type: `${event}.done`, ...place, [field]: text },
      ],
      done: { ...head, status: 'completed', [field]: text },
    }
  }
}

export const functionCall = (name: string, json: string): MakeItem =>
  call('function_call', 'fc', 'response.function_call_arguments', 'arguments', json, name)
export const customCall = (name: string, input: string): MakeItem =>
  call('custom_tool_call', 'ctc', 'response.custom_tool_call_input', 'input', input, name)

export function reasoning(summaries: string[], encrypted: string | null = null): MakeItem {
  return (index) => {
    const item_id = id('rs', index + 80)
    const head = { id: item_id, type: 'reasoning', content: [] }
    const cipher = (suffix: string) => (encrypted === null ? {} : { encrypted_content: `${encrypted}${suffix}` })
    return {
      added: { ...head, ...cipher('A'), summary: [] },
      between: summaries.flatMap((text, summary_index) => {
        const place = { item_id, output_index: index, summary_index }
        return [
          { type: 'response.reasoning_summary_part.added', ...place, part: { type: 'summary_text', text: '' } },
          ...piece(text).map((delta) => ({ type: 'response.reasoning_summary_text.delta', ...place, delta, obfuscation: pad(delta) })),
          { type: 'response.reasoning_summary_text.done', ...place, text },
          { type: 'response.reasoning_summary_part.done', ...place, part: { type: 'summary_text', text } },
        ]
      }),
      done: { ...head, ...cipher('B'), summary: summaries.map((text) => ({ type: 'summary_text', text })) },
    }
  }
}

export function rawReasoning(text: string): MakeItem {
  return (index) => {
    const item_id = id('rs', index + 90)
    const place = { item_id, output_index: index, content_index: 0 }
    const head = { id: item_id, type: 'reasoning', summary: [] }
    const part = { type: 'reasoning_text', text }
    return {
      added: { ...head, content: [] },
      between: [
        { type: 'response.content_part.added', ...place, part: { type: 'reasoning_text', text: '' } },
        ...piece(text).map((delta) => ({ type: 'response.reasoning_text.delta', ...place, delta })),
        { type: 'response.reasoning_text.done', ...place, text },
        { type: 'response.content_part.done', ...place, part },
      ],
      done: { ...head, content: [part] },
    }
  }
}

export interface StreamOptions {
  terminal?: 'completed' | 'incomplete' | 'failed'
  response?: JsonObject
  background?: boolean
  keepalive?: boolean
}

/** A whole stream of made-up items, numbered. */
export function madeStream(
  items: MakeItem[],
  { terminal = 'completed', response = {}, background = false, keepalive = false }: StreamOptions = {},
): JsonObject[] {
  const base = madeResponse({ ...response, background })
  const made = items.map((make, index) => make(index))
  const output = terminal === 'failed' ? [] : made.map((item, index) => refreshed(item.done, index))
  const usage = {
    input_tokens: 40,
    input_tokens_details: { cache_write_tokens: 0, cached_tokens: 8 },
    output_tokens: 30,
    output_tokens_details: { reasoning_tokens: made.some((item) => item.done['type'] === 'reasoning') ? 12 : 0 },
    total_tokens: 70,
  }
  const final = {
    completed: { status: 'completed', completed_at: 1_787_000_004, output, usage, service_tier: 'default' },
    incomplete: { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' }, output, usage, service_tier: 'default' },
    failed: { status: 'failed', error: { code: 'server_error', message: 'Something broke.' }, output },
  }[terminal]
  const drafts: Draft[] = [
    { type: 'response.created', response: background ? { ...base, status: 'queued' } : base },
    ...(background ? [{ type: 'response.queued', response: { ...base, status: 'queued' } }] : []),
    { type: 'response.in_progress', response: base },
    ...(keepalive ? [{ type: 'keepalive' }] : []),
    ...made.flatMap(({ added, between, done }, output_index) => [
      { type: 'response.output_item.added', output_index, item: added },
      ...between,
      { type: 'response.output_item.done', output_index, item: done },
    ]),
    ...(terminal === 'failed'
      ? [{ type: 'error', error: { type: 'server_error', code: 'server_error', message: 'Something broke.', param: null } }]
      : []),
    { type: `response.${terminal}`, response: { ...base, ...final } },
  ]
  return numbered(drafts)
}

/** Encrypted content is another each time it is sent. */
function refreshed(item: JsonObject, index: number): JsonObject {
  return 'encrypted_content' in item ? { ...item, encrypted_content: `${String(item['encrypted_content'])}${index}C` } : item
}

/** Gives numbers 0, 1, 2 … to events. */
export function numbered(events: readonly JsonObject[]): JsonObject[] {
  return events.map((event, sequence_number) => ({ ...event, sequence_number }))
}

/** A function as OpenAI echoes it. */
export const weatherTool = {
  type: 'function',
  defer_loading: false,
  description: null,
  name: 'get_weather',
  output_schema: null,
  parameters: { type: 'object', properties: {} },
  strict: true,
}
const patchTool = { type: 'custom', description: 'Applies a patch.', format: { type: 'text' }, name: 'apply' }

const cityFormat = {
  type: 'json_schema',
  description: null,
  name: 'city',
  schema: {
    type: 'object',
    properties: { city: { type: 'string' }, degrees: { type: 'integer' } },
    required: ['city', 'degrees'],
    additionalProperties: false,
  },
  strict: true,
}

/** Streams as OpenAI would send them, one for each kind of content. */
export const soundStreams: Readonly<Record<string, () => JsonObject[]>> = {
  text: () => madeStream([message('The sky is blue because short waves scatter more than long ones.')]),
  'two messages': () =>
    madeStream([
      message('Let me look that up first.', { phase: 'commentary' }),
      message('Here is what was found.', { phase: 'final_answer' }),
    ]),
  'parallel functions': () =>
    madeStream([functionCall('get_weather', '{"city":"Lima","unit":"c"}'), functionCall('get_weather', '{"city":"Oslo"}')], {
      response: { tools: [weatherTool] },
    }),
  'reasoning and text': () =>
    madeStream([reasoning(['**Weighing options** One way', '**Deciding** The other'], 'gAAAAABmadeup'), message('Take the second road.')]),
  'raw reasoning': () => madeStream([rawReasoning('The user wants a short greeting.'), message('Hello there, friend.')]),
  'web search with citations': () =>
    madeStream([
      webSearch('tallest tower'),
      message('The tallest tower stands there [1] and there [2].', {
        annotations: [
          { type: 'url_citation', start_index: 31, end_index: 34, title: 'One', url: 'https://one.example/' },
          { type: 'url_citation', start_index: 45, end_index: 48, title: 'Two', url: 'https://two.example/' },
        ],
      }),
    ]),
  'tools not called': () => madeStream([message('No tool is needed for this.')], { response: { tools: [weatherTool] } }),
  'two searches': () => madeStream([webSearch('tallest tower'), webSearch('oldest tower'), message('One is tall, the other is old.')]),
  logprobs: () => madeStream([message('Certain words are likely.', { logprobs: true })]),
  incomplete: () =>
    madeStream([message('This answer stops in the mid', { status: 'incomplete' })], {
      terminal: 'incomplete',
      response: { max_output_tokens: 30 },
    }),
  failed: () => madeStream([message('This one breaks')], { terminal: 'failed' }),
  refusal: () => madeStream([refusal('That is nothing to help with.')]),
  'custom tool': () => madeStream([customCall('apply', '*** Begin Patch\n+one line\n*** End Patch')], { response: { tools: [patchTool] } }),
  mcp: () => madeStream([mcpCall('{"query":"numbers of events"}'), message('It is in the docs.')]),
  shell: () => madeStream([shellCall(['ls -la /tmp', 'cat notes.txt'])]),
  'code interpreter': () => madeStream([codeInterpreter('print(sum(range(10)))'), message('The sum is 45.')]),
  'long text': () =>
    madeStream([
      message('A long answer comes in many small pieces, one after the other, so that a reader can follow while it is being written.'),
    ]),
  'long arguments': () =>
    madeStream(
      [
        functionCall(
          'get_weather',
          '{"city":"Lima","unit":"c","days":[1,2,3,4,5,6,7,8,9,10],"note":"both morning and evening, in the shade"}',
        ),
      ],
      { response: { tools: [weatherTool] } },
    ),
  'json schema': () =>
    madeStream([message('{"city":"Lima","degrees":21}')], { response: { text: { format: cityFormat, verbosity: 'medium' } } }),
  'mcp with its tools': () => madeStream([mcpListTools(), mcpCall('{"query":"names of events"}'), message('They are all there.')]),
  'file search': () =>
    madeStream([
      fileSearch(['notes about towers']),
      message('The notes say so.', { annotations: [{ type: 'file_citation', file_id: 'file-made1', filename: 'notes.txt', index: 16 }] }),
    ]),
  'image generation': () => madeStream([imageGeneration('A tower at dusk'), message('Here is the tower.')]),
  'apply patch': () => madeStream([applyPatch('+one line\n+another line\n')]),
  keepalive: () => madeStream([message('It took a while, but here it is.')], { keepalive: true }),
  background: () => madeStream([message('Done while you were away, all of it.')], { background: true }),
}
