/** How one kind of Chat Completions server differs from another: what it wants to be asked, and what it leaves in its answers. */
export interface ChatDialect {
  /** The field for the most tokens of an answer. */
  maxTokens: 'max_tokens' | 'max_completion_tokens'
  /** The role of instructions. */
  systemRole: 'system' | 'developer'
  /** Its models can see: images are passed on instead of refused. */
  images: boolean
  /** Thoughts in the text: `leading` reads a tag at its beginning, `open` takes the text to begin inside the thoughts, `off` leaves all as it is. */
  thinkTags: 'leading' | 'open' | 'off'
  /**
   * How it is told how much to think: `reasoning_effort`, OpenRouter's `reasoning.effort`, the template's `enable_thinking` (Qwen on vLLM and
   * SGLang), or not at all. Nothing is sent for a request that says nothing of it.
   */
  effort: 'reasoning_effort' | 'reasoning' | 'enable_thinking' | 'off'
  /** Which earlier thoughts it is told as `reasoning_content`: those since the last user message, all, or none. */
  sendReasoning: 'turn' | 'all' | 'off'
  /** Sampling parameters to send: all, or only those that differ from the API's defaults, for models that refuse to be told. */
  sampling: 'all' | 'changed'
  /** How it is told the grammar of a custom tool that must be called: vLLM's `structured_outputs`, `grammar` (llama.cpp), `regex` and `ebnf` (SGLang). */
  grammar: 'vllm' | 'llama.cpp' | 'sglang' | 'off'
  /** How it is told `text.verbosity`: with the field of that name, or in a sentence of the instructions. `medium` is not told. */
  verbosity: 'prompt' | 'field'
  /** Ask for a usage chunk with `stream_options`. */
  streamUsage: boolean
}

/** Milliseconds. */
export interface ChatTimeouts {
  /** Until the connection stands. */
  connect: number
  /** From then until the answer's headers: a long prompt, or a queue. */
  firstByte: number
  /** Between two pieces of an answer; a comment counts. */
  idle: number
}

const generic: ChatDialect = {
  maxTokens: 'max_tokens',
  systemRole: 'system',
  images: false,
  thinkTags: 'leading',
  effort: 'reasoning_effort',
  sendReasoning: 'turn',
  sampling: 'all',
  grammar: 'off',
  verbosity: 'prompt',
  streamUsage: true,
}

/** What is known of servers by name; anything in it can be set by itself too. */
export const chatDialects = {
  generic,
  vllm: { ...generic, grammar: 'vllm' },
  sglang: { ...generic, grammar: 'sglang' },
  'llama.cpp': { ...generic, grammar: 'llama.cpp', effort: 'enable_thinking' },
  ollama: generic,
  lmstudio: generic,
  deepseek: { ...generic, effort: 'off' },
  openrouter: { ...generic, effort: 'reasoning', images: true, thinkTags: 'off', verbosity: 'field' },
  openai: {
    ...generic,
    maxTokens: 'max_completion_tokens',
    systemRole: 'developer',
    images: true,
    thinkTags: 'off',
    sendReasoning: 'off',
    sampling: 'changed',
    verbosity: 'field',
  },
} as const satisfies Record<string, ChatDialect>

export type ChatServerKind = keyof typeof chatDialects

export const defaultChatTimeouts: ChatTimeouts = { connect: 10_000, firstByte: 600_000, idle: 300_000 }

export interface ChatEngineOptions {
  /** The base URL of its API: `http://127.0.0.1:8000/v1`; `/v1` is added to one without a path. */
  upstream: string
  /** Sent as `authorization: Bearer …`. */
  apiKey?: string
  /** Sent with every request. */
  headers?: Readonly<Record<string, string>>
  /** Names of the models to serve. @defaultValue all that the server lists */
  models?: readonly string[]
  /** What kind of server it is. @defaultValue 'generic' */
  kind?: ChatServerKind
  /** Where it differs from its kind. */
  dialect?: Partial<ChatDialect>
  timeouts?: Partial<ChatTimeouts>
  /** Tokens of prompt and answer together, where the server does not tell. */
  contextSize?: number
  /** Milliseconds between looks at its list of models. @defaultValue 30,000 */
  refreshMs?: number
}

/** The base URL without a slash at its end. @throws TypeError for what is no http(s) URL */
export function chatBaseUrl(upstream: string): string {
  const url = URL.parse(upstream)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new TypeError('the upstream must be an http or https URL, such as http://127.0.0.1:8000/v1')
  }
  const path = url.pathname.replace(/\/+$/, '').replace(/\/chat\/completions$/, '')
  return `${url.origin}${path === '' ? '/v1' : path}`
}
