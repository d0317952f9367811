import { isObject } from '../../lint/json.ts'
import { type ClientStream, framesOf } from '../client-stream.ts'
import { broken, type Gathered, objectOf, told } from '../reading.ts'
import { createFit, type Shapes } from '../shapes.ts'
import { asyncOpenaiShapes } from './async-openai-shapes.ts'
import { parseSerde } from './serde.ts'

/** What is known of Grok CLI's types beyond what Rust clients of the API ask for anyway, each from a thread. */
const stricter: Shapes = {
  // Wei-Shaw/sub2api#7128, BerriAI/litellm#28899: error frames are numbered, too.
  ResponseErrorEvent: 'sequence_number uint, code? str, message str, param? str',
  // Wei-Shaw/sub2api#5140: in the final response as well.
  OutputTextContent: 'text str, annotations [Annotation], logprobs? [LogProb]',
}
const fit = createFit({ ...asyncOpenaiShapes, ...stricter })

/** Wei-Shaw/sub2api#5343: what xAI's own servers send with it. */
const needsAction = 'response.web_search_call.completed'

/**
 * Grok CLI, from its threads alone (nobody has its source): serde over a closed enum, where an event that is unknown, unnumbered or lacks a field ends the
 * stream.
 */
export function readGrok(stream: ClientStream, into: Gathered): void {
  for (const { data, isCut } of framesOf(stream)) {
    if (isCut || data === null) continue
    if (data === '[DONE]') return
    const event = parseSerde(data)
    const { type, delta, item } = objectOf(event)
    const misfit = fit('ResponseStreamEvent', event)
    if (misfit !== null) throw broken(misfit)
    if (type === needsAction && objectOf(event)['action'] === undefined) throw broken('action is missing')
    if (type === 'error' || type === 'response.failed') throw told(type)
    if (type === 'response.output_text.delta') into.text += String(delta)
    if (type === 'response.output_item.done' && isObject(item) && item['type'] === 'function_call')
      into.calls.push({ name: String(item['name']), arguments: String(item['arguments']) })
  }
}
