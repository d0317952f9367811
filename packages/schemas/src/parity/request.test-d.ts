import type { InputTokenCountParams } from 'openai/resources/responses/input-tokens'
import type { InputItemListParams } from 'openai/resources/responses/input-items'
import type {
  ResponseCompactParams,
  ResponseCreateParams,
  ResponseCreateParamsBase,
  ResponseRetrieveParams,
  Tool as SdkTool,
} from 'openai/resources/responses/responses'

import type { CompactResponseBody } from '../request/compact-response.ts'
import type { CountInputTokensBody } from '../request/count-input-tokens.ts'
import type { CreateResponseBody } from '../request/create-response.ts'
import type { ListItemsQuery } from '../request/list-items-query.ts'
import type { RetrieveResponseQuery } from '../request/retrieve-response-query.ts'
import type { ToolChoice } from '../tools/tool-choice.ts'
import type { Tool } from '../tools/tool.ts'
import type { Differences, UnionDifferences, Verdict, WholeDifferences } from './compare.test-d.ts'

/** `unknown` in the SDK (filters inside a compound filter, parameters of a function in a namespace); an object here, as the API's document says. */
type TypedInside = 'Tool(file_search).filters sdk' | 'Tool(namespace).tools sdk'

/** The form of Chat Completions beside the right one: accepted and ignored by the API (48 of 48 recorded requests). */
type ChatFormIsIgnored = 'Tool(function).function only ours'

/** Required in the SDK; the API takes a function without (49 recorded requests without `strict`). */
type MayBeLeftOut = 'Tool(function).parameters ours' | 'Tool(function).strict ours'

/** The SDK puts `mcp` among these; here a bare `mcp` is the MCP choice without its label. */
type BareMcpIsApart =
  | 'ToolChoice(code_interpreter).type sdk'
  | 'ToolChoice(computer).type sdk'
  | 'ToolChoice(computer_use).type sdk'
  | 'ToolChoice(computer_use_preview).type sdk'
  | 'ToolChoice(file_search).type sdk'
  | 'ToolChoice(image_generation).type sdk'
  | 'ToolChoice(web_search_preview).type sdk'
  | 'ToolChoice(web_search_preview_2025_03_11).type sdk'

/** Two forms in the SDK, bare and with a label; one here, whose label is optional. */
type McpIsOneForm = 'ToolChoice(mcp).name only ours' | 'ToolChoice(mcp).server_label only ours' | 'ToolChoice(mcp).type sdk'

/** Accepted by the API without being documented: the penalties are echoed, `client_metadata` is sent by Codex. */
type Undocumented = 'Request.client_metadata only ours' | 'Request.frequency_penalty only ours' | 'Request.presence_penalty only ours'

/** Any string in the SDK; `compaction` alone in the document. */
type TypeIsListed = 'Request.context_management sdk'

/** Input items differ: see input-items.test-d.ts. */
type InputItemsDiffer =
  | 'Request.input ours'
  | 'Request.input sdk'
  | 'Compact.input ours'
  | 'Compact.input sdk'
  | 'Count.input ours'
  | 'Count.input sdk'

/** Files and images among the variables may carry nulls. */
type PartsMayBeNull = 'Request.prompt ours'

/** An extension of this project: the same seed gives the same answer. */
type OurOwn = 'Request.seed only ours'

/** Tools differ as listed above. */
type ToolsDiffer = 'Request.tools ours' | 'Request.tools sdk' | 'Count.tools ours' | 'Count.tools sdk'

/** The differences of requests that are known, each for its reason. */
type Pending =
  | TypedInside
  | ChatFormIsIgnored
  | MayBeLeftOut
  | BareMcpIsApart
  | McpIsOneForm
  | Undocumented
  | TypeIsListed
  | InputItemsDiffer
  | PartsMayBeNull
  | OurOwn
  | ToolsDiffer

interface Found {
  Tool: UnionDifferences<'Tool', Tool, SdkTool>
  ToolChoice: UnionDifferences<'ToolChoice', ToolChoice, ResponseCreateParams['tool_choice']>
  ToolChoiceWord: WholeDifferences<'ToolChoiceWord', Extract<ToolChoice, string>, Extract<ResponseCreateParams['tool_choice'], string>>
  Request: Differences<'Request', CreateResponseBody, ResponseCreateParamsBase & { stream?: boolean | null }>
  Compact: Differences<'Compact', CompactResponseBody, ResponseCompactParams>
  Count: Differences<'Count', CountInputTokensBody, InputTokenCountParams>
  ListQuery: Differences<'ListQuery', ListItemsQuery, InputItemListParams>
  RetrieveQuery: Differences<'RetrieveQuery', RetrieveResponseQuery, { [Key in keyof ResponseRetrieveParams]: ResponseRetrieveParams[Key] }>
}

/** Every tool, every form of tool choice and every field of a request is the SDK's, but for what is listed. */
export const requests: Verdict<Found[keyof Found], Pending> = true
