import type { ConversationItem as SdkConversationItem } from 'openai/resources/conversations/items'
import type { ResponseItem, ResponseOutputItem } from 'openai/resources/responses/responses'

import type { ConversationItem } from '../items/conversation-item.ts'
import type { OutputItem } from '../items/output-item.ts'
import type { Renamed, UnionDifferences, Verdict } from './compare.test-d.ts'

/** Tools come back filled in, and with keys of their own: see `echoedToolSchema`. */
type ToolsAreEchoed =
  | 'OutputItem(additional_tools).tools ours'
  | 'OutputItem(additional_tools).tools sdk'
  | 'OutputItem(mcp_list_tools).tools sdk'
  | 'OutputItem(tool_search_output).tools ours'
  | 'OutputItem(tool_search_output).tools sdk'

/** Absent or an object on the wire, never null. */
type CallerIsNeverNull =
  | 'OutputItem(apply_patch_call).caller sdk'
  | 'OutputItem(apply_patch_call_output).caller sdk'
  | 'OutputItem(custom_tool_call).caller sdk'
  | 'OutputItem(custom_tool_call_output).caller sdk'
  | 'OutputItem(function_call).caller sdk'
  | 'OutputItem(function_call_output).caller sdk'
  | 'OutputItem(shell_call).caller sdk'
  | 'OutputItem(shell_call_output).caller sdk'

/** `keys`, ids and `detail` that are null or absent on one side: computer calls were rarely recorded, so both are taken. */
type ComputerKeysMayBeNull =
  | 'OutputItem(computer_call).action ours'
  | 'OutputItem(computer_call).actions ours'
  | 'OutputItem(computer_call_output).output ours'

/** Optional in the SDK, on every item of the wire; `custom_tool_call.status` is in no type. */
type AlwaysSent =
  | 'OutputItem(custom_tool_call).id sdk'
  | 'OutputItem(custom_tool_call).status only ours'
  | 'OutputItem(function_call).id sdk'
  | 'OutputItem(function_call).status sdk'

/** Images of a tool output need no `detail`, and files may have null fields: what the caller sent comes back. */
type DetailMayBeMissing = 'OutputItem(custom_tool_call_output).output ours' | 'OutputItem(function_call_output).output ours'

/** Optional in the SDK, with optional parts; on the wire always, and null unless included. `vector_store_id` is in no type. */
type ResultsAreAlwaysSent = 'OutputItem(file_search_call).results sdk'

/** Optional in the SDK; on every finished image of the wire, long before they were typed. */
type ImageFieldsAreAlwaysSent =
  | 'OutputItem(image_generation_call).background sdk'
  | 'OutputItem(image_generation_call).output_format sdk'
  | 'OutputItem(image_generation_call).quality sdk'
  | 'OutputItem(image_generation_call).revised_prompt sdk'
  | 'OutputItem(image_generation_call).size sdk'

/** Optional in the SDK; always on the wire, null where there is nothing. */
type McpFieldsAreAlwaysSent =
  | 'OutputItem(mcp_call).approval_request_id sdk'
  | 'OutputItem(mcp_call).error sdk'
  | 'OutputItem(mcp_call).output sdk'
  | 'OutputItem(mcp_call).status sdk'

/** A string in the SDK; what the MCP server said was seen as an object. */
type McpErrorMayBeAnObject = 'OutputItem(mcp_list_tools).error ours'

/** `logprobs` is always sent; the SDK makes it optional. */
type PartHasLogprobs = 'OutputItem(message).content sdk'

/** Absent where a model does not set it, never null. */
type PhaseIsNeverNull = 'OutputItem(message).phase sdk'

/** Always there since 2026-06, empty with OpenAI's own models; optional in the SDK. */
type ReasoningContentIsAlwaysSent = 'OutputItem(reasoning).content sdk'

/** `unknown` in the SDK, a JSON object on the wire. */
type ArgumentsAreJson = 'OutputItem(tool_search_call).arguments sdk'

/** A source may be a feed (`type: "api"`), and `find_in_page` may lack its `url` (threads openai/openai-openapi#573, openai/openai-python#3788). */
type SourcesMayBeFeeds = 'OutputItem(web_search_call).action ours'

/** The differences of output items that are known, each for its reason. */
export type PendingOutputItems =
  | ToolsAreEchoed
  | CallerIsNeverNull
  | ComputerKeysMayBeNull
  | AlwaysSent
  | DetailMayBeMissing
  | ResultsAreAlwaysSent
  | ImageFieldsAreAlwaysSent
  | McpFieldsAreAlwaysSent
  | McpErrorMayBeAnObject
  | PartHasLogprobs
  | PhaseIsNeverNull
  | ReasoningContentIsAlwaysSent
  | ArgumentsAreJson
  | SourcesMayBeFeeds

/** All 28 output items of the SDK are there, and they are the same but for what is listed. */
export const outputItems: Verdict<UnionDifferences<'OutputItem', OutputItem, ResponseOutputItem>, PendingOutputItems> = true

/** The SDK types it here as a client sends it, without `status` and `created_by`; the API gives both. */
type CustomOutputIsShorter =
  | 'ConversationItem(custom_tool_call_output).created_by only ours'
  | 'ConversationItem(custom_tool_call_output).id sdk'
  | 'ConversationItem(custom_tool_call_output).status only ours'

/** In the SDK; in no capture, and not among the keys we make. */
type CreatedByIsNotSentBack = 'ConversationItem(function_call).created_by only sdk'

/** Files of a stored message may have null fields. */
type StoredPartsAreOurs = 'ConversationItem(message).content ours'

/** What differs in an output item does so in a conversation's, but where the SDK agrees with us there. */
type PendingConversationItems =
  | Exclude<
      Renamed<PendingOutputItems, 'OutputItem', 'ConversationItem'>,
      | 'ConversationItem(function_call).id sdk'
      | 'ConversationItem(function_call).status sdk'
      | 'ConversationItem(message).content sdk'
      | 'ConversationItem(message).phase sdk'
    >
  | CustomOutputIsShorter
  | CreatedByIsNotSentBack
  | StoredPartsAreOurs

/** All 29 items of a conversation. */
export const conversationItems: Verdict<
  UnionDifferences<'ConversationItem', ConversationItem, SdkConversationItem>,
  PendingConversationItems
> = true

/** In the SDK; in no capture, and not among the keys we make. */
type StoredCreatedByIsNotSentBack = 'Item(custom_tool_call).created_by only sdk' | 'Item(function_call).created_by only sdk'

/** The SDK has two messages here, of the caller and of the model; stored messages are one type with all roles, which always has a status. */
type OneMessageForAll =
  | 'Item(message).content ours'
  | 'Item(message).phase only ours'
  | 'Item(message).role ours'
  | 'Item(message).status sdk'

/** The same for the input items of a stored response. */
type PendingItems =
  | Exclude<
      Renamed<PendingOutputItems, 'OutputItem', 'Item'>,
      | 'Item(custom_tool_call).id sdk'
      | 'Item(custom_tool_call).status only ours'
      | 'Item(function_call).id sdk'
      | 'Item(function_call).status sdk'
      | 'Item(message).content sdk'
      | 'Item(message).phase sdk'
    >
  | StoredCreatedByIsNotSentBack
  | OneMessageForAll

/** All items that GET /v1/responses/{id}/input_items lists. */
export const items: Verdict<UnionDifferences<'Item', ConversationItem, ResponseItem>, PendingItems> = true
