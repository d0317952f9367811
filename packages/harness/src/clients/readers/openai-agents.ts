import { isObject } from '../../lint/json.ts'
import type { ClientStream } from '../client-stream.ts'
import { added, at, broken, type Gathered, listAt, objectOf, told } from '../reading.ts'
import { createFit } from '../shapes.ts'
import { nodeEvents } from './node-events.ts'

/** What its protocol asks of the output once it is read (agents-core, types/protocol). */
const fit = createFit({
  Usage: 'input_tokens? num, output_tokens? num, total_tokens? num',
  FunctionCall: 'call_id str, name str, arguments str, status? Status',
  Status: '= in_progress completed incomplete',
  CustomCall: 'call_id str, name str, input str',
  Message: 'content [Part], status? Status',
  Reasoning: 'summary? [Summary]',
  Summary: 'text str',
  Part: '@type output_text:Text refusal:Refusal *',
  Text: 'text str',
  Refusal: 'refusal str',
})
/** Calls that a user must have given a tool for. */
const NEEDS_TOOL: Readonly<Record<string, string>> = {
  shell_call: 'shell',
  apply_patch_call: 'apply_patch',
  computer_call: 'computer',
  local_shell_call: 'shell',
}

/**
 * OpenAI Agents (agents-openai, openaiResponsesModel): text of deltas; everything else from the response that completes, which has to come and to hold
 * the final answer or the calls; any other status is an error, and so is a refusal.
 */
export function readOpenaiAgents(stream: ClientStream, into: Gathered): void {
  let final: unknown
  for (const event of nodeEvents(stream)) {
    const type = at(event, 'type')
    if (type === 'response.output_text.delta') into.text += added(at(event, 'delta'))
    if (type === 'error') throw told('error')
    if (type === 'response.completed' || type === 'response.failed' || type === 'response.incomplete')
      final = ended(type, at(event, 'response'))
  }
  if (final === undefined) throw broken('no response.completed came')
  act(final, stream, into)
}

function ended(type: string, response: unknown): unknown {
  const status = objectOf(response)['status']
  if (type !== 'response.completed' || status === 'failed' || status === 'incomplete' || status === 'cancelled')
    throw told(`${type} says ${String(status)}`)
  if (!isObject(response)) throw broken(`${type} has no response`)
  listAt(response, 'output').forEach((item) => at(item, 'type'))
  const misfit = isObject(response['usage']) ? fit('Usage', response['usage']) : null
  if (misfit !== null) throw broken(`usage.${misfit}`)
  return response
}

function act(response: unknown, { asked }: ClientStream, into: Gathered): void {
  const output = listAt(response, 'output')
  let answer: string | null = null
  let isCall = false
  for (const item of output) {
    const type = String(at(item, 'type'))
    const tool = NEEDS_TOOL[type]
    if (tool !== undefined && asked?.tools.includes(tool) === false) throw broken(`a ${type} without a tool ${tool}`)
    if (type === 'message') {
      check('Message', item)
      const parts = listAt(item, 'content')
      const text = parts.filter((part) => at(part, 'type') === 'output_text').map((part) => String(at(part, 'text')))
      if (parts.some((part) => at(part, 'type') === 'refusal') && text.length === 0) throw told('a refusal')
      answer = text.join('')
    }
    if (type === 'reasoning') check('Reasoning', item)
    if (type === 'function_call') {
      check('FunctionCall', item)
      if (at(item, 'call_id') === '') throw broken('a call has no call_id')
      if (asked?.tools.includes(String(at(item, 'name'))) === false) throw broken('a call of a tool that nobody gave')
      into.calls.push({ name: String(at(item, 'name')), arguments: String(at(item, 'arguments')) })
      isCall = true
    }
  }
  if (!isCall && asked?.turns === 1 && (answer === null || answer === ''))
    throw broken('the response has no final answer: another turn is asked for')
}

function check(kind: string, item: unknown): void {
  const misfit = fit(kind, item)
  if (misfit !== null) throw broken(misfit)
}
