import { z } from 'zod'

import { toolChoiceSchema } from '../tools/tool-choice.ts'
import { toolSchema } from '../tools/tool.ts'
import { accessProgramsSchema } from './access-programs.ts'
import { contextManagementSchema } from './context-management.ts'
import { conversationReferenceSchema } from './conversation-reference.ts'
import { imageOptionsSchema } from './image-options.ts'
import { includeSchema } from './include.ts'
import { metadataSchema } from './metadata.ts'
import { moderationConfigSchema } from './moderation-config.ts'
import { promptCacheOptionsSchema, promptCacheRetentionSchema } from './prompt-cache-options.ts'
import { promptSchema } from './prompt.ts'
import { reasoningConfigSchema } from './reasoning-config.ts'
import { requestInputSchema } from './request-input.ts'
import { serviceTierSchema } from './service-tier.ts'
import { streamOptionsSchema } from './stream-options.ts'
import { textConfigSchema } from './text-config.ts'

/** The documented fields of POST /v1/responses: 33. WebSocket's `response.create` has the same, but for transport. */
export const createResponseFields = {
  model: z.string().exactOptional(),
  input: requestInputSchema.exactOptional(),
  /** Not carried over from `previous_response_id`. */
  instructions: z.string().nullable().exactOptional(),
  previous_response_id: z.string().nullable().exactOptional(),
  conversation: conversationReferenceSchema.nullable().exactOptional(),
  prompt: promptSchema.nullable().exactOptional(),
  include: z.array(includeSchema).nullable().exactOptional(),
  /** Default true. */
  store: z.boolean().nullable().exactOptional(),
  background: z.boolean().nullable().exactOptional(),
  stream: z.boolean().nullable().exactOptional(),
  stream_options: streamOptionsSchema.nullable().exactOptional(),
  /** At least 16. */
  max_output_tokens: z.int().min(16).nullable().exactOptional(),
  /** Counts calls of built-in tools only. At least 1. */
  max_tool_calls: z.int().min(1).nullable().exactOptional(),
  /** Default true. */
  parallel_tool_calls: z.boolean().nullable().exactOptional(),
  tools: z.array(toolSchema).exactOptional(),
  /** Default `auto`. */
  tool_choice: toolChoiceSchema.exactOptional(),
  text: textConfigSchema.exactOptional(),
  reasoning: reasoningConfigSchema.nullable().exactOptional(),
  /** Default 1. */
  temperature: z.number().min(0).max(2).nullable().exactOptional(),
  /** Default 1; some models have another (0.98 for gpt-5.2 and later). */
  top_p: z.number().min(0).max(1).nullable().exactOptional(),
  /** Alternatives a token. Also needs `include: ["message.output_text.logprobs"]`. Default 0. */
  top_logprobs: z.int().min(0).max(20).nullable().exactOptional(),
  truncation: z.enum(['auto', 'disabled']).nullable().exactOptional(),
  metadata: metadataSchema.nullable().exactOptional(),
  service_tier: serviceTierSchema.nullable().exactOptional(),
  prompt_cache_key: z.string().max(64).nullable().exactOptional(),
  prompt_cache_options: promptCacheOptionsSchema.exactOptional(),
  prompt_cache_retention: promptCacheRetentionSchema.nullable().exactOptional(),
  /** The API's document says at most 64 characters, the newer SDK 128. */
  safety_identifier: z.string().max(128).nullable().exactOptional(),
  /** The old name of `safety_identifier` and `prompt_cache_key`. */
  user: z.string().exactOptional(),
  moderation: moderationConfigSchema.nullable().exactOptional(),
  context_management: z.array(contextManagementSchema).min(1).nullable().exactOptional(),
  access_programs: accessProgramsSchema.exactOptional(),
  image: imageOptionsSchema.exactOptional(),
}

/** Accepted by the API, or by this server, without being documented by OpenAI. */
export const undocumentedRequestFields = {
  /** Echoed by the API since 2026-01; a documented field of Open Responses. */
  frequency_penalty: z.number().min(-2).max(2).nullable().exactOptional(),
  presence_penalty: z.number().min(-2).max(2).nullable().exactOptional(),
  /** Sent by Codex. */
  client_metadata: z.record(z.string(), z.unknown()).nullable().exactOptional(),
  /** Goldwire's own: same seed, model and request give the same answer. OpenAI refuses it. */
  seed: z.int().nullable().exactOptional(),
}
