import type {
  CompactedResponse as SdkCompactedResponse,
  Response as SdkResponse,
  ResponseError as SdkResponseError,
  ResponseUsage,
} from 'openai/resources/responses/responses'
import type { InputTokenCountResponse } from 'openai/resources/responses/input-tokens'
import type { ErrorObject } from 'openai/resources/shared'

import type { ApiErrorObject } from '../errors/api-error-body.ts'
import type { CompactedResponse } from '../response/compacted-response.ts'
import type { InputTokenCount } from '../response/input-token-count.ts'
import type { ResponseError } from '../response/response-error.ts'
import type { Response } from '../response/response.ts'
import type { Usage } from '../response/usage.ts'
import type { Differences, Verdict } from './compare.test-d.ts'

/** New in the SDK and in no capture, so absent and null are both taken. */
type NotYetRecorded =
  | 'Response.access_programs ours'
  | 'Response.image ours'
  | 'Response.input_transformations ours'
  | 'Response.prompt_cache_diagnostics ours'
  | 'Response.prompt_cache_options ours'

/** Optional or nullable in the SDK; on every response of the wire since it came in (2025-03 to 2026-06), and null only where it was seen null. */
type AlwaysSent =
  | 'Response.background sdk'
  | 'Response.completed_at sdk'
  | 'Response.incomplete_details sdk'
  | 'Response.max_output_tokens sdk'
  | 'Response.max_tool_calls sdk'
  | 'Response.metadata sdk'
  | 'Response.moderation sdk'
  | 'Response.previous_response_id sdk'
  | 'Response.prompt_cache_key sdk'
  | 'Response.prompt_cache_retention sdk'
  | 'Response.reasoning sdk'
  | 'Response.safety_identifier sdk'
  | 'Response.service_tier sdk'
  | 'Response.status sdk'
  | 'Response.temperature sdk'
  | 'Response.top_logprobs sdk'
  | 'Response.top_p sdk'
  | 'Response.truncation sdk'

/** On every response of the wire (`billing` on one-body answers), and in no type. */
type NotInTheSdk =
  | 'Response.billing only ours'
  | 'Response.frequency_penalty only ours'
  | 'Response.presence_penalty only ours'
  | 'Response.store only ours'

/** The list of codes is open on the wire (`insufficient_quota`, `context_length_exceeded` and others were seen); `misalignment` is any object. */
type CodesAreOpen =
  | 'Response.error ours'
  | 'Response.error sdk'
  | 'ResponseError.code ours'
  | 'ResponseError.misalignment ours'
  | 'ResponseError.misalignment sdk'

/** Holds items, tools, parts or an echo that differ themselves; `text` comes back filled in. */
type HoldsWhatDiffers =
  | 'Response.instructions ours'
  | 'Response.instructions sdk'
  | 'Response.output ours'
  | 'Response.output sdk'
  | 'Response.prompt ours'
  | 'Response.prompt sdk'
  | 'Response.text ours'
  | 'Response.text sdk'
  | 'Response.tool_usage ours'
  | 'Response.tool_usage sdk'
  | 'Response.tools ours'
  | 'Response.tools sdk'

/** The SDK computes it; never on the wire. */
type MadeByTheSdk = 'Response.output_text only sdk'

/** Null on the wire, against the type: `usage` until the terminal event (432 of 432), `user` where none was given (212 of 213). */
type NullUntilTheEnd = 'Response.usage ours' | 'Response.usage sdk' | 'Response.user ours' | 'Response.user sdk'

/** A compaction keeps user messages, which the SDK does not type there; its `image` is in no capture. */
type CompactionKeepsMessages = 'Compacted.image ours' | 'Compacted.output ours' | 'Compacted.output sdk'

/** The differences of answers that are known, each for its reason. */
type Pending =
  | NotYetRecorded
  | AlwaysSent
  | NotInTheSdk
  | CodesAreOpen
  | HoldsWhatDiffers
  | MadeByTheSdk
  | NullUntilTheEnd
  | CompactionKeepsMessages

interface Found {
  Response: Differences<'Response', Response, SdkResponse>
  Usage: Differences<'Usage', Usage, ResponseUsage>
  ResponseError: Differences<'ResponseError', ResponseError, SdkResponseError>
  ApiError: Differences<'ApiError', ApiErrorObject, ErrorObject>
  Compacted: Differences<'Compacted', CompactedResponse, SdkCompactedResponse>
  InputTokenCount: Differences<'InputTokenCount', InputTokenCount, InputTokenCountResponse>
}

/** Every field of an answer is the SDK's, but for what is listed. */
export const answers: Verdict<Found[keyof Found], Pending> = true
