import type { Annotation, LogProb, MessagePart } from '@goldwire/schemas'

import type { UnstampedEvent } from '../unstamped-event.ts'
import type { InnerStep, ItemBody, ItemContext, ItemKind } from './item-kind.ts'
import type { Fields } from './order-keys.ts'
import { roundLogprobs } from './round-logprobs.ts'
import { unexpectedStep } from './unexpected-step.ts'

/** What the model says, in parts of text or refusal. */
export const messageKind: ItemKind = {
  prefix: 'msg',
  status: { announced: 'in_progress', done: 'completed', cut: 'incomplete' },
  defaults: () => ({ role: 'assistant' }),
  blank: () => ({ content: [] }),
  body: createMessageBody,
}

interface OpenPart {
  type: 'output_text' | 'refusal'
  text: string
  textEnded: boolean
  annotations: Annotation[]
  logprobs: LogProb[]
}

function createMessageBody(context: ItemContext): ItemBody {
  const content: MessagePart[] = []
  let part: OpenPart | null = null
  const at = () => ({ content_index: content.length, item_id: context.id, output_index: context.outputIndex })

  const openPart = (type: OpenPart['type']): { open: OpenPart; added: UnstampedEvent } => {
    const open: OpenPart = { type, text: '', textEnded: false, annotations: [], logprobs: [] }
    part = open
    return { open, added: { type: 'response.content_part.added', ...at(), part: toPart(open, []) } }
  }
  const endText = (open: OpenPart): UnstampedEvent[] => {
    if (open.textEnded) return []
    open.textEnded = true
    return open.type === 'refusal'
      ? [{ type: 'response.refusal.done', ...at(), refusal: open.text }]
      : [{ type: 'response.output_text.done', ...at(), logprobs: [...open.logprobs], text: open.text }]
  }
  const endPart = (open: OpenPart): UnstampedEvent[] => {
    const events: UnstampedEvent[] = [...endText(open), { type: 'response.content_part.done', ...at(), part: toPart(open, []) }]
    content.push(toPart(open, roundLogprobs(open.logprobs)))
    part = null
    return events
  }
  const addDelta = (open: OpenPart, delta: string, logprobs: LogProb[] | undefined): UnstampedEvent => {
    open.text += delta
    const place = { content_index: content.length, delta, item_id: context.id, output_index: context.outputIndex }
    if (open.type === 'refusal') return { type: 'response.refusal.delta', ...place }
    if (logprobs !== undefined) open.logprobs.push(...logprobs)
    return { type: 'response.output_text.delta', ...place, logprobs: logprobs ?? [] }
  }
  const annotated = (annotation: Annotation, count: number, contentIndex: number): UnstampedEvent => ({
    type: 'response.output_text.annotation.added',
    annotation,
    annotation_index: count - 1,
    ...at(),
    content_index: contentIndex,
  })
  const annotate = (open: OpenPart, annotation: Annotation): UnstampedEvent =>
    annotated(annotation, open.annotations.push(annotation), content.length)
  const annotateLast = (last: MessagePart & { type: 'output_text' }, annotation: Annotation): UnstampedEvent => {
    const annotations = [...last.annotations, annotation]
    content[content.length - 1] = { ...last, annotations }
    return annotated(annotation, annotations.length, content.length - 1)
  }

  return {
    open: () => [],
    step(step: InnerStep) {
      if (step.type === 'delta' && part !== null && !part.textEnded) return [addDelta(part, step.delta, step.logprobs)]
      if (step.type === 'part.start' && part === null && (step.part === 'output_text' || step.part === 'refusal'))
        return [openPart(step.part).added]
      if (step.type === 'annotation' && part?.type === 'output_text') return [annotate(part, step.annotation)]
      const last = content.at(-1)
      if (step.type === 'annotation' && part === null && last?.type === 'output_text') return [annotateLast(last, step.annotation)]
      if (step.type === 'text.end' && part !== null) return endText(part)
      if (step.type === 'part.end' && part !== null) return endPart(part)
      throw unexpectedStep(step, `here, in item ${context.outputIndex}, a message`)
    },
    close({ known }) {
      if (part !== null) return endPart(part)
      return content.length === 0 ? sendWhole(known) : []
    },
    fields: () => ({ content }),
  }

  /** Content that start or end of the item bring at once. */
  function sendWhole({ content: given }: Fields): UnstampedEvent[] {
    if (!Array.isArray(given)) return []
    const events: UnstampedEvent[] = []
    for (const whole of given as MessagePart[]) {
      const { open, added } = openPart(whole.type)
      const isText = whole.type === 'output_text'
      events.push(added, addDelta(open, isText ? whole.text : whole.refusal, isText ? whole.logprobs : undefined))
      for (const annotation of isText ? whole.annotations : []) events.push(annotate(open, annotation))
      events.push(...endPart(open))
    }
    return events
  }
}

function toPart({ type, text, annotations }: OpenPart, logprobs: LogProb[]): MessagePart {
  return type === 'refusal' ? { type, refusal: text } : { type, annotations: [...annotations], logprobs, text }
}
