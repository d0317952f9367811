import type { ResponseContent, ResponseInputContent, ResponseOutputText, ResponseReasoningItem } from 'openai/resources/responses/responses'

import type { Annotation } from '../items/annotation.ts'
import type { StreamedPart, SummaryTextPart } from '../items/content-part.ts'
import type { InputPart } from '../items/input-content-part.ts'
import type { LogProb } from '../items/logprob.ts'
import type { Differences, UnionDifferences, Verdict } from './compare.test-d.ts'

/** The SDK has the part and lists it nowhere; audio models take it. */
type AudioIsNotListed = 'InPart(input_audio) only ours'

/** Optional in the SDK and null from some clients; `detail` of an image is required there and left out by everybody. */
type PartsMayBeNull =
  | 'InPart(input_file).detail ours'
  | 'InPart(input_file).file_data ours'
  | 'InPart(input_file).file_url ours'
  | 'InPart(input_file).filename ours'
  | 'InPart(input_file).prompt_cache_breakpoint ours'
  | 'InPart(input_image).detail ours'
  | 'InPart(input_image).prompt_cache_breakpoint ours'
  | 'InPart(input_text).prompt_cache_breakpoint ours'

/** The SDK lets input parts stand where only output is streamed. */
type StreamedPartsAreOutput = 'OutPart(input_file) only sdk' | 'OutPart(input_image) only sdk' | 'OutPart(input_text) only sdk'

/** Optional in the SDK; always sent since 2025-07. */
type LogprobsAreAlwaysSent = 'OutPart(output_text).logprobs sdk'

type Pending = AudioIsNotListed | PartsMayBeNull | StreamedPartsAreOutput | LogprobsAreAlwaysSent

interface Found {
  OutPart: UnionDifferences<'OutPart', StreamedPart, ResponseContent>
  InPart: UnionDifferences<'InPart', InputPart, ResponseInputContent>
  Annotation: UnionDifferences<'Annotation', Annotation, ResponseOutputText['annotations'][number]>
  LogProb: Differences<'LogProb', LogProb, ResponseOutputText.Logprob>
  Summary: Differences<'Summary', SummaryTextPart, ResponseReasoningItem.Summary>
}

/** Every content part and annotation is the SDK's, but for what is listed. */
export const parts: Verdict<Found[keyof Found], Pending> = true
