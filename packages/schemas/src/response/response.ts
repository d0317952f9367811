import { z } from 'zod'
import { inputItemSchema } from '../items/input-item.ts'
import { outputItemSchema } from '../items/output-item.ts'
import { countSchema, idSchema } from '../items/scalars.ts'
import { serviceTierSchema } from '../request/service-tier.ts'
import { echoedToolSchema } from '../tools/echoed-tool.ts'
import { toolChoiceSchema } from '../tools/tool-choice.ts'
import { incompleteDetailsSchema } from './incomplete-details.ts'
import { moderationSchema } from './moderation.ts'
import { promptCacheDiagnosticsSchema, promptCacheOptionsEchoSchema } from './prompt-cache.ts'
import { promptEchoSchema } from './prompt-echo.ts'
import { reasoningEchoSchema } from './reasoning-echo.ts'
import { responseErrorSchema } from './response-error.ts'
import { textEchoSchema } from './text-echo.ts'
import { toolUsageSchema } from './tool-usage.ts'
import { usageSchema } from './usage.ts'

/** The states of a response. No event says `cancelled`: a cancelled stream ends, and only GET tells. */
export const responseStatuses = ['completed', 'failed', 'in_progress', 'cancelled', 'queued', 'incomplete'] as const

export const responseStatusSchema = z.enum(responseStatuses)

/** Reasoning items that were taken out of the input, and why (SDK of 2026-11; in no capture). */
const inputTransformationSchema = z.strictObject({
  type: z.literal('reasoning'),
  id: z.string(),
  action: z.literal('removed'),
  reason: z.enum(['organization_mismatch', 'end_user_mismatch', 'model_mismatch', 'prefix_mismatch', 'turn_boundary']),
})

/**
 * The Response object as api.openai.com sends it since August 2026: every key that every capture of that time has is required, also the
 * ones no type knows (`store`, `frequency_penalty`, `presence_penalty`), and only what was seen null may be null. `usage`, against the
 * reference, is null until the end.
 */
export const responseSchema = z.strictObject({
  id: idSchema,
  object: z.literal('response'),
  created_at: countSchema,
  status: responseStatusSchema,
  background: z.boolean(),
  /** Only in one-body answers: who pays, `developer`. */
  billing: z.strictObject({ payer: z.string() }).exactOptional(),
  completed_at: countSchema.nullable(),
  conversation: z.strictObject({ id: idSchema }).nullable().exactOptional(),
  error: responseErrorSchema.nullable(),
  frequency_penalty: z.number().min(-2).max(2),
  incomplete_details: incompleteDetailsSchema.nullable(),
  /** Items where the instructions come from a stored prompt. */
  instructions: z.union([z.string(), z.array(inputItemSchema)]).nullable(),
  max_output_tokens: countSchema.nullable(),
  max_tool_calls: countSchema.nullable(),
  model: z.string().min(1),
  moderation: moderationSchema.nullable(),
  output: z.array(outputItemSchema),
  parallel_tool_calls: z.boolean(),
  presence_penalty: z.number().min(-2).max(2),
  previous_response_id: z.string().min(1).nullable(),
  prompt: promptEchoSchema.nullable().exactOptional(),
  prompt_cache_diagnostics: promptCacheDiagnosticsSchema.nullable().exactOptional(),
  prompt_cache_key: z.string().nullable(),
  prompt_cache_options: promptCacheOptionsEchoSchema.nullable().exactOptional(),
  /** Null until 2026-04, since then always one of the two. */
  prompt_cache_retention: z.enum(['in_memory', '24h']).nullable(),
  reasoning: reasoningEchoSchema,
  safety_identifier: z.string().nullable(),
  service_tier: serviceTierSchema,
  store: z.boolean(),
  temperature: z.number().min(0).max(2),
  text: textEchoSchema,
  tool_choice: toolChoiceSchema,
  tool_usage: toolUsageSchema,
  tools: z.array(echoedToolSchema),
  top_logprobs: z.int().min(0).max(20),
  top_p: z.number().min(0).max(1),
  truncation: z.enum(['auto', 'disabled']),
  usage: usageSchema.nullable(),
  user: z.string().nullable(),
  metadata: z.record(z.string(), z.string()),
  access_programs: z
    .strictObject({ cyber: z.enum(['standard', 'daybreak_blue', 'daybreak_red']) })
    .nullable()
    .exactOptional(),
  image: z
    .strictObject({ context_compression: z.enum(['enabled', 'disabled']) })
    .nullable()
    .exactOptional(),
  input_transformations: z.array(inputTransformationSchema).nullable().exactOptional(),
})

/** @see {@link responseStatusSchema} */
export type ResponseStatus = z.infer<typeof responseStatusSchema>
/** @see {@link responseSchema} */
export type Response = z.infer<typeof responseSchema>
