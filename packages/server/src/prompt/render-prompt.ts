import { Template } from '@huggingface/jinja'

import { ApiError } from '../run/api-error.ts'
import type { ChatMessage, ChatTool } from './chat-message.ts'
import { plainToolSyntax, tellToolsInText } from './tell-tools-in-text.ts'
import { probeOutputSyntax, type CallSyntax, type ThinkSyntax } from './tool-syntax.ts'

export interface PromptRenderer {
  /** How this model writes calls; every model has a way, since the prompt can teach one. */
  readonly call: CallSyntax
  /** null: the model cannot be asked to think. */
  readonly think: ThinkSyntax | null
  /** @throws ApiError 400 when the template refuses the conversation (roles it does not know, an order it does not allow) */
  render(prompt: PromptParts): RenderedPrompt
}

export interface PromptParts {
  messages: readonly ChatMessage[]
  tools: readonly ChatTool[]
  /** Ask the model to think first. */
  thinking: boolean
  /** Passed on to templates that grade their thinking. */
  effort?: string
}

export interface RenderedPrompt {
  text: string
  /** The prompt ends inside the thoughts: what the model writes first is reasoning. */
  endsInThought: boolean
}

export interface TemplateSource {
  /** The GGUF's `tokenizer.chat_template`; ChatML is used for a model that has none. */
  template: string | null
  bosToken: string
  eosToken: string
  /** The tokenizer adds a BOS token to every prompt, so the text must start with one. */
  addBos: boolean
}

/** ChatML: what most models without a template of their own were tuned on. */
export const defaultTemplate = `{%- for message in messages -%}
{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\\n' -}}{%- endif -%}`

/** Renders conversations with a model's own Jinja chat template, and knows how that model writes tool calls and thoughts. */
export function createPromptRenderer({ template, bosToken, eosToken, addBos }: TemplateSource): PromptRenderer {
  const source = withItemsAsFilter(template ?? defaultTemplate)
  const compiled = new Template(source)
  const constants = { bos_token: bosToken, eos_token: eosToken }
  const { call: ownCall, think } = probeOutputSyntax((context) => compiled.render({ ...constants, ...context }), source)
  const call = ownCall ?? plainToolSyntax

  return {
    call,
    think,
    render({ messages, tools, thinking, effort }) {
      const told = ownCall === null ? tellToolsInText(messages, tools) : { messages: writeArguments(messages, ownCall), tools }
      const text = renderOrRefuse(() =>
        compiled.render({
          ...constants,
          messages: told.messages,
          ...(told.tools.length > 0 ? { tools: told.tools } : {}),
          add_generation_prompt: true,
          enable_thinking: thinking,
          thinking,
          ...(effort === undefined ? {} : { reasoning_effort: effort }),
        }),
      )
      const whole = addBos && bosToken !== '' && !text.startsWith(bosToken) ? bosToken + text : text
      const endsInThought = think !== null && whole.trimEnd().endsWith(think.open)
      if (endsInThought && !thinking) return { text: `${whole.trimEnd()}\n${think.close}${think.after}`, endsInThought: false }
      return { text: whole, endsInThought }
    },
  }
}

/**
 * `x.items()` of a mapping that has a key `items` (a tool whose parameter is called so) is the method in Python's Jinja and the key in this one,
 * where it cannot be called. The filter of the same name is the same in both.
 */
function withItemsAsFilter(template: string): string {
  return template.replace(/\{[%{][\s\S]*?[%}]\}/g, (tag) => tag.replace(/\.items\(\)(?!\s*[.[(])/g, '|items'))
}

/** Templates that write arguments out themselves get them as a value; text that is no JSON (a call that was cut off) stays text. */
function writeArguments(messages: readonly ChatMessage[], syntax: CallSyntax): readonly unknown[] {
  if (syntax.argumentsAs === 'text') return messages
  return messages.map((message) => {
    if (message.role !== 'assistant' || !message.tool_calls) return message
    const calls = message.tool_calls.map((call) => ({
      ...call,
      function: { ...call.function, arguments: parseOrKeep(call.function.arguments) },
    }))
    return { ...message, tool_calls: calls }
  })
}

function parseOrKeep(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function renderOrRefuse(render: () => string): string {
  try {
    return render()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new ApiError({ code: null, param: 'input', message: `The model's chat template refuses this conversation: ${why}`, cause })
  }
}
