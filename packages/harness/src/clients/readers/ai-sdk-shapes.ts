import type { Shapes } from '../shapes.ts'

const item = (added: string, done: string) => ({ added, done })
const CALL_STATUS = '= in_progress completed incomplete'

/** Kinds of items and what each has to have when it is announced, and when it is done. */
const items: Readonly<Record<string, { added: string; done: string }>> = {
  message: item('id str, phase? Phase', 'id str, phase? Phase'),
  reasoning: item('id str, encrypted_content? str', 'id str, encrypted_content? str'),
  function_call: item(
    'id str, call_id str, name str, arguments str, async? bool, namespace? str, caller? Caller',
    'id str, call_id str, name str, arguments str, async? bool, status CallStatus, namespace? str, caller? Caller',
  ),
  program: item('id str, call_id str, code str, fingerprint str', 'id str, call_id str, code str, fingerprint str'),
  program_output: item('id str, call_id str, result str, status ProgramStatus', 'id str, call_id str, result str, status ProgramStatus'),
  web_search_call: item('id str, status str', 'id str, status str, action? SearchAction'),
  computer_call: item('id str, call_id? str, status CallStatus', 'id str, call_id? str, status CallStatus'),
  file_search_call: item('id str', 'id str, queries [str], results? [FileResult]'),
  local_shell_call: item('id str, call_id str, action LocalShell', 'id str, call_id str, action LocalShell'),
  image_generation_call: item('id str', 'id str, result str'),
  code_interpreter_call: item(
    'id str, container_id str, code^ str, outputs^ [CodeOutput], status str',
    'id str, container_id str, code^ str, outputs^ [CodeOutput]',
  ),
  mcp_call: item(
    'id str, status str, approval_request_id? str',
    'id str, status str, arguments str, name str, server_label str, output? str, error? McpError, approval_request_id? str',
  ),
  mcp_list_tools: item('id str', 'id str, server_label str, tools [McpTool], error~ McpError'),
  mcp_approval_request: item('id str', 'id str, server_label str, name str, arguments str, approval_request_id~ str'),
  apply_patch_call: item(
    'id str, call_id str, status PatchStatus, operation PatchOperation',
    'id str, call_id str, status PatchStatus, operation PatchOperation',
  ),
  custom_tool_call: item(
    'id str, call_id str, name str, input str, async? bool',
    "id str, call_id str, name str, input str, async? bool, status 'completed'",
  ),
  shell_call: item('id str, call_id str, status CallStatus, action Shell', 'id str, call_id str, status CallStatus, action Shell'),
  compaction: item('id str, encrypted_content? str', 'id str, encrypted_content str'),
  shell_call_output: item(
    'id str, call_id str, status CallStatus, max_output_length? num, output [ShellOutput]',
    'id str, call_id str, status CallStatus, max_output_length? num, output [ShellOutput]',
  ),
  tool_search_call: item(
    'id str, execution Execution, call_id^ str, status CallStatus',
    'id str, execution Execution, call_id^ str, status CallStatus',
  ),
  tool_search_output: item(
    'id str, execution Execution, call_id^ str, status CallStatus, tools [{any}]',
    'id str, execution Execution, call_id^ str, status CallStatus, tools [{any}]',
  ),
}

const names = Object.keys(items)
const bodies = (moment: 'added' | 'done') =>
  names.map((name) => [`${moment} ${name}`.replace(' ', '_'), items[name]?.[moment] ?? ''] as const)
const union = (moment: 'added' | 'done') => `@type ${names.map((name) => `${name}:${moment}_${name}`).join(' ')} *`

/** What @ai-sdk/openai 4 asks of the events that it models (openaiResponsesChunkSchema); events and items of other types are let be. */
export const aiSdkShapes: Shapes = {
  Chunk:
    '@type response.output_text.delta:TextDelta response.refusal.delta:RefusalDelta response.refusal.done:RefusalDone response.completed:Finished response.incomplete:Finished ' +
    'response.failed:Failed response.created:Begun response.in_progress:Begun response.output_item.added:Added response.output_item.done:Done ' +
    'response.function_call_arguments.delta:ItemDelta response.function_call_arguments.done:ArgumentsDone response.custom_tool_call_input.delta:ItemDelta ' +
    'response.image_generation_call.partial_image:PartialImage response.code_interpreter_call_code.delta:ItemDelta response.code_interpreter_call_code.done:CodeDone ' +
    'response.output_text.annotation.added:AnnotationAdded response.reasoning_summary_part.added:SummaryPart response.reasoning_summary_part.done:SummaryPart ' +
    'response.reasoning_summary_text.delta:SummaryDelta response.apply_patch_call_operation_diff.delta:ItemDelta response.apply_patch_call_operation_diff.done:DiffDone ' +
    'error:Error *',
  TextDelta: 'item_id str, output_index? num, delta str, logprobs? [LogProb]',
  LogProb: 'token str, logprob num, top_logprobs [TopLogProb]',
  TopLogProb: 'token str, logprob num',
  RefusalDelta: 'item_id str, output_index? num, content_index? num, delta str',
  RefusalDone: 'item_id str, output_index? num, content_index? num, refusal str',
  Finished: 'response Final',
  Failed: 'sequence_number num, response FailedResponse',
  Final: 'incomplete_details? Reason, usage? Usage, reasoning? ReasoningContext, service_tier? str',
  FailedResponse: 'error? ErrorText, incomplete_details? Reason, usage? Usage, reasoning? ReasoningContext, service_tier? str',
  ErrorText: 'code? str, message str',
  Reason: 'reason str',
  ReasoningContext: 'context? str',
  Usage: 'input_tokens num, input_tokens_details? InputDetails, output_tokens num, output_tokens_details? OutputDetails',
  InputDetails: 'cached_tokens? num',
  OutputDetails: 'reasoning_tokens? num',
  Begun: 'response Begin',
  Begin: 'id str, created_at num, model str, service_tier? str',
  Added: 'output_index num, item AddedItem',
  Done: 'output_index num, item DoneItem',
  AddedItem: union('added'),
  DoneItem: union('done'),
  ...Object.fromEntries([...bodies('added'), ...bodies('done')]),
  ItemDelta: 'item_id str, output_index num, delta str',
  ArgumentsDone: 'item_id str, output_index num, arguments str',
  CodeDone: 'item_id str, output_index num, code str',
  DiffDone: 'item_id str, output_index num, diff str',
  PartialImage: 'item_id str, output_index num, partial_image_b64 str',
  SummaryPart: 'item_id str, output_index? num, summary_index num',
  SummaryDelta: 'item_id str, output_index? num, summary_index num, delta str',
  AnnotationAdded: 'annotation Annotation',
  Annotation: '@type url_citation:UrlCitation file_citation:FileCitation container_file_citation:ContainerCitation file_path:FilePath',
  UrlCitation: 'start_index num, end_index num, url str, title str',
  FileCitation: 'file_id str, filename str, index num',
  ContainerCitation: 'container_id str, file_id str, filename str, start_index num, end_index num',
  FilePath: 'file_id str, index num',
  Error: '| NestedError FlatError',
  NestedError: 'sequence_number num, error ErrorBody',
  ErrorBody: 'type str, code? str, message str, param? str',
  FlatError: 'sequence_number num, code? str, message str, param? str',
  Phase: '= commentary final_answer',
  CallStatus: CALL_STATUS,
  ProgramStatus: '= completed incomplete',
  PatchStatus: '= in_progress completed',
  Execution: '= server client',
  Caller: '@type direct:{} program:CallerProgram',
  CallerProgram: 'caller_id str',
  SearchAction: '@type search:Search open_page:OpenPage find_in_page:FindInPage',
  Search: 'query? str, queries? [str], sources? [Source]',
  Source: '@type url:SourceUrl api:SourceApi',
  SourceUrl: 'url str',
  SourceApi: 'name str',
  OpenPage: 'url? str',
  FindInPage: 'url? str, pattern? str',
  FileResult: 'attributes {any}, file_id str, filename str, score num, text str',
  LocalShell: "type 'exec', command [str]",
  Shell: 'commands [str], timeout_ms? num, max_output_length? num',
  ShellOutput: 'stdout str, stderr str, outcome Outcome',
  Outcome: '@type timeout:{} exit:Exit',
  Exit: 'exit_code num',
  CodeOutput: '@type logs:Logs image:ImageUrl',
  Logs: 'logs str',
  ImageUrl: 'url str',
  McpError: '| str {any}',
  McpTool: 'name str, description~ str, annotations~ {any}',
  PatchOperation: '@type create_file:PatchFile update_file:PatchFile delete_file:PatchPath',
  PatchFile: 'path str, diff str',
  PatchPath: 'path str',
}
