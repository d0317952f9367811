import type { CreateResponseBody, InputItem, Response, Tool } from '@goldwire/schemas'

import type { EngineModel, EngineRequest } from '../engines/engine.ts'
import type { StoredItem } from '../store/store.ts'
import { reasoningEffort } from './echo.ts'
import { loadedTools } from './loaded-tools.ts'

export interface ToEngineRequestOptions {
  model: EngineModel
  items: readonly StoredItem[]
  /** The response as created: tools and format are taken from here, in the form the caller is told. */
  created: Response
  /** For requests without a seed of their own. */
  defaultSeed: number | null
}

/** What the engine is asked. Nothing it gets contradicts what the response tells the caller about its settings. */
export function toEngineRequest(body: CreateResponseBody, { model, items, created, defaultSeed }: ToEngineRequestOptions): EngineRequest {
  const wantsLogprobs = body.include?.includes('message.output_text.logprobs') === true
  return {
    model: model.id,
    items: [...items] as InputItem[],
    instructions: body.instructions ?? null,
    tools: [...(created.tools as Tool[]), ...loadedTools(items as InputItem[])],
    toolChoice: body.tool_choice ?? 'auto',
    parallelToolCalls: body.parallel_tool_calls ?? true,
    textFormat: toRequestFormat(created),
    verbosity: body.text?.verbosity ?? 'medium',
    reasoningEffort: reasoningEffort(body.reasoning, model),
    askedEffort: body.reasoning?.effort ?? null,
    reasoningSummary: body.reasoning?.summary ?? body.reasoning?.generate_summary ?? null,
    temperature: body.temperature ?? 1,
    topP: body.top_p ?? 1,
    frequencyPenalty: body.frequency_penalty ?? 0,
    presencePenalty: body.presence_penalty ?? 0,
    maxOutputTokens: body.max_output_tokens ?? null,
    topLogprobs: wantsLogprobs ? (body.top_logprobs ?? 0) : null,
    seed: body.seed ?? defaultSeed,
  }
}

/** The echoed format without the nulls that only a response has. */
function toRequestFormat({ text }: Response): EngineRequest['textFormat'] {
  const format = text?.format ?? { type: 'text' }
  if (format.type !== 'json_schema') return format
  const { description, ...others } = format
  return typeof description === 'string' ? { ...others, description } : others
}
