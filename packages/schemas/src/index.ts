/* oxlint-disable max-lines -- the one export list of the package: every name spelled out */
export { createFrameParser, DEFAULT_MAX_FRAME_BYTES, type FrameParser, type FrameParserOptions } from './wire/create-frame-parser.ts'
export { encodeEvent } from './wire/encode-event.ts'
export { encodeFrame, type FrameFields } from './wire/encode-frame.ts'
export { FrameTooLargeError } from './wire/frame-too-large-error.ts'
export type { Frame } from './wire/frame.ts'
export { parseFrame, type ParsedFrame } from './wire/parse-frame.ts'
export { type FrameSource, readFrames, type ReadFramesOptions } from './wire/read-frames.ts'
export { utf8Length } from './wire/utf8-length.ts'

// items
export { addedItemSchema, addedItemSchemas, type AddedItem } from './items/added-item.ts'
export {
  additionalToolsSchema,
  anyRoleSchema,
  inputAdditionalToolsSchema,
  type AdditionalTools,
  type InputAdditionalTools,
} from './items/additional-tools.ts'
export {
  annotationSchema,
  containerFileCitationSchema,
  fileCitationSchema,
  filePathSchema,
  urlCitationSchema,
  type Annotation,
} from './items/annotation.ts'
export {
  applyPatchCallOutputSchema,
  applyPatchCallSchema,
  applyPatchOperationSchema,
  inputApplyPatchCallOutputSchema,
  inputApplyPatchCallSchema,
  type ApplyPatchCall,
  type ApplyPatchCallOutput,
  type ApplyPatchOperation,
  type InputApplyPatchCall,
  type InputApplyPatchCallOutput,
} from './items/apply-patch.ts'
export { callerSchema, inputCallerSchema, type Caller } from './items/caller.ts'
export {
  codeInterpreterCallSchema,
  codeInterpreterOutputSchema,
  codeInterpreterStatusSchema,
  inputCodeInterpreterCallSchema,
  type CodeInterpreterCall,
  type CodeInterpreterOutput,
  type InputCodeInterpreterCall,
} from './items/code-interpreter-call.ts'
export {
  compactionSchema,
  compactionTriggerSchema,
  inputCompactionSchema,
  type Compaction,
  type CompactionTrigger,
  type InputCompaction,
} from './items/compaction.ts'
export {
  computerActionSchema,
  computerCallOutputSchema,
  computerCallSchema,
  inputComputerCallOutputSchema,
  inputComputerCallSchema,
  type ComputerAction,
  type ComputerCall,
  type ComputerCallOutput,
  type InputComputerCall,
  type InputComputerCallOutput,
} from './items/computer-call.ts'
export {
  configurationUpdateSchema,
  inputConfigurationUpdateSchema,
  type ConfigurationUpdate,
  type InputConfigurationUpdate,
} from './items/configuration-update.ts'
export {
  messagePartSchema,
  outputTextPartSchema,
  reasoningTextPartSchema,
  refusalPartSchema,
  streamedPartSchema,
  summaryTextPartSchema,
  type MessagePart,
  type OutputTextPart,
  type ReasoningTextPart,
  type RefusalPart,
  type StreamedPart,
  type SummaryTextPart,
} from './items/content-part.ts'
export {
  conversationItemSchema,
  conversationItemTypes,
  storedMessageSchema,
  storedPartSchema,
  type ConversationItem,
  type ConversationItemType,
  type StoredMessage,
} from './items/conversation-item.ts'
export {
  customToolCallOutputSchema,
  customToolCallSchema,
  inputCustomToolCallOutputSchema,
  inputCustomToolCallSchema,
  type CustomToolCall,
  type CustomToolCallOutput,
  type InputCustomToolCall,
  type InputCustomToolCallOutput,
} from './items/custom-tool-call.ts'
export {
  fileSearchCallSchema,
  fileSearchResultSchema,
  fileSearchStatusSchema,
  inputFileSearchCallSchema,
  type FileSearchCall,
  type FileSearchResult,
  type InputFileSearchCall,
} from './items/file-search-call.ts'
export {
  functionCallOutputSchema,
  inputFunctionCallOutputSchema,
  toolOutputSchema,
  type FunctionCallOutput,
  type InputFunctionCallOutput,
  type ToolOutput,
} from './items/function-call-output.ts'
export { functionCallSchema, inputFunctionCallSchema, type FunctionCall, type InputFunctionCall } from './items/function-call.ts'
export {
  addedImageGenerationCallSchema,
  imageBackgroundSchema,
  imageFormatSchema,
  imageGenerationCallSchema,
  imageGenerationStatusSchema,
  imageQualitySchema,
  inputImageGenerationCallSchema,
  type ImageGenerationCall,
  type InputImageGenerationCall,
} from './items/image-generation-call.ts'
export {
  imageDetailSchema,
  inputAudioPartSchema,
  inputFilePartSchema,
  inputImagePartSchema,
  inputPartSchema,
  inputTextPartSchema,
  toolOutputPartSchema,
  type InputAudioPart,
  type InputFilePart,
  type InputImagePart,
  type InputPart,
  type InputTextPart,
  type ToolOutputPart,
} from './items/input-content-part.ts'
export {
  inputItemSchema,
  inputItemTypes,
  typedInputItemSchema,
  type InputItem,
  type InputItemType,
  type TypedInputItem,
} from './items/input-item.ts'
export { bareItemReferenceSchema, itemReferenceSchema, type BareItemReference, type ItemReference } from './items/item-reference.ts'
export { itemStatusSchema, itemStatuses, type ItemStatus } from './items/item-status.ts'
export {
  inputLocalShellCallOutputSchema,
  inputLocalShellCallSchema,
  localShellActionSchema,
  localShellCallOutputSchema,
  localShellCallSchema,
  type InputLocalShellCall,
  type InputLocalShellCallOutput,
  type LocalShellCall,
  type LocalShellCallOutput,
} from './items/local-shell.ts'
export { logProbSchema, topLogProbSchema, type LogProb, type TopLogProb } from './items/logprob.ts'
export {
  inputMcpApprovalRequestSchema,
  inputMcpApprovalResponseSchema,
  mcpApprovalRequestSchema,
  mcpApprovalResponseSchema,
  type McpApprovalRequest,
  type McpApprovalResponse,
} from './items/mcp-approval.ts'
export {
  inputMcpCallSchema,
  mcpCallSchema,
  mcpCallStatusSchema,
  mcpErrorSchema,
  type InputMcpCall,
  type McpCall,
  type McpError,
} from './items/mcp-call.ts'
export {
  inputMcpListToolsSchema,
  mcpListToolsSchema,
  mcpListedToolSchema,
  type InputMcpListTools,
  type McpListTools,
  type McpListedTool,
} from './items/mcp-list-tools.ts'
export {
  assistantInputPartSchema,
  bareInputMessageSchema,
  inputMessageSchema,
  messagePhaseSchema,
  messageSchema,
  type BareInputMessage,
  type InputMessage,
  type Message,
  type MessagePhase,
} from './items/message.ts'
export { outputItemSchema, outputItemSchemas, outputItemTypes, type OutputItem, type OutputItemType } from './items/output-item.ts'
export {
  inputProgramOutputSchema,
  inputProgramSchema,
  programOutputSchema,
  programSchema,
  type Program,
  type ProgramOutput,
} from './items/program.ts'
export { inputReasoningSchema, reasoningSchema, type InputReasoning, type Reasoning } from './items/reasoning.ts'
export {
  inputShellCallOutputSchema,
  inputShellCallSchema,
  shellActionSchema,
  shellCallOutputContentSchema,
  shellCallOutputSchema,
  shellCallSchema,
  shellEnvironmentSchema,
  shellOutcomeSchema,
  type InputShellCall,
  type InputShellCallOutput,
  type ShellCall,
  type ShellCallOutput,
  type ShellCallOutputContent,
} from './items/shell-call.ts'
export {
  inputToolSearchCallSchema,
  inputToolSearchOutputSchema,
  toolSearchCallSchema,
  toolSearchExecutionSchema,
  toolSearchOutputSchema,
  type InputToolSearchCall,
  type InputToolSearchOutput,
  type ToolSearchCall,
  type ToolSearchOutput,
} from './items/tool-search.ts'
export {
  addedWebSearchCallSchema,
  inputWebSearchCallSchema,
  webSearchActionSchema,
  webSearchCallSchema,
  webSearchSourceSchema,
  webSearchStatusSchema,
  type InputWebSearchCall,
  type WebSearchAction,
  type WebSearchCall,
} from './items/web-search-call.ts'
// end of items

// response
export { compactedResponseSchema, type CompactedResponse } from './response/compacted-response.ts'
export { deletedResponseSchema, type DeletedResponse } from './response/deleted-response.ts'
export { incompleteDetailsSchema, incompleteReasons, type IncompleteDetails } from './response/incomplete-details.ts'
export { inputTokenCountSchema, type InputTokenCount } from './response/input-token-count.ts'
export {
  moderationErrorSchema,
  moderationResultSchema,
  moderationSchema,
  type Moderation,
  type ModerationResult,
} from './response/moderation.ts'
export {
  promptCacheDiagnosticsSchema,
  promptCacheOptionsEchoSchema,
  type PromptCacheDiagnostics,
  type PromptCacheOptionsEcho,
} from './response/prompt-cache.ts'
export { promptEchoSchema, type PromptEcho } from './response/prompt-echo.ts'
export { reasoningEchoSchema, type ReasoningEcho } from './response/reasoning-echo.ts'
export {
  responseErrorCodes,
  responseErrorSchema,
  unlistedResponseErrorCodes,
  type ResponseError,
  type ResponseErrorCode,
} from './response/response-error.ts'
export { responseItemListSchema, type ResponseItemList } from './response/response-item-list.ts'
export { responseKeyOrder } from './response/response-key-order.ts'
export { responseSchema, responseStatusSchema, responseStatuses, type Response, type ResponseStatus } from './response/response.ts'
export { textEchoSchema, textFormatEchoSchema, type TextEcho, type TextFormatEcho } from './response/text-echo.ts'
export { toolUsageSchema, type ToolUsage } from './response/tool-usage.ts'
export { usageSchema, type Usage } from './response/usage.ts'
export { echoedFunctionToolSchema, echoedToolSchema, type EchoedFunctionTool, type EchoedTool } from './tools/echoed-tool.ts'
// end of response

// events
export {
  applyPatchCallOperationDiffDeltaEventSchema,
  applyPatchCallOperationDiffDoneEventSchema,
  type ApplyPatchCallOperationDiffDeltaEvent,
  type ApplyPatchCallOperationDiffDoneEvent,
} from './events/apply-patch-diff.ts'
export {
  audioDeltaEventSchema,
  audioDoneEventSchema,
  audioTranscriptDeltaEventSchema,
  audioTranscriptDoneEventSchema,
  type AudioDeltaEvent,
  type AudioDoneEvent,
  type AudioTranscriptDeltaEvent,
  type AudioTranscriptDoneEvent,
} from './events/audio.ts'
export {
  codeInterpreterCallCodeDeltaEventSchema,
  codeInterpreterCallCodeDoneEventSchema,
  codeInterpreterCallCompletedEventSchema,
  codeInterpreterCallInProgressEventSchema,
  codeInterpreterCallInterpretingEventSchema,
  type CodeInterpreterCallCodeDeltaEvent,
  type CodeInterpreterCallCodeDoneEvent,
  type CodeInterpreterCallCompletedEvent,
  type CodeInterpreterCallInProgressEvent,
  type CodeInterpreterCallInterpretingEvent,
} from './events/code-interpreter.ts'
export { compactionCompactingEventSchema, type CompactionCompactingEvent } from './events/compaction.ts'
export {
  contentPartAddedEventSchema,
  contentPartDoneEventSchema,
  type ContentPartAddedEvent,
  type ContentPartDoneEvent,
} from './events/content-part.ts'
export {
  customToolCallInputDeltaEventSchema,
  customToolCallInputDoneEventSchema,
  type CustomToolCallInputDeltaEvent,
  type CustomToolCallInputDoneEvent,
} from './events/custom-tool-call-input.ts'
export {
  errorEventSchema,
  flatErrorEventSchema,
  streamErrorSchema,
  type ErrorEvent,
  type FlatErrorEvent,
  type StreamError,
} from './events/error.ts'
export {
  fileSearchCallCompletedEventSchema,
  fileSearchCallInProgressEventSchema,
  fileSearchCallSearchingEventSchema,
  type FileSearchCallCompletedEvent,
  type FileSearchCallInProgressEvent,
  type FileSearchCallSearchingEvent,
} from './events/file-search.ts'
export {
  functionCallArgumentsDeltaEventSchema,
  functionCallArgumentsDoneEventSchema,
  type FunctionCallArgumentsDeltaEvent,
  type FunctionCallArgumentsDoneEvent,
} from './events/function-call-arguments.ts'
export {
  imageGenerationCallCompletedEventSchema,
  imageGenerationCallGeneratingEventSchema,
  imageGenerationCallInProgressEventSchema,
  imageGenerationCallPartialImageEventSchema,
  type ImageGenerationCallCompletedEvent,
  type ImageGenerationCallGeneratingEvent,
  type ImageGenerationCallInProgressEvent,
  type ImageGenerationCallPartialImageEvent,
} from './events/image-generation.ts'
export { keepaliveEventSchema, type KeepaliveEvent } from './events/keepalive.ts'
export {
  responseCompletedEventSchema,
  responseCreatedEventSchema,
  responseFailedEventSchema,
  responseInProgressEventSchema,
  responseIncompleteEventSchema,
  responseQueuedEventSchema,
  type ResponseCompletedEvent,
  type ResponseCreatedEvent,
  type ResponseFailedEvent,
  type ResponseInProgressEvent,
  type ResponseIncompleteEvent,
  type ResponseQueuedEvent,
} from './events/lifecycle.ts'
export {
  mcpCallArgumentsDeltaEventSchema,
  mcpCallArgumentsDoneEventSchema,
  mcpCallCompletedEventSchema,
  mcpCallFailedEventSchema,
  mcpCallInProgressEventSchema,
  mcpListToolsCompletedEventSchema,
  mcpListToolsFailedEventSchema,
  mcpListToolsInProgressEventSchema,
  type McpCallArgumentsDeltaEvent,
  type McpCallArgumentsDoneEvent,
  type McpCallCompletedEvent,
  type McpCallFailedEvent,
  type McpCallInProgressEvent,
  type McpListToolsCompletedEvent,
  type McpListToolsFailedEvent,
  type McpListToolsInProgressEvent,
} from './events/mcp.ts'
export {
  outputItemAddedEventSchema,
  outputItemDoneEventSchema,
  type OutputItemAddedEvent,
  type OutputItemDoneEvent,
} from './events/output-item.ts'
export {
  outputTextAnnotationAddedEventSchema,
  outputTextDeltaEventSchema,
  outputTextDoneEventSchema,
  type OutputTextAnnotationAddedEvent,
  type OutputTextDeltaEvent,
  type OutputTextDoneEvent,
} from './events/output-text.ts'
export { rateLimitsUpdatedEventSchema, type RateLimitsUpdatedEvent } from './events/rate-limits.ts'
export {
  reasoningSummaryPartAddedEventSchema,
  reasoningSummaryPartDoneEventSchema,
  reasoningSummaryTextDeltaEventSchema,
  reasoningSummaryTextDoneEventSchema,
  type ReasoningSummaryPartAddedEvent,
  type ReasoningSummaryPartDoneEvent,
  type ReasoningSummaryTextDeltaEvent,
  type ReasoningSummaryTextDoneEvent,
} from './events/reasoning-summary.ts'
export {
  reasoningTextDeltaEventSchema,
  reasoningTextDoneEventSchema,
  type ReasoningTextDeltaEvent,
  type ReasoningTextDoneEvent,
} from './events/reasoning-text.ts'
export { refusalDeltaEventSchema, refusalDoneEventSchema, type RefusalDeltaEvent, type RefusalDoneEvent } from './events/refusal.ts'
export {
  shellCallCommandAddedEventSchema,
  shellCallCommandDeltaEventSchema,
  shellCallCommandDoneEventSchema,
  shellCallOutputContentDeltaEventSchema,
  shellCallOutputContentDoneEventSchema,
  type ShellCallCommandAddedEvent,
  type ShellCallCommandDeltaEvent,
  type ShellCallCommandDoneEvent,
  type ShellCallOutputContentDeltaEvent,
  type ShellCallOutputContentDoneEvent,
} from './events/shell-call.ts'
export {
  eventSchemas,
  streamEventSchema,
  streamEventTypes,
  type StreamEvent,
  type StreamEventOf,
  type StreamEventType,
} from './events/stream-event.ts'
export {
  webSearchCallCompletedEventSchema,
  webSearchCallInProgressEventSchema,
  webSearchCallSearchingEventSchema,
  type WebSearchCallCompletedEvent,
  type WebSearchCallInProgressEvent,
  type WebSearchCallSearchingEvent,
} from './events/web-search.ts'
// end of events
// Requests
export { applyPatchToolSchema, type ApplyPatchTool } from './tools/apply-patch-tool.ts'
export { codeInterpreterToolSchema, type CodeInterpreterTool } from './tools/code-interpreter-tool.ts'
export { computerToolSchema, type ComputerTool } from './tools/computer-tool.ts'
export { computerUsePreviewToolSchema, type ComputerUsePreviewTool } from './tools/computer-use-preview-tool.ts'
export { customToolSchema, type CustomTool } from './tools/custom-tool.ts'
export { fileSearchToolSchema, type FileSearchTool } from './tools/file-search-tool.ts'
export { functionToolSchema, type FunctionTool } from './tools/function-tool.ts'
export { imageGenerationToolSchema, type ImageGenerationTool } from './tools/image-generation-tool.ts'
export { localShellToolSchema, type LocalShellTool } from './tools/local-shell-tool.ts'
export { mcpToolSchema, type McpTool } from './tools/mcp-tool.ts'
export { namespaceToolSchema, type NamespaceTool } from './tools/namespace-tool.ts'
export { programmaticToolCallingToolSchema, type ProgrammaticToolCallingTool } from './tools/programmatic-tool-calling-tool.ts'
export { shellToolSchema, type ShellTool } from './tools/shell-tool.ts'
export { toolSearchToolSchema, type ToolSearchTool } from './tools/tool-search-tool.ts'
export { webSearchPreviewToolSchema, type WebSearchPreviewTool } from './tools/web-search-preview-tool.ts'
export { webSearchToolSchema, type WebSearchTool } from './tools/web-search-tool.ts'
export { toolSchema, type Tool } from './tools/tool.ts'
export { toolChoiceSchema, type ToolChoice } from './tools/tool-choice.ts'
export { createResponseBodySchema, type CreateResponseBody } from './request/create-response.ts'
export { createResponseFields, undocumentedRequestFields } from './request/create-response-fields.ts'
export { conversationReferenceSchema, type ConversationReference } from './request/conversation-reference.ts'
export { includeSchema, type Include } from './request/include.ts'
export { metadataSchema, type Metadata } from './request/metadata.ts'
export { promptSchema, type Prompt } from './request/prompt.ts'
export { reasoningConfigSchema, reasoningEffortSchema, type ReasoningConfig, type ReasoningEffort } from './request/reasoning-config.ts'
export { requestInputSchema, type RequestInput } from './request/request-input.ts'
export { requestRules, type RequestRule } from './request/request-rules.ts'
export { serviceTierSchema, type ServiceTier } from './request/service-tier.ts'
export { streamOptionsSchema, type StreamOptions } from './request/stream-options.ts'
export { textConfigSchema, type TextConfig } from './request/text-config.ts'
export { textFormatSchema, type TextFormat } from './request/text-format.ts'
export { apiErrorBodySchema, apiErrorObjectSchema, type ApiErrorBody, type ApiErrorObject } from './errors/api-error-body.ts'
export { parameterPath } from './errors/parameter-path.ts'
export { parseCreateResponse, parseRequest, type ParsedRequest, type RequestError } from './errors/parse-request.ts'
export { compactResponseBodySchema, type CompactResponseBody } from './request/compact-response.ts'
export { countInputTokensBodySchema, type CountInputTokensBody } from './request/count-input-tokens.ts'
export { decodeQuery } from './request/decode-query.ts'
export { includeQuerySchema, type IncludeQuery } from './request/include-query.ts'
export { DEFAULT_PAGE_SIZE, listItemsQuerySchema, type ListItemsQuery } from './request/list-items-query.ts'
export { retrieveResponseQuerySchema, type RetrieveResponseQuery } from './request/retrieve-response-query.ts'
export { parseQuery } from './errors/parse-query.ts'
export { conversationItemListSchema, type ConversationItemList } from './conversations/conversation-item-list.ts'
export { conversationSchema, type Conversation } from './conversations/conversation.ts'
export { createConversationItemsBodySchema, type CreateConversationItemsBody } from './conversations/create-conversation-items.ts'
export { createConversationBodySchema, MAX_ITEMS_A_CALL, type CreateConversationBody } from './conversations/create-conversation.ts'
export { deletedConversationSchema, type DeletedConversation } from './conversations/deleted-conversation.ts'
export { updateConversationBodySchema, type UpdateConversationBody } from './conversations/update-conversation.ts'
export { betaClientMessageSchema, clientMessageSchema, type BetaClientMessage, type ClientMessage } from './websocket/client-message.ts'
export { createMessageSchema, type CreateMessage } from './websocket/create-message.ts'
export {
  injectCreatedEventSchema,
  injectFailedEventSchema,
  type InjectCreatedEvent,
  type InjectFailedEvent,
} from './websocket/inject-event.ts'
export { injectMessageSchema, type InjectMessage } from './websocket/inject-message.ts'
export {
  betaServerMessageSchema,
  serverMessageSchema,
  type BetaServerMessage,
  type LaneEvent,
  type ServerMessage,
} from './websocket/server-message.ts'
export {
  steerAcceptedEventSchema,
  steerErrorCodes,
  steerFailedEventSchema,
  steerPendingEventSchema,
  steerRequiredInputSchema,
  type SteerAcceptedEvent,
  type SteerFailedEvent,
  type SteerPendingEvent,
  type SteerRequiredInput,
} from './websocket/steer-event.ts'
export { steerMessageSchema, type SteerInput, type SteerMessage } from './websocket/steer-message.ts'
export { streamIdSchema } from './websocket/stream-id.ts'
export { websocketErrorSchema, type WebsocketError } from './websocket/websocket-error.ts'
export { componentSchemas } from './openapi/component-schemas.ts'
export { endpoints, type Endpoint } from './openapi/endpoints.ts'
export { openApiDocument, type OpenApiDocument } from './openapi/openapi-document.ts'
export { apiErrorKinds, type ApiErrorKind } from './errors/api-error-kinds.ts'

// grammar
export {
  advance,
  canEnd,
  compileAutomaton,
  eventTypes,
  expected,
  matchSequence,
  type Automaton,
  type AutomatonState,
  type Match,
} from './grammar/automaton.ts'
export type { EventOwner, EventRole } from './grammar/event-owner.ts'
export { eventOwners } from './grammar/event-owners.ts'
export type { Agreement, EventField, ItemGrammar, ListAgreement, PartGrammar, PartIndex, Variation } from './grammar/item-grammar.ts'
export { itemGrammarOf, itemGrammars } from './grammar/item-grammars.ts'
export { printPattern, type Pattern } from './grammar/pattern.ts'
export { readPointer } from './grammar/read-pointer.ts'
export { ITEM_EVENT, streamGrammar, type StreamGrammar, type StreamVariation } from './grammar/stream-grammar.ts'

// read
export { type Deviation, type DeviationPlace, type Noun } from './read/deviation.ts'
export { deviations } from './read/deviations.ts'
export { nounUnder } from './read/noun-path.ts'
export { type ReadContext } from './read/read-context.ts'
export { readContextOf, type WireFacts } from './read/read-context-of.ts'
export { readErrorBody } from './read/read-error-body.ts'
export { readEvent } from './read/read-event.ts'
export { readOutputItem } from './read/read-output-item.ts'
export { readResponse } from './read/read-response.ts'
export { type DeviationHit, type IssueKind, type ReadIssue, type ReadResult } from './read/read-result.ts'

// fold
export { foldEvent } from './fold/fold-event.ts'
export { foldedResponse, foldEvents, type FoldResult } from './fold/fold-events.ts'
export { emptyFold, type FoldProblem, type FoldProblemKind, type FoldState } from './fold/fold-state.ts'
