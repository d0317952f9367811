import { CHARACTERS_A_TOKEN } from './chat-usage.ts'
import type { ChatServerKind } from './chat-options.ts'
import { isObject, type JsonObject, parseJson, textAt } from './json.ts'
import { type Ask, readText } from './open-upstream.ts'
import type { ChatRequest } from './to-chat-request.ts'

/**
 * The tokens of a prompt. vLLM and llama.cpp are asked and count as they count for an answer; of any other server it is an estimate, four
 * characters a token, since Chat Completions has no way to ask.
 */
export async function countTokens({ body }: Pick<ChatRequest, 'body'>, kind: ChatServerKind, ask: Ask, baseUrl: string): Promise<number> {
  const root = baseUrl.replace(/\/v1$/, '')
  const { model, messages, tools } = body
  const post = (path: string, fields: JsonObject) => askJson(ask, `${root}${path}`, fields)
  if (kind === 'vllm') {
    const told = await post('/tokenize', { model, messages, ...(tools !== undefined && { tools }) })
    if (typeof told?.['count'] === 'number') return told['count']
  }
  if (kind === 'llama.cpp') {
    const rendered = await post('/apply-template', { messages, ...(tools !== undefined && { tools }) })
    const content = rendered === null ? '' : textAt(rendered, 'prompt')
    const told = content === '' ? null : await post('/tokenize', { content, add_special: true, parse_special: true })
    if (Array.isArray(told?.['tokens'])) return told['tokens'].length
  }
  return Math.ceil(promptLength(body) / CHARACTERS_A_TOKEN)
}

/** Characters of a prompt. */
export function promptLength({ messages, tools }: ChatRequest['body']): number {
  return textLength(messages) + (tools === undefined ? 0 : JSON.stringify(tools).length)
}

/** The data of an image is no text. */
function textLength(value: unknown): number {
  if (typeof value === 'string') return value.startsWith('data:') ? 0 : value.length
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + textLength(one), 0)
  return isObject(value)
    ? Object.entries(value).reduce((sum, [key, one]) => sum + (key === 'role' || key === 'type' ? 0 : textLength(one)), 0)
    : 0
}

/** null for anything but an object with status 200. */
async function askJson(ask: Ask, url: string, body: JsonObject): Promise<JsonObject | null> {
  try {
    const answer = await ask({ method: 'POST', url, body, signal: AbortSignal.timeout(30_000) })
    const value = parseJson(await readText(answer, 64 * 1024 * 1024))
    return answer.status === 200 && isObject(value) ? value : null
  } catch {
    return null
  }
}
