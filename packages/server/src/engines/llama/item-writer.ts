import type { LogProb } from '@goldwire/schemas'

import type { OfferedTool } from '../../prompt/offer-tools.ts'
import type { EngineRequest } from '../engine.ts'
import type { Step } from '../step.ts'
import type { CallWriter } from '../answer/calls/call-writer.ts'
import { openCall } from '../answer/calls/open-call.ts'
import { createJsonScanner, type JsonScanner } from '../answer/json-scanner.ts'
import { summarise } from '../answer/summarise.ts'

/** Writes the steps of one answer; opens an item when its first text comes, so that no empty one is ever announced. */
export interface ItemWriter {
  thought(text: string): void
  text(text: string, logprobs: LogProb[] | undefined): void
  call(promptName: string): void
  /** Text of the open call's arguments. @returns where they end in `text`, -1 while they go on */
  args(text: string): number
  /** Closes what is open. @param cut - it is incomplete */
  end(cut: boolean): void
  /** An answer that says and calls nothing is an empty message. */
  ensureAnswer(): void
  take(): Step[]
}

export function createItemWriter({
  summary,
  tools,
}: {
  summary: EngineRequest['reasoningSummary']
  tools: readonly OfferedTool[]
}): ItemWriter {
  let steps: Step[] = []
  let open: 'reasoning' | 'message' | 'call' | null = null
  let reasoning = ''
  let scanner: JsonScanner = createJsonScanner()
  let hasAnswer = false
  let call: CallWriter | null = null

  function end(cut: boolean): void {
    if (open === null) return
    if (open === 'reasoning') endReasoning()
    else if (open === 'call') steps.push(...(call?.end(cut) ?? []))
    else {
      steps.push({ type: 'part.end' }, cut ? { type: 'item.end', item: { status: 'incomplete' } } : { type: 'item.end' })
    }
    open = null
  }

  function endReasoning(): void {
    steps.push({ type: 'part.end' })
    const text = summary === null ? '' : summarise(reasoning, summary ?? 'auto')
    if (text !== '') steps.push({ type: 'part.start', part: 'summary_text' }, { type: 'delta', delta: text }, { type: 'part.end' })
    steps.push({ type: 'item.end' })
  }

  function startMessage(): void {
    if (open === 'message') return
    end(false)
    open = 'message'
    hasAnswer = true
    steps.push({ type: 'item.start', item: { type: 'message' } }, { type: 'part.start', part: 'output_text' })
  }

  return {
    end,
    ensureAnswer() {
      if (hasAnswer) return
      startMessage()
      end(false)
    },
    thought(text) {
      if (text === '') return
      if (open !== 'reasoning') {
        end(false)
        reasoning = ''
        open = 'reasoning'
        steps.push({ type: 'item.start', item: { type: 'reasoning' } }, { type: 'part.start', part: 'reasoning_text' })
      }
      if (summary !== null) reasoning += text
      steps.push({ type: 'delta', delta: text })
    },
    text(text, logprobs) {
      startMessage()
      steps.push(logprobs === undefined ? { type: 'delta', delta: text } : { type: 'delta', delta: text, logprobs })
    },
    call(promptName) {
      end(false)
      open = 'call'
      hasAnswer = true
      scanner = createJsonScanner()
      call = openCall(tools, promptName)
      steps.push(...call.push(''))
    },
    args(text) {
      const at = scanner.push(text)
      const piece = at === -1 ? text : text.slice(0, at)
      steps.push(...(call?.push(piece) ?? []))
      return at
    },
    take() {
      const taken = steps
      steps = []
      return taken
    },
  }
}
