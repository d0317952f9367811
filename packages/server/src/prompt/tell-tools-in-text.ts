import type { ChatMessage, ChatTool } from './chat-message.ts'
import { spacedJson } from './spaced-json.ts'
import type { CallSyntax } from './tool-syntax.ts'

/** The syntax that `tellToolsInText` teaches: the Hermes form, which most open models have seen. */
export const plainToolSyntax: CallSyntax = {
  open: '<tool_call>',
  first: '<tool_call>\n{"name": "',
  middle: '", "arguments": ',
  joint: '}\n</tool_call>\n<tool_call>\n{"name": "',
  last: '}\n</tool_call>',
  argumentsAs: 'text',
}

/**
 * Says in plain messages what a chat template without tools cannot: the system message lists the tools and how to call them, earlier calls
 * are text of the assistant, and results come from the user.
 */
export function tellToolsInText(
  messages: readonly ChatMessage[],
  tools: readonly ChatTool[],
): { messages: ChatMessage[]; tools: ChatTool[] } {
  const told = messages.map(tellMessage)
  if (tools.length === 0) return { messages: told, tools: [] }
  const { first, middle, last } = plainToolSyntax
  const manual = [
    '# Tools',
    'You may call these functions:',
    ...tools.map((tool) => spacedJson(tool.function)),
    `To call one, answer with ${first}NAME${middle}{…}${last}`,
  ].join('\n')
  const [head, ...rest] = told
  if (head?.role === 'system') return { messages: [{ role: 'system', content: `${head.content}\n\n${manual}` }, ...rest], tools: [] }
  return { messages: [{ role: 'system', content: manual }, ...told], tools: [] }
}

function tellMessage(message: ChatMessage): ChatMessage {
  if (message.role === 'tool') return { role: 'user', content: `<tool_response>\n${message.content}\n</tool_response>` }
  if (message.role !== 'assistant') return message
  const { first, middle, last } = plainToolSyntax
  const calls = (message.tool_calls ?? []).map((call) => `${first}${call.function.name}${middle}${call.function.arguments}${last}`)
  return { role: 'assistant', content: [message.content ?? '', ...calls].filter((text) => text !== '').join('\n') }
}
