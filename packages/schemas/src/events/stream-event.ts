import { z } from 'zod'
import { applyPatchCallOperationDiffDeltaEventSchema, applyPatchCallOperationDiffDoneEventSchema } from './apply-patch-diff.ts'
import { audioDeltaEventSchema, audioDoneEventSchema, audioTranscriptDeltaEventSchema, audioTranscriptDoneEventSchema } from './audio.ts'
import {
  codeInterpreterCallCodeDeltaEventSchema,
  codeInterpreterCallCodeDoneEventSchema,
  codeInterpreterCallCompletedEventSchema,
  codeInterpreterCallInProgressEventSchema,
  codeInterpreterCallInterpretingEventSchema,
} from './code-interpreter.ts'
import { compactionCompactingEventSchema } from './compaction.ts'
import { contentPartAddedEventSchema, contentPartDoneEventSchema } from './content-part.ts'
import { customToolCallInputDeltaEventSchema, customToolCallInputDoneEventSchema } from './custom-tool-call-input.ts'
import { errorEventSchema } from './error.ts'
import {
  fileSearchCallCompletedEventSchema,
  fileSearchCallInProgressEventSchema,
  fileSearchCallSearchingEventSchema,
} from './file-search.ts'
import { functionCallArgumentsDeltaEventSchema, functionCallArgumentsDoneEventSchema } from './function-call-arguments.ts'
import {
  imageGenerationCallCompletedEventSchema,
  imageGenerationCallGeneratingEventSchema,
  imageGenerationCallInProgressEventSchema,
  imageGenerationCallPartialImageEventSchema,
} from './image-generation.ts'
import { keepaliveEventSchema } from './keepalive.ts'
import {
  responseCompletedEventSchema,
  responseCreatedEventSchema,
  responseFailedEventSchema,
  responseInProgressEventSchema,
  responseIncompleteEventSchema,
  responseQueuedEventSchema,
} from './lifecycle.ts'
import {
  mcpCallArgumentsDeltaEventSchema,
  mcpCallArgumentsDoneEventSchema,
  mcpCallCompletedEventSchema,
  mcpCallFailedEventSchema,
  mcpCallInProgressEventSchema,
  mcpListToolsCompletedEventSchema,
  mcpListToolsFailedEventSchema,
  mcpListToolsInProgressEventSchema,
} from './mcp.ts'
import { outputItemAddedEventSchema, outputItemDoneEventSchema } from './output-item.ts'
import { outputTextAnnotationAddedEventSchema, outputTextDeltaEventSchema, outputTextDoneEventSchema } from './output-text.ts'
import { rateLimitsUpdatedEventSchema } from './rate-limits.ts'
import {
  reasoningSummaryPartAddedEventSchema,
  reasoningSummaryPartDoneEventSchema,
  reasoningSummaryTextDeltaEventSchema,
  reasoningSummaryTextDoneEventSchema,
} from './reasoning-summary.ts'
import { reasoningTextDeltaEventSchema, reasoningTextDoneEventSchema } from './reasoning-text.ts'
import { refusalDeltaEventSchema, refusalDoneEventSchema } from './refusal.ts'
import {
  shellCallCommandAddedEventSchema,
  shellCallCommandDeltaEventSchema,
  shellCallCommandDoneEventSchema,
  shellCallOutputContentDeltaEventSchema,
  shellCallOutputContentDoneEventSchema,
} from './shell-call.ts'
import { webSearchCallCompletedEventSchema, webSearchCallInProgressEventSchema, webSearchCallSearchingEventSchema } from './web-search.ts'

/**
 * The schema of each event a stream may carry, by type: the 59 of the SDK of 2026-11 (`error` in the nested form that is sent) and four that
 * only captures know: `keepalive`, the two of apply-patch diffs, `response.rate_limits.updated`.
 */
export const eventSchemas = {
  'response.created': responseCreatedEventSchema,
  'response.queued': responseQueuedEventSchema,
  'response.in_progress': responseInProgressEventSchema,
  'response.completed': responseCompletedEventSchema,
  'response.incomplete': responseIncompleteEventSchema,
  'response.failed': responseFailedEventSchema,
  'response.output_item.added': outputItemAddedEventSchema,
  'response.output_item.done': outputItemDoneEventSchema,
  'response.content_part.added': contentPartAddedEventSchema,
  'response.content_part.done': contentPartDoneEventSchema,
  'response.output_text.delta': outputTextDeltaEventSchema,
  'response.output_text.done': outputTextDoneEventSchema,
  'response.output_text.annotation.added': outputTextAnnotationAddedEventSchema,
  'response.refusal.delta': refusalDeltaEventSchema,
  'response.refusal.done': refusalDoneEventSchema,
  'response.reasoning_summary_part.added': reasoningSummaryPartAddedEventSchema,
  'response.reasoning_summary_part.done': reasoningSummaryPartDoneEventSchema,
  'response.reasoning_summary_text.delta': reasoningSummaryTextDeltaEventSchema,
  'response.reasoning_summary_text.done': reasoningSummaryTextDoneEventSchema,
  'response.reasoning_text.delta': reasoningTextDeltaEventSchema,
  'response.reasoning_text.done': reasoningTextDoneEventSchema,
  'response.function_call_arguments.delta': functionCallArgumentsDeltaEventSchema,
  'response.function_call_arguments.done': functionCallArgumentsDoneEventSchema,
  'response.custom_tool_call_input.delta': customToolCallInputDeltaEventSchema,
  'response.custom_tool_call_input.done': customToolCallInputDoneEventSchema,
  'response.shell_call_command.added': shellCallCommandAddedEventSchema,
  'response.shell_call_command.delta': shellCallCommandDeltaEventSchema,
  'response.shell_call_command.done': shellCallCommandDoneEventSchema,
  'response.shell_call_output_content.delta': shellCallOutputContentDeltaEventSchema,
  'response.shell_call_output_content.done': shellCallOutputContentDoneEventSchema,
  'response.apply_patch_call_operation_diff.delta': applyPatchCallOperationDiffDeltaEventSchema,
  'response.apply_patch_call_operation_diff.done': applyPatchCallOperationDiffDoneEventSchema,
  'response.code_interpreter_call.in_progress': codeInterpreterCallInProgressEventSchema,
  'response.code_interpreter_call_code.delta': codeInterpreterCallCodeDeltaEventSchema,
  'response.code_interpreter_call_code.done': codeInterpreterCallCodeDoneEventSchema,
  'response.code_interpreter_call.interpreting': codeInterpreterCallInterpretingEventSchema,
  'response.code_interpreter_call.completed': codeInterpreterCallCompletedEventSchema,
  'response.file_search_call.in_progress': fileSearchCallInProgressEventSchema,
  'response.file_search_call.searching': fileSearchCallSearchingEventSchema,
  'response.file_search_call.completed': fileSearchCallCompletedEventSchema,
  'response.web_search_call.in_progress': webSearchCallInProgressEventSchema,
  'response.web_search_call.searching': webSearchCallSearchingEventSchema,
  'response.web_search_call.completed': webSearchCallCompletedEventSchema,
  'response.image_generation_call.in_progress': imageGenerationCallInProgressEventSchema,
  'response.image_generation_call.generating': imageGenerationCallGeneratingEventSchema,
  'response.image_generation_call.partial_image': imageGenerationCallPartialImageEventSchema,
  'response.image_generation_call.completed': imageGenerationCallCompletedEventSchema,
  'response.mcp_list_tools.in_progress': mcpListToolsInProgressEventSchema,
  'response.mcp_list_tools.completed': mcpListToolsCompletedEventSchema,
  'response.mcp_list_tools.failed': mcpListToolsFailedEventSchema,
  'response.mcp_call.in_progress': mcpCallInProgressEventSchema,
  'response.mcp_call_arguments.delta': mcpCallArgumentsDeltaEventSchema,
  'response.mcp_call_arguments.done': mcpCallArgumentsDoneEventSchema,
  'response.mcp_call.completed': mcpCallCompletedEventSchema,
  'response.mcp_call.failed': mcpCallFailedEventSchema,
  'response.compaction.compacting': compactionCompactingEventSchema,
  'response.audio.delta': audioDeltaEventSchema,
  'response.audio.done': audioDoneEventSchema,
  'response.audio.transcript.delta': audioTranscriptDeltaEventSchema,
  'response.audio.transcript.done': audioTranscriptDoneEventSchema,
  keepalive: keepaliveEventSchema,
  'response.rate_limits.updated': rateLimitsUpdatedEventSchema,
  error: errorEventSchema,
} as const

/** The type of a stream event. */
export type StreamEventType = keyof typeof eventSchemas

/** All types of stream events. */
export const streamEventTypes = Object.keys(eventSchemas) as StreamEventType[]

/** One event of a stream, exactly as OpenAI sends it: no key more, no key less. */
export const streamEventSchema = z.discriminatedUnion('type', [
  responseCreatedEventSchema,
  responseQueuedEventSchema,
  responseInProgressEventSchema,
  responseCompletedEventSchema,
  responseIncompleteEventSchema,
  responseFailedEventSchema,
  outputItemAddedEventSchema,
  outputItemDoneEventSchema,
  contentPartAddedEventSchema,
  contentPartDoneEventSchema,
  outputTextDeltaEventSchema,
  outputTextDoneEventSchema,
  outputTextAnnotationAddedEventSchema,
  refusalDeltaEventSchema,
  refusalDoneEventSchema,
  reasoningSummaryPartAddedEventSchema,
  reasoningSummaryPartDoneEventSchema,
  reasoningSummaryTextDeltaEventSchema,
  reasoningSummaryTextDoneEventSchema,
  reasoningTextDeltaEventSchema,
  reasoningTextDoneEventSchema,
  functionCallArgumentsDeltaEventSchema,
  functionCallArgumentsDoneEventSchema,
  customToolCallInputDeltaEventSchema,
  customToolCallInputDoneEventSchema,
  shellCallCommandAddedEventSchema,
  shellCallCommandDeltaEventSchema,
  shellCallCommandDoneEventSchema,
  shellCallOutputContentDeltaEventSchema,
  shellCallOutputContentDoneEventSchema,
  applyPatchCallOperationDiffDeltaEventSchema,
  applyPatchCallOperationDiffDoneEventSchema,
  codeInterpreterCallInProgressEventSchema,
  codeInterpreterCallCodeDeltaEventSchema,
  codeInterpreterCallCodeDoneEventSchema,
  codeInterpreterCallInterpretingEventSchema,
  codeInterpreterCallCompletedEventSchema,
  fileSearchCallInProgressEventSchema,
  fileSearchCallSearchingEventSchema,
  fileSearchCallCompletedEventSchema,
  webSearchCallInProgressEventSchema,
  webSearchCallSearchingEventSchema,
  webSearchCallCompletedEventSchema,
  imageGenerationCallInProgressEventSchema,
  imageGenerationCallGeneratingEventSchema,
  imageGenerationCallPartialImageEventSchema,
  imageGenerationCallCompletedEventSchema,
  mcpListToolsInProgressEventSchema,
  mcpListToolsCompletedEventSchema,
  mcpListToolsFailedEventSchema,
  mcpCallInProgressEventSchema,
  mcpCallArgumentsDeltaEventSchema,
  mcpCallArgumentsDoneEventSchema,
  mcpCallCompletedEventSchema,
  mcpCallFailedEventSchema,
  compactionCompactingEventSchema,
  audioDeltaEventSchema,
  audioDoneEventSchema,
  audioTranscriptDeltaEventSchema,
  audioTranscriptDoneEventSchema,
  keepaliveEventSchema,
  rateLimitsUpdatedEventSchema,
  errorEventSchema,
])

/** @see {@link streamEventSchema} */
export type StreamEvent = z.infer<typeof streamEventSchema>
/** The event of a given type. */
export type StreamEventOf<Type extends StreamEventType> = Extract<StreamEvent, { type: Type }>
