import { z } from 'zod'

import { toolChoiceSchema } from '../tools/tool-choice.ts'
import { toolSchema } from '../tools/tool.ts'
import { conversationReferenceSchema } from './conversation-reference.ts'
import { reasoningConfigSchema } from './reasoning-config.ts'
import { requestInputSchema } from './request-input.ts'
import { textConfigSchema } from './text-config.ts'

/** The body of POST /v1/responses/input_tokens: what of a request counts as input. */
export const countInputTokensBodySchema = z.strictObject({
  model: z.string().nullable().exactOptional(),
  input: requestInputSchema.nullable().exactOptional(),
  instructions: z.string().nullable().exactOptional(),
  previous_response_id: z.string().nullable().exactOptional(),
  conversation: conversationReferenceSchema.nullable().exactOptional(),
  tools: z.array(toolSchema).nullable().exactOptional(),
  tool_choice: toolChoiceSchema.nullable().exactOptional(),
  parallel_tool_calls: z.boolean().nullable().exactOptional(),
  text: textConfigSchema.nullable().exactOptional(),
  reasoning: reasoningConfigSchema.nullable().exactOptional(),
  truncation: z.enum(['auto', 'disabled']).exactOptional(),
  /** `friendly`, `pragmatic`, or what comes next. */
  personality: z.string().max(64).exactOptional(),
})
export type CountInputTokensBody = z.infer<typeof countInputTokensBodySchema>
