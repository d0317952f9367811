import type { ResponseStreamEvent } from 'openai/resources/responses/responses'
import type { StreamEvent } from './stream-event.ts'

type OfType<Union, Type> = Extract<Union, { type: Type }>
type SdkType = ResponseStreamEvent['type']

/** Our events that the SDK's type of the same name would not take. */
type Differing = { [Type in SdkType]: [OfType<StreamEvent, Type>] extends [OfType<ResponseStreamEvent, Type>] ? never : Type }[SdkType]

/** Reality differs from the SDK here: `usage` and `user` are null, codes and tools are open, items have keys more or less; `error` is nested. */
type KnownToDiffer =
  | 'response.created'
  | 'response.queued'
  | 'response.in_progress'
  | 'response.completed'
  | 'response.incomplete'
  | 'response.failed'
  | 'response.output_item.added'
  | 'response.output_item.done'
  | 'error'

type Same<A, B> = [A, B] extends [B, A] ? true : { onlyFirst: Exclude<A, B>; onlySecond: Exclude<B, A> }

/** An event that begins to differ, or a stale entry of the list, does not compile. */
export const everyOtherEventIsTheSdks: Same<Differing, KnownToDiffer> = true

/** What captures know and the SDK does not. */
export const fourEventsMore: Same<
  Exclude<StreamEvent['type'], SdkType>,
  | 'keepalive'
  | 'response.apply_patch_call_operation_diff.delta'
  | 'response.apply_patch_call_operation_diff.done'
  | 'response.rate_limits.updated'
> = true

/** No event of the SDK is missing. */
export const noneMissing: Same<Exclude<SdkType, StreamEvent['type']>, never> = true
