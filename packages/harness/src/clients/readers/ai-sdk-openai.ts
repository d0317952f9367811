import { isObject, type JsonObject } from '../../lint/json.ts'
import type { ClientStream } from '../client-stream.ts'
import { broken, type Gathered, objectOf, told } from '../reading.ts'
import { createFit } from '../shapes.ts'
import { aiSdkEvents, createParts, type Parts } from './ai-sdk-events.ts'
import { aiSdkShapes } from './ai-sdk-shapes.ts'

const fit = createFit(aiSdkShapes)

interface State {
  parts: Parts
  /** The id that an open item was announced by, by output_index: later ids of it do not count. */
  ids: Map<unknown, unknown>
  /** Summaries of open reasoning items: whether each still takes text. */
  summaries: Map<unknown, Map<unknown, 'active' | 'can-conclude' | 'concluded'>>
  into: Gathered
}

/**
 * @ai-sdk/openai under `streamText` (ai 7): an event or item that it models has to have every field that it models; text and thought belong to an item
 * that was announced; calls come from items that are done.
 */
export function readAiSdkOpenai(stream: ClientStream, into: Gathered): void {
  const state: State = { parts: createParts(into), ids: new Map(), summaries: new Map(), into }
  for (const event of aiSdkEvents(stream)) {
    const misfit = fit('Chunk', event)
    if (misfit !== null) throw broken(misfit)
    if (isObject(event)) take(event, String(event['type']), state)
  }
}

function take(event: JsonObject, type: string, state: State): void {
  const { parts, ids, summaries } = state
  const idOf = (id: unknown) => {
    const index = event['output_index']
    return index === null || index === undefined ? id : (ids.get(index) ?? id)
  }
  const id = idOf(event['item_id'])
  if (type === 'error') throw told('error')
  if (type === 'response.failed' && objectOf(event['response'])['error'] != null) throw told('response.failed')
  if (type === 'response.output_item.added') added(objectOf(event['item']), event['output_index'], state)
  if (type === 'response.output_item.done') done(objectOf(event['item']), idOf(objectOf(event['item'])['id']), event['output_index'], state)
  if (type === 'response.output_text.delta' || type === 'response.refusal.delta') parts.delta('text', id, event['delta'])
  const index = event['summary_index']
  const summary = summaries.get(id)
  if (type === 'response.reasoning_summary_part.added' && Number(index) > 0 && summary !== undefined) {
    summary.set(index, 'active')
    for (const [each, status] of summary)
      if (status === 'can-conclude') {
        parts.end('reasoning', `${String(id)}:${String(each)}`)
        summary.set(each, 'concluded')
      }
    parts.start('reasoning', `${String(id)}:${String(index)}`)
  }
  if (type === 'response.reasoning_summary_text.delta') parts.delta('reasoning', `${String(id)}:${String(index)}`, event['delta'])
  if (type === 'response.reasoning_summary_part.done') summary?.set(index, 'can-conclude')
}

function added(item: JsonObject, index: unknown, { parts, ids, summaries }: State): void {
  const { type, id } = item
  if (type !== 'message' && type !== 'reasoning') return
  ids.set(index, id)
  if (type === 'message') return parts.start('text', id)
  summaries.set(id, new Map([[0, 'active']]))
  parts.start('reasoning', `${String(id)}:0`)
}

function done(item: JsonObject, id: unknown, index: unknown, { parts, ids, summaries, into }: State): void {
  const { type, name } = item
  if (type === 'message') {
    parts.end('text', id)
    ids.delete(index)
  }
  if (type === 'reasoning') {
    for (const [each, status] of summaries.get(id) ?? [])
      if (status !== 'concluded') parts.end('reasoning', `${String(id)}:${String(each)}`)
    summaries.delete(id)
    ids.delete(index)
  }
  if (type === 'function_call') into.calls.push({ name: String(name), arguments: String(item['arguments']).trim() || '{}' })
  if (type === 'shell_call' || type === 'local_shell_call')
    into.calls.push({ name: type.replace('_call', ''), arguments: JSON.stringify({ action: shellAction(objectOf(item['action'])) }) })
  if (type === 'apply_patch_call' && item['status'] === 'completed')
    into.calls.push({ name: 'apply_patch', arguments: JSON.stringify({ callId: item['call_id'], operation: item['operation'] }) })
  if (type === 'custom_tool_call') into.calls.push({ name: String(name), arguments: String(item['input']) })
}

const shellAction = ({ commands, timeout_ms, max_output_length }: JsonObject) => ({
  commands,
  ...(timeout_ms !== null && { timeoutMs: timeout_ms }),
  ...(max_output_length !== null && { maxOutputLength: max_output_length }),
})
