import type { CallPiece, ChatPiece } from './chat-piece.ts'
import { isObject, type JsonObject, objectAt, textAt } from './json.ts'
import { readLogprobs } from './read-logprobs.ts'

/**
 * Reads one chunk of a streamed answer, or a whole answer of a server that does not stream (its `message` is one big delta). Takes what the
 * servers in the world send for the same thing, and ignores what it does not know.
 */
export function readChunk(chunk: unknown): ChatPiece[] {
  if (!isObject(chunk)) return []
  const choices = Array.isArray(chunk['choices']) ? chunk['choices'].filter(isObject) : []
  // One answer was asked for; a server that sends more numbers them.
  const choice = choices.find(({ index }) => index === 0 || index === undefined || index === null)
  const pieces = choice === undefined ? [] : readChoice(choice)
  // Groq tells it beside its own name, Moonshot inside the choice.
  const usage = objectAt(chunk, 'usage') ?? (objectAt(chunk, 'x_groq') ?? choice ?? {})['usage']
  if (isObject(usage)) pieces.push({ type: 'usage', usage })
  return pieces
}

function readChoice(choice: JsonObject): ChatPiece[] {
  const delta = objectAt(choice, 'delta') ?? objectAt(choice, 'message') ?? {}
  const pieces: ChatPiece[] = [...readReasoning(delta), ...readContent(delta, choice)]
  const refusal = textAt(delta, 'refusal')
  if (refusal !== '') pieces.push({ type: 'refusal', text: refusal })
  const calls: unknown = delta['tool_calls']
  for (const call of Array.isArray(calls) ? calls : isObject(calls) ? [calls] : []) if (isObject(call)) pieces.push(readCall(call))
  const legacy = objectAt(delta, 'function_call')
  if (legacy !== null && !Array.isArray(calls)) pieces.push(readCall({ index: 0, function: legacy }))
  const reason = choice['finish_reason']
  if (typeof reason === 'string' && reason !== '') pieces.push({ type: 'finish', reason })
  return pieces
}

/** `reasoning_content` (DeepSeek, SGLang, llama.cpp), `reasoning` (vLLM, Ollama, OpenRouter), `reasoning_details` (OpenRouter): the same text, so the first one counts. */
function readReasoning(delta: JsonObject): ChatPiece[] {
  for (const key of ['reasoning_content', 'reasoning', 'thinking']) {
    const text = textAt(delta, key)
    if (text !== '') return [{ type: 'reasoning', part: 'reasoning_text', text }]
  }
  const details: unknown = delta['reasoning_details']
  if (!Array.isArray(details)) return []
  return details.filter(isObject).flatMap((detail): ChatPiece[] => {
    const summary = textAt(detail, 'summary')
    if (summary !== '') return [{ type: 'reasoning', part: 'summary_text', text: summary }]
    const text = textAt(detail, 'text')
    return text === '' ? [] : [{ type: 'reasoning', part: 'reasoning_text', text }]
  })
}

/** Text, or parts of text and thought (Mistral). */
function readContent(delta: JsonObject, choice: JsonObject): ChatPiece[] {
  const content: unknown = delta['content']
  const told = objectAt(choice, 'logprobs')
  const logprobs = told === null ? undefined : readLogprobs(told['content'])
  if (!Array.isArray(content)) {
    const text = typeof content === 'string' ? content : ''
    return text === '' && logprobs === undefined ? [] : [{ type: 'text', text, logprobs }]
  }
  return content.filter(isObject).flatMap((part): ChatPiece[] => {
    const thinking: unknown = part['thinking']
    if (typeof thinking === 'string') return [{ type: 'reasoning', part: 'reasoning_text', text: thinking }]
    if (Array.isArray(thinking)) {
      return thinking.filter(isObject).map((one) => ({ type: 'reasoning', part: 'reasoning_text', text: textAt(one, 'text') }))
    }
    return textAt(part, 'text') === '' ? [] : [{ type: 'text', text: textAt(part, 'text'), logprobs }]
  })
}

function readCall(call: JsonObject): CallPiece {
  const named = objectAt(call, 'function') ?? objectAt(call, 'custom') ?? call
  const given: unknown = named['arguments'] ?? named['input'] ?? ''
  const { index } = call
  return {
    type: 'call',
    index: typeof index === 'number' ? index : null,
    id: textAt(call, 'id'),
    name: textAt(named, 'name'),
    // A text, as it should be; some send the value it stands for.
    arguments: typeof given === 'string' ? given : JSON.stringify(given),
  }
}
