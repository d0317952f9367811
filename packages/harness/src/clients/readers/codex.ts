import { isObject } from '../../lint/json.ts'
import { type ClientStream, framesOf } from '../client-stream.ts'
import { broken, type Gathered, objectOf, type Stop, told } from '../reading.ts'
import { createFit } from '../shapes.ts'
import { assertReadable, tryParseSerde } from './serde.ts'

/** What Codex reads of an event, of an item that is done, and of the response that completes (codex-rs, codex-api/src/sse/responses.rs and protocol/src/models.rs). */
const fit = createFit({
  Event: 'type str, response? any, item? any, item_id? str, call_id? str, delta? str, summary_index? int, content_index? int',
  Completed: 'id str, usage? Usage, end_turn? bool',
  Usage: 'input_tokens int, input_tokens_details? InputDetails, output_tokens int, output_tokens_details? OutputDetails, total_tokens int',
  InputDetails: 'cached_tokens int',
  OutputDetails: 'reasoning_tokens int',
  Item: '@type message:Message reasoning:Reasoning function_call:Call custom_tool_call:Custom *',
  Message: 'id? str, role str, content [Part], end_turn? bool, phase? Phase',
  Phase: '= commentary final_answer',
  Part: '@type input_text:Text input_image:Image output_text:Text',
  Text: 'text str',
  Image: 'image_url str',
  Reasoning: 'id~ str, summary [Summary], content? [Thought], encrypted_content? str',
  Summary: '@type summary_text:Text',
  Thought: '@type reasoning_text:Text text:Text',
  Call: 'id? str, name str, namespace? str, arguments str, call_id str',
  Custom: 'id? str, status? str, call_id str, name str, input str',
})

/**
 * Codex CLI: goes by `data.type`; frames it cannot read are left out; items come only from `output_item.done`; `response.completed` has to come, failed and
 * incomplete are errors, an `error` event is let be.
 */
export function readCodex(stream: ClientStream, into: Gathered): void {
  assertReadable(stream)
  let failure: Stop | null = null
  for (const { data, isCut } of framesOf(stream)) {
    const event = data === null || isCut ? undefined : tryParseSerde(data)
    if (event === undefined || fit('Event', event) !== null) continue
    const { type, response, item } = objectOf(event)
    if (type === 'response.output_item.done' && isObject(item) && fit('Item', item) === null) take(item, into)
    if (type === 'response.failed') failure = told('response.failed')
    if (type === 'response.incomplete') failure = told('response.incomplete')
    if (type === 'response.completed' && response !== undefined && response !== null) {
      const misfit = fit('Completed', response)
      if (misfit === null) return
      failure = broken(`response.${misfit}`)
    }
  }
  throw failure ?? broken('stream closed before response.completed')
}

function take(item: Record<string, unknown>, into: Gathered): void {
  const { type, name, content } = item
  if (type === 'function_call') into.calls.push({ name: String(name), arguments: String(item['arguments']) })
  if (type !== 'message' || item['role'] !== 'assistant' || !Array.isArray(content)) return
  into.text += content.map((part) => (objectOf(part)['type'] === 'output_text' ? String(objectOf(part)['text']) : '')).join('')
}
