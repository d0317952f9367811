import type { ReasoningTextPart, SummaryTextPart } from '@goldwire/schemas'

import type { UnstampedEvent } from '../unstamped-event.ts'
import type { InnerStep, ItemBody, ItemContext, ItemKind } from './item-kind.ts'
import type { Fields } from './order-keys.ts'
import { unexpectedStep } from './unexpected-step.ts'

/**
 * What the model thinks: summary parts, and the raw chain of thought where the model shows it. Never with a status (491 of 491). `content`
 * is there since 2026-06, empty with OpenAI's models; `encrypted_content` when the start brings it.
 */
export const reasoningKind: ItemKind = {
  prefix: 'rs',
  status: null,
  defaults: () => ({ content: [] }),
  blank: (start) => ({ summary: [], ...('content' in start && { content: [] }) }),
  body: createReasoningBody,
}

interface OpenPart {
  type: 'summary_text' | 'reasoning_text'
  text: string
  textEnded: boolean
}

function createReasoningBody(context: ItemContext): ItemBody {
  const summary: SummaryTextPart[] = []
  const content: ReasoningTextPart[] = []
  let part: OpenPart | null = null
  const at = { item_id: context.id, output_index: context.outputIndex }

  const openPart = (type: OpenPart['type']): UnstampedEvent => {
    part = { type, text: '', textEnded: false }
    return type === 'summary_text'
      ? { type: 'response.reasoning_summary_part.added', ...at, part: { type, text: '' }, summary_index: summary.length }
      : { type: 'response.content_part.added', content_index: content.length, ...at, part: { type, text: '' } }
  }
  const addDelta = (open: OpenPart, delta: string): UnstampedEvent => {
    open.text += delta
    return open.type === 'summary_text'
      ? { type: 'response.reasoning_summary_text.delta', delta, ...at, summary_index: summary.length }
      : { type: 'response.reasoning_text.delta', content_index: content.length, delta, ...at }
  }
  const endText = (open: OpenPart): UnstampedEvent[] => {
    if (open.textEnded) return []
    open.textEnded = true
    return open.type === 'summary_text'
      ? [{ type: 'response.reasoning_summary_text.done', ...at, summary_index: summary.length, text: open.text }]
      : [{ type: 'response.reasoning_text.done', content_index: content.length, ...at, text: open.text }]
  }
  const endPart = (open: OpenPart, status?: 'incomplete'): UnstampedEvent[] => {
    const events = endText(open)
    part = null
    if (open.type === 'summary_text') {
      const done = { type: 'summary_text' as const, text: open.text }
      events.push({
        type: 'response.reasoning_summary_part.done',
        ...at,
        part: done,
        ...(status !== undefined && { status }),
        summary_index: summary.length,
      })
      summary.push(done)
    } else {
      const done = { type: 'reasoning_text' as const, text: open.text }
      events.push({ type: 'response.content_part.done', content_index: content.length, ...at, part: done })
      content.push(done)
    }
    return events
  }
  const sendWhole = (given: unknown): UnstampedEvent[] => {
    const parts = Array.isArray(given) ? (given as (SummaryTextPart | ReasoningTextPart)[]) : []
    return parts.flatMap((whole) => {
      const open: OpenPart = { type: whole.type, text: '', textEnded: false }
      return [openPart(whole.type), addDelta(open, whole.text), ...endPart(open)]
    })
  }

  return {
    open: () => [],
    step(step: InnerStep) {
      if (step.type === 'delta' && part !== null && !part.textEnded) return [addDelta(part, step.delta)]
      if (step.type === 'part.start' && part === null && (step.part === 'summary_text' || step.part === 'reasoning_text')) {
        return [openPart(step.part)]
      }
      if (step.type === 'text.end' && part !== null) return endText(part)
      if (step.type === 'part.end' && part !== null) return endPart(part, step.status)
      throw unexpectedStep(step, `here, in item ${context.outputIndex}, a reasoning item`)
    },
    close({ outcome, known }) {
      if (part !== null) return endPart(part, outcome === 'cut' ? 'incomplete' : undefined)
      return [...(content.length === 0 ? sendWhole(known['content']) : []), ...(summary.length === 0 ? sendWhole(known['summary']) : [])]
    },
    fields: (): Fields => ({ summary, content }),
  }
}
