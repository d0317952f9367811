/** Items by which a model asks the client to do something: the turn is the client's then. */
export const clientCalls: ReadonlySet<string> = new Set([
  'function_call',
  'custom_tool_call',
  'shell_call',
  'local_shell_call',
  'apply_patch_call',
  'computer_call',
  'tool_search_call',
])
