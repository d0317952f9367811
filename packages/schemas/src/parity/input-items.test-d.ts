import type { EasyInputMessage, ResponseInputItem } from 'openai/resources/responses/responses'

import type { BareItemReference } from '../items/item-reference.ts'
import type { TypedInputItem } from '../items/input-item.ts'
import type { BareInputMessage } from '../items/message.ts'
import type { Differences, UnionDifferences, Verdict } from './compare.test-d.ts'

/** A function tool may leave out `strict` and `parameters`: see request.test-d.ts. */
type ToolsMayBeShorter = 'InputItem(additional_tools).tools ours' | 'InputItem(tool_search_output).tools ours'

/** A compound filter of `file_search` holds `unknown` in the SDK, and filters here: see request.test-d.ts. */
type FiltersAreTyped = 'InputItem(additional_tools).tools sdk' | 'InputItem(tool_search_output).tools sdk'

/** Clients drop ids, statuses and details of what they replay, or send null; the API takes it, and so do we (Codex, and thread anomalyco/opencode#42613). */
type ReplaysMayBeShorter =
  | 'InputItem(code_interpreter_call).code ours'
  | 'InputItem(code_interpreter_call).id ours'
  | 'InputItem(code_interpreter_call).outputs ours'
  | 'InputItem(code_interpreter_call).status ours'
  | 'InputItem(computer_call).action ours'
  | 'InputItem(computer_call).actions ours'
  | 'InputItem(computer_call).id ours'
  | 'InputItem(computer_call).pending_safety_checks ours'
  | 'InputItem(computer_call).status ours'
  | 'InputItem(computer_call_output).status ours'
  | 'InputItem(custom_tool_call).async ours'
  | 'InputItem(custom_tool_call).id ours'
  | 'InputItem(custom_tool_call).namespace ours'
  | 'InputItem(custom_tool_call_output).id ours'
  | 'InputItem(file_search_call).id ours'
  | 'InputItem(file_search_call).results ours'
  | 'InputItem(file_search_call).status ours'
  | 'InputItem(function_call).async ours'
  | 'InputItem(function_call).id ours'
  | 'InputItem(function_call).namespace ours'
  | 'InputItem(function_call).status ours'
  | 'InputItem(image_generation_call).id ours'
  | 'InputItem(image_generation_call).result ours'
  | 'InputItem(image_generation_call).status ours'
  | 'InputItem(local_shell_call).action ours'
  | 'InputItem(local_shell_call).id ours'
  | 'InputItem(local_shell_call).status ours'
  | 'InputItem(local_shell_call_output).id ours'
  | 'InputItem(mcp_approval_request).id ours'
  | 'InputItem(mcp_call).error ours'
  | 'InputItem(mcp_call).id ours'
  | 'InputItem(mcp_call).status ours'
  | 'InputItem(mcp_list_tools).error ours'
  | 'InputItem(mcp_list_tools).id ours'
  | 'InputItem(message).id ours'
  | 'InputItem(message).role ours'
  | 'InputItem(message).status ours'
  | 'InputItem(reasoning).id ours'
  | 'InputItem(reasoning).status ours'
  | 'InputItem(reasoning).summary ours'
  | 'InputItem(web_search_call).action ours'
  | 'InputItem(web_search_call).action sdk'
  | 'InputItem(web_search_call).id ours'
  | 'InputItem(web_search_call).status ours'

/** Parts may leave out `detail` and carry nulls, as clients send them; assistant messages may hold `output_text` without `annotations`, and audio. */
type PartsMayBeNull =
  | 'InputItem(computer_call_output).output ours'
  | 'InputItem(custom_tool_call_output).output ours'
  | 'InputItem(function_call_output).output ours'
  | 'InputItem(message).content ours'
  | 'InputItem(reasoning).content ours'

/** In no type, and sent by clients that replay what they were given, or join by `call_id`. */
type ClientsSendIt =
  | 'InputItem(custom_tool_call).status only ours'
  | 'InputItem(custom_tool_call_output).name only ours'
  | 'InputItem(custom_tool_call_output).status only ours'
  | 'InputItem(local_shell_call_output).call_id only ours'

/** An answer has it; in a replayed item it is dropped. */
type NotReplayed = 'InputItem(image_generation_call).error only sdk' | 'InputItem(image_generation_call).svg_usage only sdk'

/** In the SDK the type may be missing, so that it has no place in this comparison; both forms are taken. */
type ReferenceHasAType = 'InputItem(item_reference) only ours'

/** `unknown` or an interface in the SDK; JSON here, so that what is replayed can be sent on. */
type JsonIsJson = 'InputItem(mcp_call).error sdk' | 'InputItem(mcp_list_tools).tools sdk' | 'InputItem(tool_search_call).arguments sdk'

type PendingInputItems =
  | ToolsMayBeShorter
  | FiltersAreTyped
  | ReplaysMayBeShorter
  | PartsMayBeNull
  | ClientsSendIt
  | NotReplayed
  | ReferenceHasAType
  | JsonIsJson

/** All input items of the SDK that name their type (three of them messages) are there, and the same but for what is listed. */
export const inputItems: Verdict<UnionDifferences<'InputItem', TypedInputItem, NonNullable<ResponseInputItem>>, PendingInputItems> = true

/** Typed without `type` here and with an optional one in the SDK; both forms are taken, this one and the one above. */
type TypeIsApart = 'BareMessage.type ours' | 'BareMessage.type sdk' | 'BareReference.type sdk'

/** As in a message that names its type. */
type BareMessagesAreReplayedToo = 'BareMessage.content ours' | 'BareMessage.id only ours' | 'BareMessage.status only ours'

interface BareItems {
  BareMessage: Differences<'BareMessage', BareInputMessage, EasyInputMessage>
  BareReference: Differences<'BareReference', BareItemReference, ResponseInputItem.ItemReference>
}

/** The two input items that may leave `type` out. */
export const bareItems: Verdict<BareItems[keyof BareItems], TypeIsApart | BareMessagesAreReplayedToo> = true
