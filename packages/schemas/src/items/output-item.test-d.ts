import type { ConversationItem as SdkConversationItem } from 'openai/resources/conversations/items'
import type { ResponseInputItem, ResponseOutputItem } from 'openai/resources/responses/responses'
import type { ConversationItem } from './conversation-item.ts'
import type { InputItem } from './input-item.ts'
import type { OutputItem } from './output-item.ts'

type OfType<Union, Type> = Extract<Union, { type: Type }>
type Same<A, B> = [A, B] extends [B, A] ? true : { onlyFirst: Exclude<A, B>; onlySecond: Exclude<B, A> }
type SdkType = ResponseOutputItem['type']

/** Our items that the SDK's type of the same name would not take. */
type Differing = { [Type in SdkType]: [OfType<OutputItem, Type>] extends [OfType<ResponseOutputItem, Type>] ? never : Type }[SdkType]

/** Each for a reason that stands beside its schema; the tools are open, and images of tool outputs need no `detail`. */
type KnownToDiffer =
  | 'function_call_output'
  | 'custom_tool_call_output'
  | 'web_search_call'
  | 'computer_call'
  | 'computer_call_output'
  | 'mcp_list_tools'
  | 'tool_search_output'
  | 'additional_tools'

export const everyOtherItemIsTheSdks: Same<Differing, KnownToDiffer> = true
export const sameOutputTypes: Same<OutputItem['type'], SdkType> = true
export const sameConversationTypes: Same<ConversationItem['type'], SdkConversationItem['type']> = true

type TypeOf<Item> = Item extends { type: infer Type extends string } ? Type : never
type SdkInput = NonNullable<ResponseInputItem>

/** The SDK's item_reference has an optional type, and so no place in this list. */
export const sameInputTypes: Same<TypeOf<InputItem>, TypeOf<SdkInput> | 'item_reference'> = true

/** What a client typed by the SDK sends, and we would not take. */
type Refused = {
  [Type in TypeOf<SdkInput>]: [OfType<SdkInput, Type>] extends [OfType<InputItem, Type>] ? never : Type
}[TypeOf<SdkInput>]

/** By type only: their `unknown` against our JSON, their interfaces against our open records. */
type KnownToBeRefused = 'web_search_call' | 'mcp_call' | 'mcp_list_tools' | 'tool_search_call' | 'tool_search_output' | 'additional_tools'

export const everyOtherInputIsTaken: Same<Refused, KnownToBeRefused> = true
