import type { CreateResponseBody, PromptCacheDiagnostics, Response } from '@goldwire/schemas'

import type { EngineModel, EngineRequest } from '../engines/engine.ts'
import { conversationIdOf } from './conversation-locks.ts'
import { echoTools } from './echo-tools.ts'
import { toStrictSchema } from './strict-schema.ts'

export interface EchoOptions {
  id: string
  /** Unix seconds. */
  createdAt: number
  model: EngineModel
  /** What is told of the prompt cache to who asked; null where nobody did. */
  cacheDiagnostics?: PromptCacheDiagnostics | null
}

/**
 * The response as it stands when it is created: the request's settings as OpenAI tells them back, defaults filled in, and nothing
 * generated yet. Key order is the recorded one. `service_tier` is what was asked for; the terminal event tells what it was.
 */
export function echo(body: CreateResponseBody, { id, createdAt, model, cacheDiagnostics = null }: EchoOptions): Response {
  const conversationId = conversationIdOf(body)
  return {
    id,
    object: 'response',
    created_at: createdAt,
    status: 'in_progress',
    background: body.background ?? false,
    completed_at: null,
    // The one key that is not there at all when it is not used.
    ...(conversationId !== null && { conversation: { id: conversationId } }),
    error: null,
    frequency_penalty: body.frequency_penalty ?? 0,
    incomplete_details: null,
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    max_tool_calls: body.max_tool_calls ?? null,
    model: model.id,
    moderation: null,
    output: [],
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    presence_penalty: body.presence_penalty ?? 0,
    previous_response_id: body.previous_response_id ?? null,
    ...(cacheDiagnostics !== null && { prompt_cache_diagnostics: cacheDiagnostics }),
    prompt_cache_key: body.prompt_cache_key ?? null,
    ...echoCacheOptions(body.prompt_cache_options),
    // Never null since April 2026. A prefix cache in memory is also what a local engine has.
    prompt_cache_retention: body.prompt_cache_retention ?? 'in_memory',
    reasoning: echoReasoning(body.reasoning, model),
    safety_identifier: body.safety_identifier ?? null,
    // `fast` is another word for `priority`, as OpenAI echoes it.
    service_tier: body.service_tier === 'fast' ? 'priority' : (body.service_tier ?? 'auto'),
    store: body.store ?? true,
    temperature: body.temperature ?? 1,
    text: { format: echoFormat(body.text?.format), verbosity: body.text?.verbosity ?? 'medium' },
    tool_choice: body.tool_choice ?? 'auto',
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
    tools: echoTools(body.tools ?? []),
    top_logprobs: body.top_logprobs ?? 0,
    top_p: body.top_p ?? 1,
    truncation: body.truncation ?? 'disabled',
    usage: null,
    user: body.user ?? null,
    metadata: body.metadata ?? {},
  }
}

/**
 * There only when the request had it (one recording). A local engine keeps the beginnings of prompts by itself, as long as there is room: neither
 * mode nor lifetime changes anything, like the retention.
 */
function echoCacheOptions(asked: CreateResponseBody['prompt_cache_options']): Pick<Response, 'prompt_cache_options'> {
  if (asked === undefined) return {}
  const { comparison_response_id: comparison, mode = 'implicit', prewarm, ttl = '30m' } = asked
  const options = {
    ...(comparison !== undefined && { comparison_response_id: comparison }),
    mode,
    ...(prewarm !== undefined && { prewarm }),
    ttl,
  }
  return { prompt_cache_options: options }
}

/**
 * A model that cannot think says so with nulls, whatever was asked (recorded with gpt-4.1), so that the caller sees that the effort did
 * nothing. `auto` is told as what it comes to: the most detailed summary there is.
 */
function echoReasoning(asked: CreateResponseBody['reasoning'], model: EngineModel): Response['reasoning'] {
  const context = asked?.context ?? null
  if (!model.reasons) return { context, effort: null, summary: null }
  const summary = asked?.summary ?? asked?.generate_summary ?? null
  return {
    context: context === null || context === 'auto' ? 'current_turn' : context,
    effort: reasoningEffort(asked, model),
    mode: asked?.mode ?? 'standard',
    summary: summary === 'auto' ? 'detailed' : summary,
  }
}

/**
 * The effort a model works with: what was asked; else `none`, the default of gpt-5.4, because a local model's thinking is paid in waiting.
 * Who asks for a summary wants something to summarise: that means `medium`.
 */
export function reasoningEffort(asked: CreateResponseBody['reasoning'], model: EngineModel): EngineRequest['reasoningEffort'] {
  if (!model.reasons) return 'none'
  const unsaid = model.defaultEffort ?? 'none'
  return asked?.effort ?? (unsaid === 'none' && (asked?.summary ?? asked?.generate_summary) ? 'medium' : unsaid)
}

/** A JSON schema whose `strict` was left out becomes strict where it can, as functions do (14 recorded pairs, all echoed `true`). */
function echoFormat(format: NonNullable<CreateResponseBody['text']>['format']): NonNullable<Response['text']>['format'] {
  if (format?.type !== 'json_schema') return format ?? { type: 'text' }
  const { name, schema, strict, description = null } = format
  const strictSchema = strict === undefined || strict === null ? toStrictSchema(schema) : null
  return { type: 'json_schema', description, name, schema: strictSchema ?? schema, strict: strict ?? strictSchema !== null }
}
