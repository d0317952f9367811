import type { InputItem } from '@goldwire/schemas'

import type { FailStep, ItemStart, Step, StopStep } from '../engines/step.ts'
import type { HostedCall } from '../tools/hosted-tool.ts'
import { clientCalls } from './client-calls.ts'

/** What is left to do when the model has finished a round. */
export interface HostedRound {
  /** How it ended; null when the engine left without a word (it was aborted, or broke its promise). */
  end: StopStep | FailStep | null
  /** Calls of hosted functions, and the steps that came after the first of them, in the model's order. */
  rest: readonly (HostedCall | Step)[]
  /** What the model thought and said, for the rounds after it. */
  said: readonly InputItem[]
  /** The model called something that the client runs. */
  callsClient: boolean
}

/**
 * Reads one round of the model. Steps go out as they come, up to the first call of a hosted function: such calls are kept, and so is whatever
 * follows, because the model has to finish (and leave its place to others) before a tool is run that may take its time.
 * A call that the end of the answer cuts off is dropped: nobody could run it.
 */
export async function* readRound(
  steps: AsyncIterable<Step>,
  isHosted: (name: string) => boolean,
): AsyncGenerator<Step, HostedRound, undefined> {
  const rest: (HostedCall | Step)[] = []
  const said: InputItem[] = []
  let call: HostedCall | null = null
  let open: { item: ItemStart; text: string } | null = null
  let isKept = false
  let callsClient = false

  for await (const step of steps) {
    if (step.type === 'stop' || step.type === 'fail') return { end: step, rest, said, callsClient }
    if (step.type === 'item.start' && step.item.type === 'function_call' && isHosted(step.item.name ?? '')) {
      isKept = true
      call = { name: step.item.name ?? '', arguments: step.item.arguments ?? '' }
      continue
    }
    if (call !== null) {
      if (step.type === 'delta') call.arguments += step.delta
      else if (step.type === 'item.end') {
        rest.push({ ...call, arguments: wholeArguments(step.item, call.arguments) })
        call = null
      }
      continue
    }
    if (step.type === 'item.start') {
      open = { item: step.item, text: '' }
      callsClient ||= clientCalls.has(step.item.type)
    } else if (step.type === 'delta' && open !== null) open.text += step.delta
    else if (step.type === 'item.end' && open !== null) {
      said.push(...toSaid(open.item, open.text))
      open = null
    }
    if (isKept) rest.push(step)
    else yield step
  }
  return { end: null, rest, said, callsClient }
}

function wholeArguments(end: { [key: string]: unknown } | undefined, streamed: string): string {
  const given = end?.['arguments']
  return typeof given === 'string' && given !== '' ? given : streamed
}

function toSaid({ type }: ItemStart, text: string): InputItem[] {
  if (text === '') return []
  if (type === 'message') return [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] }]
  return type === 'reasoning'
    ? [{ type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text }] } as unknown as InputItem]
    : []
}
