import type { ClientStream } from '../client-stream.ts'
import { added, at, broken, type Gathered, listAt, objectOf, told } from '../reading.ts'
import { nodeEvents } from './node-events.ts'

interface CallChunk {
  name?: unknown
  args: unknown
  id?: unknown
  index: unknown
  isCustom?: boolean
}

/**
 * LangChain.js (@langchain/openai 1, converters/responses): text of deltas; calls put together of `added` and their deltas by output_index; the final
 * response is turned into a message once more, whose lists have to be there.
 */
export function readLangchain(stream: ClientStream, into: Gathered): void {
  const chunks: CallChunk[] = []
  for (const event of nodeEvents(stream)) {
    const type = at(event, 'type')
    const index = type === undefined ? undefined : at(event, 'output_index')
    if (type === 'response.output_text.delta') {
      const delta = at(event, 'delta')
      // Chunks are merged by type: a text and something else cannot be.
      if (delta !== null && delta !== undefined && typeof delta !== 'string') throw broken('delta is no text')
      into.text += added(delta)
    } else if (type === 'response.output_item.added') {
      const item = at(event, 'item')
      const kind = at(item, 'type')
      if (kind === 'function_call') merge(chunks, { name: at(item, 'name'), args: at(item, 'arguments'), id: at(item, 'call_id'), index })
      if (kind === 'custom_tool_call')
        merge(chunks, { name: at(item, 'name'), args: at(item, 'input'), id: at(item, 'call_id'), index, isCustom: true })
      if (kind === 'reasoning' && objectOf(item)['summary']) listAt(item, 'summary')
    } else if (type === 'response.output_item.done') at(at(event, 'item'), 'type')
    else if (type === 'response.function_call_arguments.delta' || type === 'response.custom_tool_call_input.delta')
      merge(chunks, { args: at(event, 'delta'), index, isCustom: type === 'response.custom_tool_call_input.delta' })
    else if (type === 'response.created') at(at(event, 'response'), 'id')
    else if (type === 'response.completed' || type === 'response.incomplete') final(at(event, 'response'))
    else if (type === 'response.reasoning_summary_part.added') at(at(event, 'part'), 'text')
    else if (type === 'response.output_text.annotation.added') at(at(event, 'annotation'), 'type')
  }
  for (const chunk of chunks) finish(chunk, into)
}

/** Chunks of one index are one call. */
function merge(chunks: CallChunk[], chunk: CallChunk): void {
  const known = chunks.find(({ index, id }) => index !== undefined && index === chunk.index && (!chunk.id || !id || id === chunk.id))
  if (known === undefined) chunks.push({ ...chunk })
  else {
    known.args = `${textOf(known.args)}${textOf(chunk.args)}`
    known.name ??= chunk.name
    known.isCustom ||= chunk.isCustom === true
    known.id ??= chunk.id
  }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')

/** @throws Stop for arguments that are no JSON object, and for a call without an id: what users get as an invalid call */
function finish({ name, args, id, isCustom }: CallChunk, into: Gathered): void {
  const text = textOf(args)
  if (isCustom === true && id) return void into.calls.push({ name: textOf(name), arguments: JSON.stringify({ input: text }) })
  const value = id ? parsed(text.trim() || '{}') : null
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw broken('arguments of a call are no JSON object')
  into.calls.push({ name: textOf(name), arguments: JSON.stringify(value) })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return parsedInPart(text)
  }
}

/** JSON that breaks off, as far as it goes: what is open is closed. */
function parsedInPart(text: string): unknown {
  let isText = false
  const open: string[] = []
  for (let index = 0; index < text.length; index++) {
    const letter = text[index] ?? ''
    if (isText && letter === '\\') index++
    else if (letter === '"') isText = !isText
    else if (!isText && (letter === '{' || letter === '[')) open.unshift(letter === '{' ? '}' : ']')
    else if (!isText && open[0] === letter) open.shift()
  }
  try {
    return JSON.parse(`${text}${isText ? '"' : ''}${open.join('')}`) as unknown
  } catch {
    return undefined
  }
}

function final(response: unknown): void {
  if (at(response, 'error')) throw told('the response has an error')
  for (const item of listAt(response, 'output')) {
    const type = at(item, 'type')
    if (type === 'message') for (const part of listAt(item, 'content')) at(part, 'type')
    if (type === 'reasoning' && objectOf(item)['summary']) listAt(item, 'summary')
  }
}
