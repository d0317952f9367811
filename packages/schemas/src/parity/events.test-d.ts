import type { ResponseStreamEvent } from 'openai/resources/responses/responses'

import type { StreamEvent } from '../events/stream-event.ts'
import type { UnionDifferences, Verdict } from './compare.test-d.ts'

/** Sent nested, against the type: captures `prism-stream-rate-limited-1`, `vercel-ai-openai-error-1`; thread openai/openai-python#2487. */
type ErrorIsNested =
  | 'Event(error).code only sdk'
  | 'Event(error).error only ours'
  | 'Event(error).message only sdk'
  | 'Event(error).param only sdk'

/** Sent, and in no type of the SDK (captures; threads openai/openai-node#1964, vercel/ai#11273). */
type NotInTheSdk =
  | 'Event(keepalive) only ours'
  | 'Event(response.apply_patch_call_operation_diff.delta) only ours'
  | 'Event(response.apply_patch_call_operation_diff.done) only ours'
  | 'Event(response.rate_limits.updated) only ours'

/** On these deltas since 2025-08 (14,929 measured); the SDK has it on `shell_call_command.delta` alone. On `reasoning_text.delta` by the same rule, unrecorded. */
type Obfuscation =
  | 'Event(response.code_interpreter_call_code.delta).obfuscation only ours'
  | 'Event(response.custom_tool_call_input.delta).obfuscation only ours'
  | 'Event(response.function_call_arguments.delta).obfuscation only ours'
  | 'Event(response.mcp_call_arguments.delta).obfuscation only ours'
  | 'Event(response.output_text.delta).obfuscation only ours'
  | 'Event(response.reasoning_summary_text.delta).obfuscation only ours'
  | 'Event(response.reasoning_text.delta).obfuscation only ours'

/** The Response object differs: see response.test-d.ts. */
type HoldsAResponse =
  | 'Event(response.completed).response ours'
  | 'Event(response.completed).response sdk'
  | 'Event(response.created).response ours'
  | 'Event(response.created).response sdk'
  | 'Event(response.failed).response ours'
  | 'Event(response.failed).response sdk'
  | 'Event(response.in_progress).response ours'
  | 'Event(response.in_progress).response sdk'
  | 'Event(response.incomplete).response ours'
  | 'Event(response.incomplete).response sdk'
  | 'Event(response.queued).response ours'
  | 'Event(response.queued).response sdk'

/** `logprobs` of an `output_text` part is always sent; the SDK makes it optional, and lets input parts stand here. */
type PartHasLogprobs = 'Event(response.content_part.added).part sdk' | 'Event(response.content_part.done).part sdk'

/** Open strings in the SDK; the values of the tool on the wire. */
type ImageWordsAreListed =
  | 'Event(response.image_generation_call.partial_image).background sdk'
  | 'Event(response.image_generation_call.partial_image).output_format sdk'
  | 'Event(response.image_generation_call.partial_image).quality sdk'

/** Output items differ, and an announced item is smaller than a finished one: see items.test-d.ts. */
type HoldsAnItem =
  | 'Event(response.output_item.added).item ours'
  | 'Event(response.output_item.added).item sdk'
  | 'Event(response.output_item.done).item ours'
  | 'Event(response.output_item.done).item sdk'

/** `unknown` in the SDK; one of the four annotations on the wire. */
type AnnotationIsTyped = 'Event(response.output_text.annotation.added).annotation sdk'

/** The entries carry `bytes`, which the SDK does not know here (capture of openai-dotnet, TokenLogProbabilitiesStreaming). */
type LogprobsHaveBytes = 'Event(response.output_text.delta).logprobs sdk' | 'Event(response.output_text.done).logprobs sdk'

/** The differences of events that are known, each for its reason. */
export type PendingEvents =
  | ErrorIsNested
  | NotInTheSdk
  | Obfuscation
  | HoldsAResponse
  | PartHasLogprobs
  | ImageWordsAreListed
  | HoldsAnItem
  | AnnotationIsTyped
  | LogprobsHaveBytes

/** All 59 events of the SDK are there, and they are the same but for what is listed. */
export const events: Verdict<UnionDifferences<'Event', StreamEvent, ResponseStreamEvent>, PendingEvents> = true
