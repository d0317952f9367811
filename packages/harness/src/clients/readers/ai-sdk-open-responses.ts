import type { ClientStream } from '../client-stream.ts'
import { at, type Gathered, listAt, objectOf, told } from '../reading.ts'
import { aiSdkEvents, createParts } from './ai-sdk-events.ts'

/** @ai-sdk/open-responses under `streamText`: nothing is checked; parts and calls belong together by the id of their item alone. */
export function readAiSdkOpenResponses(stream: ClientStream, into: Gathered): void {
  const parts = createParts(into)
  const calls = new Map<unknown, { name?: unknown; arguments?: unknown }>()
  for (const event of aiSdkEvents(stream)) {
    const type = at(event, 'type')
    const item = type === 'response.output_item.added' || type === 'response.output_item.done' ? at(event, 'item') : undefined
    const isDone = type === 'response.output_item.done'
    const kind = item === undefined && !String(type).startsWith('response.output_item.') ? undefined : at(item, 'type')
    if (kind === 'function_call') {
      const { id, name, arguments: given } = objectOf(item)
      if (!isDone) calls.set(id, { name, arguments: given })
      else {
        const call = calls.get(id)
        into.calls.push({ name: (call?.name ?? name) as string, arguments: textOf(call?.arguments ?? given ?? '').trim() || '{}' })
        calls.delete(id)
      }
    }
    if (kind === 'message' || kind === 'reasoning') {
      const part = kind === 'message' ? 'text' : 'reasoning'
      const id = at(item, 'id')
      if (!isDone) parts.start(part, id)
      else {
        if (kind === 'message') listAt(item, 'content')
        else for (const summary of listAt(item, 'summary')) at(summary, 'text')
        parts.end(part, id)
      }
    }
    const id = at(event, 'item_id')
    if (type === 'response.output_text.delta') parts.delta('text', id, pieceOf(at(event, 'delta')))
    if (type === 'response.reasoning_summary_text.delta' || type === 'response.reasoning_text.delta')
      parts.delta('reasoning', id, pieceOf(at(event, 'delta')))
    if (type === 'response.function_call_arguments.delta') {
      const call = calls.get(id) ?? {}
      calls.set(id, { ...call, arguments: `${textOf(call.arguments ?? '')}${textOf(at(event, 'delta'))}` })
    }
    if (type === 'response.function_call_arguments.done') calls.set(id, { ...calls.get(id), arguments: at(event, 'arguments') })
    if (type === 'response.completed' || type === 'response.incomplete') at(at(event, 'response'), 'usage')
    if (type === 'response.failed' && at(at(event, 'response'), 'error') != null) throw told('response.failed')
    if (type === 'error') throw told(String(at(at(event, 'error'), 'code')))
  }
}

/** Only what has a length is handed on. */
const pieceOf = (delta: unknown) => (typeof delta !== 'string' && at(delta, 'length') === undefined ? '' : delta)

const textOf = (value: unknown) => (typeof value === 'string' ? value : String(value))
