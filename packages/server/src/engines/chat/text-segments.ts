import type { LogProb } from '@goldwire/schemas'

import { summarise } from '../answer/summarise.ts'
import type { EngineRequest } from '../engine.ts'
import type { Step } from '../step.ts'
import type { Segment } from './segment.ts'

export interface TextSegment<Part extends string> extends Segment {
  add(part: Part, text: string, logprobs?: LogProb[]): void
}

/** What the model says; text and refusals are parts of one message. */
export function createMessageSegment(): TextSegment<'output_text' | 'refusal'> {
  return createParts<'output_text' | 'refusal'>('message')
}

/** What the model thinks. Where a summary was asked for and the server sends none, it is made of the thoughts. */
export function createReasoningSegment(summary: EngineRequest['reasoningSummary']): TextSegment<'reasoning_text' | 'summary_text'> {
  const parts = createParts<'reasoning_text' | 'summary_text'>('reasoning')
  let thoughts = ''
  let hasSummary = false
  return {
    steps: parts.steps,
    isOver: true,
    get isClosed() {
      return parts.isClosed
    },
    add(part, text) {
      hasSummary ||= part === 'summary_text'
      if (summary !== null && part === 'reasoning_text') thoughts += text
      parts.add(part, text)
    },
    close(cut) {
      const made = summary === null || hasSummary ? '' : summarise(thoughts, summary)
      if (made !== '') parts.add('summary_text', made)
      parts.close(cut)
    },
  }
}

function createParts<Part extends 'output_text' | 'refusal' | 'reasoning_text' | 'summary_text'>(
  type: 'message' | 'reasoning',
): TextSegment<Part> {
  const steps: Step[] = [{ type: 'item.start', item: { type } }]
  let open: Part | null = null
  let isClosed = false
  return {
    steps,
    isOver: true,
    get isClosed() {
      return isClosed
    },
    add(part, text, logprobs) {
      if (open !== part) {
        if (open !== null) steps.push({ type: 'part.end' })
        steps.push({ type: 'part.start', part })
        open = part
      }
      if (text !== '') steps.push({ type: 'delta', delta: text, ...(logprobs !== undefined && { logprobs }) })
    },
    close(cut) {
      if (isClosed) return
      isClosed = true
      if (open !== null) steps.push({ type: 'part.end' })
      steps.push(cut && type === 'message' ? { type: 'item.end', item: { status: 'incomplete' } } : { type: 'item.end' })
    },
  }
}
