import type { InputItem } from '@goldwire/schemas'

import type { ChatMessage } from '../../prompt/chat-message.ts'
import { contentText } from '../../prompt/content-text.ts'
import { toChatMessages, type UserContent } from '../../prompt/to-chat-messages.ts'

export interface CondenseOptions {
  /** Characters the text may have, more or less. */
  most: number
  /** What users said is kept elsewhere. */
  withoutUsers?: boolean
}

const longestLine = 2000
const shortestLine = 80

/**
 * A conversation in few words, made by extraction: who said, thought, called and got what, in order, each shortened until all of it fits, and
 * the oldest left out when even that is not enough. Nothing is invented, and what is missing is marked. An earlier compaction is carried on. Rules
 * (system and developer messages) are no part of it.
 *
 * @throws ApiError 400 for items that no model can be told
 */
export function condense(items: readonly InputItem[], { most, withoutUsers = false }: CondenseOptions): string {
  const earlier = items.flatMap((item) => (item.type === 'compaction' ? [item.encrypted_content] : []))
  const spoken = items.filter((item) => item.type !== 'compaction' && !(withoutUsers && 'role' in item && item.role === 'user'))
  const said = toChatMessages({ items: spoken, instructions: null, userContent: imagesAsWords }).flatMap(toLines)
  const lines = [...earlier.flatMap((text) => text.split('\n')), ...said]
  for (let limit = longestLine; limit >= shortestLine; limit = Math.floor(limit / 2)) {
    const text = lines.map((line) => shorten(line, limit)).join('\n')
    if (text.length <= most) return text
  }
  return dropOldest(
    lines.map((line) => shorten(line, shortestLine)),
    most,
  )
}

/** What was shown is not kept; that it was, is. */
const imagesAsWords: UserContent = (content, param) =>
  typeof content === 'string'
    ? content
    : contentText(
        content.map((part) => (part.type === 'input_image' ? { type: 'input_text', text: '[image]' } : part)),
        param,
      )

function toLines(message: ChatMessage): string[] {
  switch (message.role) {
    case 'system':
      return []
    case 'user':
      return [`User: ${typeof message.content === 'string' ? message.content : ''}`]
    case 'tool':
      return [`Result of ${message.name ?? 'the call'}: ${message.content}`]
    case 'assistant':
      return [
        ...(message.content === null || message.content === '' ? [] : [`Assistant: ${message.content}`]),
        ...(message.tool_calls ?? []).map(({ function: { name, arguments: text } }) => `Assistant called ${name} with ${text}`),
      ]
  }
}

/** One line, its middle left out where it is too long: beginnings say what it is about, ends what came of it. */
function shorten(text: string, limit: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  if (line.length <= limit) return line
  const head = Math.ceil((limit - 3) * 0.7)
  // No half of a surrogate pair stays at the cuts.
  const [start, end] = [
    line.slice(0, head).replace(/[\uD800-\uDBFF]$/, ''),
    line.slice(line.length - (limit - 3 - head)).replace(/^[\uDC00-\uDFFF]/, ''),
  ]
  return `${start} … ${end}`
}

function dropOldest(lines: readonly string[], most: number): string {
  const kept: string[] = []
  let length = 0
  for (const line of lines.toReversed()) {
    if (length + line.length + 1 > most && kept.length > 0) break
    kept.unshift(line)
    length += line.length + 1
  }
  const dropped = lines.length - kept.length
  return [...(dropped > 0 ? [`(${dropped} earlier lines are left out.)`] : []), ...kept].join('\n')
}
