import type { ClientStream } from '../client-stream.ts'
import { at, broken, type Gathered, listAt, told } from '../reading.ts'
import { nodeEvents } from './node-events.ts'

interface Call {
  callId: unknown
  name: string
  isStarted: boolean
  isEnded: boolean
  pending?: string
  input: string
}

/**
 * TanStack AI (openai-base, responses-text): text of deltas, or of a part that brings it whole where no delta came; calls by the id of their item,
 * from whichever event brings them first; a refusal and an incomplete response are errors, a missing end is none.
 */
export function readTanstack(stream: ClientStream, into: Gathered): void {
  const calls = new Map<unknown, Call>()
  let hasText = false
  const say = (text: string, isStreamed = true) => {
    into.text += text
    hasText ||= isStreamed
  }
  const part = (value: unknown, isDone: boolean) => {
    const type = at(value, 'type')
    if (type === 'output_text' || type === 'reasoning_text') {
      const text = at(value, 'text')
      if (type === 'output_text' && typeof text === 'string' && text !== '' && !(isDone && hasText)) say(text, !isDone)
    } else throw type === 'refusal' ? told('a refusal') : broken(`a part of type ${String(type)}`)
  }
  let events = 0
  try {
    for (const event of nodeEvents(stream, { dropsCut: true })) {
      events++
      const type = at(event, 'type')
      if (type === 'response.created' || type === 'response.incomplete' || type === 'response.failed') at(at(event, 'response'), 'model')
      if (type === 'response.created') {
        hasText = false
        into.text = events === 1 ? '' : into.text
      }
      if (type === 'response.failed' || type === 'response.incomplete') throw told(type)
      if (type === 'error') throw told('error')
      if (type === 'response.output_text.delta') {
        const delta = at(event, 'delta')
        const text = Array.isArray(delta) ? delta.join('') : typeof delta === 'string' ? delta : ''
        if (text !== '') say(text)
      }
      if (type === 'response.content_part.added' || type === 'response.content_part.done') part(at(event, 'part'), type.endsWith('done'))
      if (type === 'response.output_item.added' || type === 'response.output_item.done')
        item(at(event, 'item'), calls, type.endsWith('done'))
      if (type === 'response.function_call_arguments.done') {
        const call = calls.get(at(event, 'item_id'))
        if (call?.isStarted === true) end(call, at(event, 'arguments'))
        else if (call !== undefined) call.pending = String(at(event, 'arguments'))
      }
      if (type === 'response.completed') {
        const output = listAt(at(event, 'response'), 'output')
        const texts = output.flatMap((each) => (at(each, 'type') === 'message' ? listAt(each, 'content') : []))
        const whole = texts.flatMap((each) => (at(each, 'type') === 'output_text' ? [textOf(at(each, 'text'))] : [])).join('')
        if (into.text === '' && whole !== '') say(whole)
        for (const each of output) item(each, calls, true)
      }
    }
  } finally {
    // What ends a call is told by its call_id: the first call that has it gets the arguments.
    const started = [...calls.values()].filter(({ isStarted }) => isStarted)
    const inputOf = (call: Call) => started.findLast(({ callId, isEnded }) => isEnded && callId === call.callId)?.input ?? ''
    for (const call of started)
      into.calls.push({ name: call.name, arguments: started.find(({ callId }) => callId === call.callId) === call ? inputOf(call) : '' })
  }
}

function item(value: unknown, calls: Map<unknown, Call>, isDone: boolean): void {
  const id = at(value, 'type') === 'function_call' ? at(value, 'id') : undefined
  if (!id) return
  const name = textOf(at(value, 'name'))
  const call = calls.get(id) ?? { callId: at(value, 'call_id') || id, name, isStarted: false, isEnded: false, input: '' }
  calls.set(id, call)
  call.name ||= name
  call.isStarted ||= call.name !== ''
  if (at(value, 'call_id')) call.callId = at(value, 'call_id')
  if (!isDone || !call.isStarted || call.isEnded) return
  const text = at(value, 'arguments')
  const given = typeof text === 'string' && text !== '' ? text : call.pending
  if (given !== undefined) end(call, given)
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')

function end(call: Call, text: unknown): void {
  if (call.isEnded) return
  call.isEnded = true
  call.input = JSON.stringify(valueOf(text))
}

function valueOf(text: unknown): unknown {
  try {
    const value: unknown = JSON.parse(String(text))
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
