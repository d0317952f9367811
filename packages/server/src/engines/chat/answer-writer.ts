import type { LogProb } from '@goldwire/schemas'

import type { EngineRequest } from '../engine.ts'
import type { Step } from '../step.ts'
import type { CallPiece, ChatPiece } from './chat-piece.ts'
import type { ChatDialect } from './chat-options.ts'
import { createCallSegment, type CallSegment, type CallSegmentOptions } from './call-segment.ts'
import { createCallSlots } from './call-slots.ts'
import { createSpelledLogprobs } from './spelled-logprobs.ts'
import type { Segment } from './segment.ts'
import { createMessageSegment, createReasoningSegment } from './text-segments.ts'
import { createThinkSplitter } from './think-splitter.ts'

export interface AnswerWriterOptions extends CallSegmentOptions {
  request: Pick<EngineRequest, 'reasoningSummary' | 'topLogprobs' | 'parallelToolCalls'>
  thinkTags: ChatDialect['thinkTags']
}

/**
 * Turns the pieces of an answer into steps, item after item as the API wants them, while they come. Where a server goes on with an item after it
 * has begun the next one (parallel calls, piece by piece), the next one waits until the first is whole. White space between items is dropped.
 */
export interface AnswerWriter {
  /** @throws UpstreamFailure for what makes no sense */
  push(piece: Exclude<ChatPiece, { type: 'finish' | 'usage' }>): void
  /** The answer is over. @param cut - it reached a limit in the middle of what it was saying. @throws UpstreamFailure */
  end(cut: boolean): void
  /** The answer broke off: what has come is told, and the last item stays open for the failure to close. */
  abandon(): void
  /** Steps that can go out now. */
  take(): Step[]
  readonly seen: Readonly<SeenAnswer>
}

export interface SeenAnswer {
  /** Characters so far, of everything and of thoughts alone. */
  answer: number
  reasoning: number
  /** What the model said. */
  text: string
  refusal: boolean
  calls: number
}

export function createAnswerWriter({ request, thinkTags, ...callOptions }: AnswerWriterOptions): AnswerWriter {
  const segments: Segment[] = []
  const seen: SeenAnswer = { answer: 0, reasoning: 0, text: '', refusal: false, calls: 0 }
  const splitter = createThinkSplitter(thinkTags)
  const queue = createSpelledLogprobs()
  let message: ReturnType<typeof createMessageSegment> | null = null
  let reasoning: ReturnType<typeof createReasoningSegment> | null = null
  let hasAnswer = false
  /** Text that is nothing but white space so far: it may be what stands between two items. */
  let space: { text: string; logprobs: LogProb[] | undefined }[] = []
  let thoughtSpace = ''

  const begin = <One extends Segment>(segment: One): One => {
    for (const earlier of segments) if (earlier.isOver) earlier.close(false)
    segments.push(segment)
    message = null
    reasoning = null
    return segment
  }
  const slots = createCallSlots((): CallSegment => {
    const call = createCallSegment(callOptions)
    seen.calls += 1
    // Who asked for one call at a time gets one, as with vLLM: the model may make the others when it is asked again.
    if (seen.calls > 1 && !request.parallelToolCalls) return call
    hasAnswer = true
    space = []
    thoughtSpace = ''
    return begin(call)
  })

  const writeText = (text: string, logprobs: LogProb[] | undefined) => {
    seen.text += text
    if (message === null && text.trim() === '') {
      space.push({ text, logprobs })
      return
    }
    hasAnswer = true
    const target = (message ??= begin(createMessageSegment()))
    message = target
    for (const one of space) target.add('output_text', one.text, one.logprobs)
    space = []
    target.add('output_text', text, logprobs)
  }
  const writeThought = (part: 'reasoning_text' | 'summary_text', text: string) => {
    seen.reasoning += text.length
    if (reasoning === null && text.trim() === '') {
      thoughtSpace += text
      return
    }
    const target = (reasoning ??= begin(createReasoningSegment(request.reasoningSummary)))
    reasoning = target
    target.add(part, thoughtSpace + text)
    thoughtSpace = ''
    space = []
  }
  const writeSplit = (split: ReturnType<typeof splitter.push>) => {
    for (const { type, text } of split) {
      if (type === 'text') writeText(text, request.topLogprobs === null ? undefined : queue.take(text))
      else {
        writeThought('reasoning_text', text)
        queue.keepLast()
      }
    }
  }
  const writeCall = (piece: CallPiece) => {
    const call = slots.find(piece)
    call.add(piece)
    // It was waited for.
    if (call.isOver && segments.includes(call) && segments.at(-1) !== call) call.close(false)
  }

  return {
    seen,
    push(piece) {
      if (piece.type !== 'text') queue.clear()
      switch (piece.type) {
        case 'text':
          seen.answer += piece.text.length
          if (piece.logprobs !== undefined) queue.add(piece.logprobs)
          if (piece.text !== '') writeSplit(splitter.push(piece.text))
          return
        case 'reasoning':
          seen.answer += piece.text.length
          return writeThought(piece.part, piece.text)
        case 'refusal': {
          seen.answer += piece.text.length
          hasAnswer = true
          seen.refusal = true
          message ??= begin(createMessageSegment())
          return message.add('refusal', piece.text)
        }
        case 'call':
          seen.answer += piece.name.length + piece.arguments.length
          writeSplit(splitter.end())
          return writeCall(piece)
      }
    },
    end(cut) {
      writeSplit(splitter.end())
      // An answer that says and calls nothing is an empty message.
      if (!hasAnswer && !cut) {
        const empty = begin(createMessageSegment())
        empty.add('output_text', '')
        for (const { text, logprobs } of space) empty.add('output_text', text, logprobs)
      }
      for (const segment of segments) segment.close(cut)
    },
    abandon() {
      // What the splitter still holds can only be the beginning of a tag.
      for (const segment of segments.slice(0, -1)) segment.close(true)
    },
    take() {
      const steps: Step[] = []
      for (let head = segments[0]; head !== undefined; head = segments[0]) {
        steps.push(...head.steps.splice(0))
        if (!head.isClosed) break
        segments.shift()
      }
      return steps
    },
  }
}
