/** Parameters of Chat Completions that the Responses API has under another name; its error says where (recorded for `response_format`). */
export const movedParameters: ReadonlyMap<string, string> = new Map([
  ['messages', 'input'],
  ['response_format', 'text.format'],
  ['max_tokens', 'max_output_tokens'],
  ['max_completion_tokens', 'max_output_tokens'],
  ['reasoning_effort', 'reasoning.effort'],
  ['verbosity', 'text.verbosity'],
  ['functions', 'tools'],
  ['function_call', 'tool_choice'],
])
