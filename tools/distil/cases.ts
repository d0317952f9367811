import type { DistilOptions, WireEvent } from './distil.ts'

/** One golden to make: which capture its events come from, and the request of ours that asks a server for the same kind of stream. */
export interface GoldenCase extends Omit<DistilOptions, 'name'> {
  name: string
  title: string
  /** Name of the capture below `openai/`, or of an error body below `errors/`. */
  capture: string
  /** Features that a server may honestly not have. */
  needs?: string[]
  /** Why no request can provoke this stream. */
  unprovokable?: string
  /** Earlier requests. */
  setup?: { body: { [key: string]: unknown } }[]
  /** What of their answers goes into the body: JSON pointer -> `0#/id`. */
  fill?: { [pointer: string]: string }
  body: { [key: string]: unknown }
  method?: string
  path?: string
  /** Facts put in from other captures, with the reason. */
  composed?: string
  /** Puts these facts in. */
  compose?: (events: WireEvent[]) => void
}

const weather = {
  type: 'function',
  name: 'get_weather',
  description: 'Get the weather',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
  strict: true,
}
/** A conversation of this many turns, one count each. */
function countingTurns(count: number): { role: string; content: string }[] {
  return Array.from({ length: count }, (_, index) => [
    { role: 'user', content: `Count from ${index + 1} to ${index + 6}.` },
    { role: 'assistant', content: [1, 2, 3, 4, 5, 6].map((step) => String(index + step)).join(', ') },
  ]).flat()
}

const add = {
  type: 'function',
  name: 'add',
  description: 'Add two numbers',
  parameters: {
    type: 'object',
    properties: { a: { type: 'number' }, b: { type: 'number' } },
    required: ['a', 'b'],
    additionalProperties: false,
  },
  strict: true,
}
const person = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer' } },
  required: ['name', 'age'],
  additionalProperties: false,
}
const personFormat = { type: 'json_schema', name: 'person', schema: person, strict: true }
const personEcho = {
  text: { format: { type: 'json_schema', description: null, name: 'person', schema: person, strict: true }, verbosity: 'medium' },
}
const callTallinn = '{"city": "Tallinn"}'
const callBologna = '{"city": "Bologna"}'
const stream = { stream: true }

/** `reference` stands for whatever model the server under test has; `check` puts its name there. */
const model = 'reference'

export const goldenCases: GoldenCase[] = [
  {
    name: 'text',
    title: 'plain text',
    capture: 'chatlas-test-content-capture-enabled',
    texts: { output_text: ['3, 4, 5, 6, 7, 8'] },
    body: { model, input: 'Count from 3 to 8.', temperature: 0, ...stream },
  },
  {
    name: 'text-newest-wire',
    title: 'plain text after a tool turn, on the newest recorded wire (tool_usage, cache_write_tokens, phase)',
    capture: 'pydantic-ai-test-openai-responses-phase-streamed-on-part-start-2',
    toolNames: ['get_weather'],
    echo: { tools: [weather], instructions: 'You are a friendly assistant.' },
    body: {
      model,
      instructions: 'You are a friendly assistant.',
      input: [
        { role: 'user', content: "What's the weather in Tallinn?" },
        { type: 'function_call', call_id: 'call_1', name: 'get_weather', arguments: callTallinn },
        { type: 'function_call_output', call_id: 'call_1', output: '{"temperature": 14, "condition": "cloudy"}' },
      ],
      tools: [weather],
      temperature: 0,
      ...stream,
    },
  },
  {
    name: 'multi-turn',
    title: 'a conversation given as items',
    capture: 'chatlas-test-chat-tool-request-reject-2',
    keepDeltas: 6,
    echo: { tools: [] },
    body: {
      model,
      input: [
        { role: 'user', content: 'My name is Rosalind.' },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Nice to meet you, Rosalind!' }] },
        { role: 'user', content: 'What is my name?' },
      ],
      temperature: 0,
      ...stream,
    },
  },
  {
    name: 'previous-response',
    title: 'a conversation continued by previous_response_id',
    needs: ['previous_response_id'],
    capture: 'rig-openai-streaming-grammar-previous-response-id-chain-2',
    setup: [{ body: { model, input: 'My name is Rosalind.', temperature: 0 } }],
    fill: { '/previous_response_id': '0#/id' },
    body: { model, input: 'What is my name?', previous_response_id: null, temperature: 0, ...stream },
  },
  {
    name: 'instructions',
    title: 'text with instructions',
    capture: 'pydantic-ai-test-openai-instructions-with-responses-logprobs-streaming',
    keepDeltas: 99,
    echo: { instructions: 'You are a pirate.' },
    body: {
      model,
      instructions: 'You are a pirate.',
      input: 'Hello!',
      include: ['message.output_text.logprobs'],
      temperature: 0,
      ...stream,
    },
  },
  {
    name: 'function-auto',
    title: 'a function called by the model’s choice',
    capture: 'chatlas-test-span-hierarchy-with-tools-1',
    toolNames: ['get_weather'],
    texts: { function_call_arguments: [callTallinn] },
    echo: { tools: [weather] },
    body: { model, input: "What's the weather in Tallinn?", tools: [weather], temperature: 0, ...stream },
  },
  {
    name: 'function-required',
    title: 'tool_choice required',
    capture: 'pydantic-ai-test-openai-responses-streaming-usage',
    toolNames: ['add'],
    texts: { function_call_arguments: ['{"a": 12, "b": 30}'] },
    echo: { tools: [add] },
    body: { model, input: 'Add 12 and 30.', tools: [add], tool_choice: 'required', temperature: 0, ...stream },
  },
  {
    name: 'function-named',
    title: 'tool_choice names the function',
    capture: 'req_llm-gpt-4-1-mini-object-streaming',
    toolNames: ['get_weather'],
    texts: { function_call_arguments: [callTallinn] },
    echo: { tools: [weather], tool_choice: { type: 'function', name: 'get_weather' } },
    body: {
      model,
      input: "What's the weather in Tallinn?",
      tools: [weather],
      tool_choice: { type: 'function', name: 'get_weather' },
      temperature: 0,
      ...stream,
    },
  },
  {
    name: 'function-parallel',
    title: 'two calls in one answer',
    capture: 'chatlas-test-openai-tool-variations-7',
    toolNames: ['get_weather', 'get_weather'],
    texts: { function_call_arguments: [callTallinn, callBologna] },
    echo: { tools: [weather] },
    body: {
      model,
      input: "What's the weather in Tallinn and in Bologna?",
      tools: [weather],
      parallel_tool_calls: true,
      temperature: 0,
      ...stream,
    },
  },
  {
    name: 'function-result',
    title: 'an answer from a function’s result',
    capture: 'fantasy-testopenairesponsescommon-openai-gpt-4o-multi-tool-streaming-2',
    echo: { tools: [weather, add] },
    body: {
      model,
      input: [
        { role: 'user', content: "What's the weather in Tallinn?" },
        { type: 'function_call', call_id: 'call_1', name: 'get_weather', arguments: callTallinn },
        { type: 'function_call_output', call_id: 'call_1', output: '{"temperature": 14, "condition": "cloudy"}' },
      ],
      tools: [weather, add],
      temperature: 0,
      ...stream,
    },
  },
  {
    name: 'json-schema',
    title: 'text.format json_schema',
    capture: 'chatlas-test-stream-async-with-data-model',
    texts: { output_text: ['{"name": "Rosalind", "age": 34}'] },
    echo: personEcho,
    body: { model, input: 'Rosalind is 34 years old.', text: { format: personFormat }, temperature: 0, ...stream },
  },
  {
    name: 'json-object',
    title: 'text.format json_object',
    capture: 'chatlas-test-content-capture-enabled-e6db85a',
    composed:
      'no stream with json_object was recorded: the events are those of a text stream, `text.format` is as recorded in non-streaming bodies',
    texts: { output_text: ['{"name": "Rosalind", "age": 34}'] },
    echo: { text: { format: { type: 'json_object' }, verbosity: 'medium' } },
    body: {
      model,
      input: 'Rosalind is 34 years old. Answer in JSON with the keys name and age.',
      text: { format: { type: 'json_object' } },
      temperature: 0,
      ...stream,
    },
  },
  {
    name: 'reasoning-summary',
    title: 'reasoning with a summary',
    capture: 'openinference-agent-run-reasoning-stream-1',
    body: { model, input: 'What is the capital of France?', reasoning: { effort: 'high', summary: 'detailed' }, temperature: 0, ...stream },
  },
  {
    name: 'reasoning',
    title: 'reasoning without a summary',
    capture: 'fantasy-testopenairesponsescommon-openai-gpt-5-simple-streaming',
    body: { model, input: 'What is the capital of France?', reasoning: { effort: 'medium' }, temperature: 0, ...stream },
  },
  {
    name: 'reasoning-function',
    title: 'reasoning, then a function call',
    capture: 'ruby_llm-chat-function-calling-openai-gpt-5-nano-can-use-tools-with-multi-turn-streaming-conversati-1',
    toolNames: ['get_weather'],
    texts: { function_call_arguments: [callTallinn] },
    echo: { tools: [weather] },
    body: { model, input: "What's the weather in Tallinn?", tools: [weather], reasoning: { effort: 'medium' }, temperature: 0, ...stream },
  },
  {
    name: 'incomplete',
    title: 'an answer cut by max_output_tokens',
    capture: 'chatlas-test-content-capture-enabled',
    composed:
      'the recorded streams cut by max_output_tokens end inside reasoning; the statuses of a cut message are those of recorded non-streaming bodies',
    compose: cutShort,
    body: { model, input: 'Count from 1 to 60.', max_output_tokens: 16, temperature: 0, ...stream },
  },
  {
    name: 'incomplete-reasoning',
    title: 'reasoning cut by max_output_tokens',
    capture: 'rig-openai-streaming-grammar-incomplete-max-output-tokens',
    body: { model, input: 'Count from 1 to 60.', reasoning: { effort: 'low' }, max_output_tokens: 16, temperature: 0, ...stream },
  },
  {
    name: 'refusal',
    title: 'a refusal part',
    capture: 'rig-openai-refusal-matrix-responses-streaming-refusal-delta-surfaces',
    unprovokable: 'whether a model refuses in the refusal channel cannot be asked for by a request',
    body: { model, input: 'Tell me how to pick a lock.', temperature: 0, ...stream },
  },
  {
    name: 'logprobs',
    title: 'log probabilities of every token',
    capture: 'chatlas-test-openai-logprobs',
    keepDeltas: 99,
    body: { model, input: 'Hello!', include: ['message.output_text.logprobs'], top_logprobs: 0, temperature: 0, ...stream },
  },
  {
    name: 'custom-tool',
    title: 'a custom tool with free text input',
    capture: 'openai-dotnet-customtoolcallstreamingworks-e2c6bec',
    needs: ['tool:custom'],
    toolNames: ['run_script'],
    echo: { tools: [{ type: 'custom', description: 'Runs a script', format: { type: 'text' }, name: 'run_script' }] },
    body: {
      model,
      input: 'Run the script that prints the date.',
      tools: [{ type: 'custom', name: 'run_script', description: 'Runs a script' }],
      tool_choice: 'required',
      ...stream,
    },
  },
  {
    name: 'background',
    title: 'a background response, streamed',
    capture: 'pydantic-ai-test-background-mode-streaming-starting-after-vcr-1',
    needs: ['background'],
    body: { model, input: 'Count from 3 to 8.', background: true, store: true, temperature: 0, ...stream },
  },
  {
    name: 'error-mid-stream',
    title: 'a failure inside the stream',
    capture: 'prism-stream-rate-limited-1',
    unprovokable: 'a failure inside the server cannot be asked for by a request',
    body: { model, input: 'Hello!', ...stream },
  },
  {
    name: 'web-search',
    title: 'web search with citations',
    capture: 'pydantic-ai-test-openai-responses-web-search-citations-stream-0e65a72',
    needs: ['tool:web_search'],
    body: { model, input: 'Search the web for the Responses API and cite a page.', tools: [{ type: 'web_search' }], ...stream },
  },
  {
    name: 'file-search',
    title: 'file search',
    capture: 'openai-dotnet-filesearchcallstreaming-3',
    needs: ['tool:file_search'],
    body: { model, input: 'What do my files say about travel?', tools: [{ type: 'file_search', vector_store_ids: ['vs_1'] }], ...stream },
  },
  {
    name: 'code-interpreter',
    title: 'code interpreter',
    capture: 'chatlas-test-openai-code-execution-7be5e74',
    needs: ['tool:code_interpreter'],
    texts: { code_interpreter_call_code: ['print(sum(range(10)))'] },
    body: {
      model,
      input: 'Use the code tool to add the numbers from 0 to 9.',
      tools: [{ type: 'code_interpreter', container: { type: 'auto' } }],
      temperature: 0,
      ...stream,
    },
  },
  {
    name: 'mcp',
    title: 'MCP: list tools, then a call',
    capture: 'vercel-ai-openai-mcp-tool-approval-4',
    needs: ['tool:mcp'],
    body: {
      model,
      input: 'Use the tool.',
      tools: [{ type: 'mcp', server_label: 'example', server_url: 'https://example.com/mcp', require_approval: 'never' }],
      ...stream,
    },
  },
  {
    name: 'mcp-approval-request',
    title: 'MCP: a call that asks for approval',
    capture: 'vercel-ai-openai-mcp-tool-approval-1',
    needs: ['tool:mcp'],
    body: {
      model,
      input: 'Use the tool.',
      tools: [{ type: 'mcp', server_label: 'example', server_url: 'https://example.com/mcp', require_approval: 'always' }],
      ...stream,
    },
  },
  {
    name: 'image-generation',
    title: 'image generation with a partial image',
    capture: 'vercel-ai-azure-image-generation-tool-1',
    needs: ['tool:image_generation'],
    body: { model, input: 'Draw a circle.', tools: [{ type: 'image_generation', partial_images: 1 }], ...stream },
  },
  {
    name: 'compaction',
    title: 'automatic compaction',
    capture: 'pydantic-ai-test-openai-responses-compact-stateful-mode-stream-3',
    needs: ['context_management'],
    // Well over the threshold, whatever the tokenizer, and within the context of a small model.
    body: {
      model,
      input: [...countingTurns(44), { role: 'user', content: 'Count from 3 to 8.' }],
      context_management: [{ type: 'compaction', compact_threshold: 1000 }],
      ...stream,
    },
  },
  {
    name: 'tool-search',
    title: 'tool search run by the server',
    capture: 'vercel-ai-openai-tool-search-1',
    needs: ['tool:tool_search'],
    body: {
      model,
      input: 'Find a tool for the weather and use it.',
      tools: [{ ...weather, defer_loading: true }, { type: 'tool_search' }],
      temperature: 0,
      ...stream,
    },
  },
  {
    name: 'shell',
    title: 'hosted shell with its output',
    capture: 'vercel-ai-openai-shell-skills-1',
    needs: ['tool:shell'],
    body: { model, input: 'List the files.', tools: [{ type: 'shell', environment: { type: 'container_auto' } }], ...stream },
  },
  {
    name: 'apply-patch',
    title: 'an apply_patch call with its diff',
    capture: 'vercel-ai-openai-apply-patch-tool-1',
    needs: ['tool:apply_patch'],
    texts: { apply_patch_call_operation_diff: ['@@\n-old line\n+new line one\n+new line two\n'] },
    body: { model, input: 'Change the line in the file.', tools: [{ type: 'apply_patch' }], temperature: 0, ...stream },
  },
  {
    name: 'programmatic-tool-calling',
    title: 'a program that calls a function',
    capture: 'vercel-ai-programmatic-tool-calling-1',
    needs: ['tool:programmatic_tool_calling'],
    toolNames: ['get_weather', 'add'],
    body: { model, input: 'Use a program to get the weather.', tools: [weather, add, { type: 'programmatic_tool_calling' }], ...stream },
  },
]

/** A finished text stream as it looks when the token limit ended it. */
function cutShort(events: WireEvent[]): void {
  const cutItem = (item: unknown) => Object.assign(item as object, { status: 'incomplete' })
  for (const event of events) {
    const response = event['response'] as { output: unknown[]; max_output_tokens: number } | undefined
    if (event.type === 'response.output_item.done') cutItem(event['item'])
    if (response) response.max_output_tokens = 16
    if (event.type !== 'response.completed' || !response) continue
    event.type = 'response.incomplete'
    response.output.forEach(cutItem)
    Object.assign(response, { status: 'incomplete', completed_at: null, incomplete_details: { reason: 'max_output_tokens' } })
  }
}
