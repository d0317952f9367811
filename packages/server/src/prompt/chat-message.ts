/**
 * The messages a chat template takes: the form Hugging Face templates and Chat Completions share. Field names are theirs.
 */
export type ChatMessage = SystemMessage | UserMessage | AssistantMessage | ToolMessage

export interface SystemMessage {
  role: 'system'
  content: string
}

export interface UserMessage {
  role: 'user'
  /** Parts only where images were asked for: see `toChatMessages`. */
  content: string | UserPart[]
}

export type UserPart = { type: 'text'; text: string } | { type: 'image_url'; image_url: { url: string; detail?: string } }

export interface AssistantMessage {
  role: 'assistant'
  content: string | null
  reasoning_content?: string
  tool_calls?: ChatToolCall[]
}

export interface ToolMessage {
  role: 'tool'
  tool_call_id: string
  /** The tool whose call this answers, where it is known; some templates print it. */
  name?: string
  content: string
}

export interface ChatToolCall {
  id: string
  type: 'function'
  /** `arguments` is JSON text, exactly as it was generated. */
  function: { name: string; arguments: string }
}

export interface ChatTool {
  type: 'function'
  function: { name: string; description?: string; parameters: JsonSchema }
}

/** A JSON Schema as it came over the wire; nothing about it is checked yet. */
export type JsonSchema = { [key: string]: unknown }
