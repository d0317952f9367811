import type { LogProb } from '@goldwire/schemas'

import type { OfferedTool } from '../../prompt/offer-tools.ts'
import type { CallSyntax, ThinkSyntax } from '../../prompt/tool-syntax.ts'
import type { EngineRequest } from '../engine.ts'
import type { Step } from '../step.ts'
import { heldLength, heldWhitespace } from '../answer/held-length.ts'
import { createItemWriter } from './item-writer.ts'
import { createLogProbQueue } from '../answer/log-prob-queue.ts'

export interface OutputParserOptions {
  think: ThinkSyntax | null
  /** null where nothing may be called: then a tag is only text. */
  call: CallSyntax | null
  tools: readonly OfferedTool[]
  /** Text that has begun stays text: an answer in JSON may hold the words of a tag. */
  callsOnlyAtStart: boolean
  /** The prompt ended inside the thoughts. */
  startsInThought: boolean
  summary: EngineRequest['reasoningSummary']
}

/** Turns the text a model writes into steps, piece by piece. Nothing is sent that may still turn out to be a tag. */
export interface OutputParser {
  /** What the model is writing now; the decoder chooses its grammar by it. */
  readonly mode: 'thought' | 'text' | 'call'
  /** What has come since the thoughts were closed, as long as it is white space. */
  readonly sinceThought: string
  /** In `call` mode before the tool's name: what of the call's opening has been written. */
  readonly callOpening: string
  /** Adds generated text; `''` for a token that only begins a character. */
  push(text: string, logprob?: LogProb): void
  /** No more text comes. @param cut - the answer was cut off: what is open ends as incomplete */
  end(cut: boolean): void
  /** The steps made since the last call. */
  take(): Step[]
}

export function createOutputParser({ think, call, tools, callsOnlyAtStart, startsInThought, summary }: OutputParserOptions): OutputParser {
  const items = createItemWriter({ summary, tools })
  const logprobs = createLogProbQueue()
  let mode: OutputParser['mode'] = startsInThought ? 'thought' : 'text'
  /** Text that is not sent yet; short, since only what may be a tag stays here. */
  let buffer = ''
  let mayThink = !startsInThought
  let isAtStart = true
  /** What the next call begins with: `first`, or `joint` after another call. null while arguments are read, or after a call. */
  let opening: string | null = null
  let isAfterCall = false
  let sinceThought = ''
  /** White space before a call, which is text if no call follows. */
  let lead = 0

  const drop = (length: number) => {
    buffer = buffer.slice(length)
    logprobs.drop(length)
  }
  const callTags = call ? [call.open] : []
  const firstTags = think ? [think.open, ...callTags] : callTags

  /** Each reader takes what it can from the buffer and says whether another should go on with the rest. */
  function readThought(ended: boolean): boolean {
    if (!think) return false
    if (isAtStart) {
      drop(heldWhitespaceAtStart(buffer))
      isAtStart = buffer === ''
    }
    const close = buffer.indexOf(think.close)
    if (close === -1) {
      const length = ended
        ? buffer.trimEnd().length
        : buffer.length - Math.max(heldLength(buffer, [think.close]), heldWhitespace(buffer, [think.close]))
      items.thought(buffer.slice(0, length))
      drop(length)
      return false
    }
    items.thought(buffer.slice(0, close).trimEnd())
    items.end(false)
    drop(close + think.close.length)
    sinceThought = buffer
    mode = 'text'
    isAtStart = true
    return true
  }

  function readText(ended: boolean): boolean {
    if (isAtStart) {
      drop(heldWhitespaceAtStart(buffer))
      if (buffer === '') return false
    }
    if (isAtStart && mayThink && think && buffer.startsWith(think.open)) {
      drop(think.open.length)
      mode = 'thought'
      mayThink = false
      return true
    }
    const mayCall = call !== null && (isAtStart || !callsOnlyAtStart)
    const at = mayCall ? buffer.indexOf(call.open) : -1
    if (mayCall && at !== -1 && (at === 0 || !callsOnlyAtStart)) {
      const text = buffer.slice(0, at).trimEnd()
      sendText(text.length)
      lead = at - text.length
      mode = 'call'
      opening = call.first
      return true
    }
    const tags = mayThink ? firstTags : mayCall ? callTags : []
    const held = ended ? 0 : Math.max(heldLength(buffer, tags), mayCall ? heldWhitespace(buffer, callTags) : 0)
    const length = buffer.length - held
    if (length > 0) {
      mayThink = false
      isAtStart = false
    }
    sendText(length)
    return false
  }

  function sendText(length: number): void {
    if (length === 0) return
    items.text(buffer.slice(0, length), logprobs.take(length))
    buffer = buffer.slice(length)
  }

  function readCall(ended: boolean): boolean {
    if (!call) return false
    if (opening !== null) return readCallName(opening, call, ended)
    if (isAfterCall) return readAfterCall(call, ended)
    const end = items.args(buffer)
    drop(end === -1 ? buffer.length : end)
    if (end === -1) return false
    items.end(false)
    isAfterCall = true
    return true
  }

  function readCallName(begin: string, { middle, open }: CallSyntax, ended: boolean): boolean {
    if (buffer.startsWith(begin, lead)) {
      const start = lead + begin.length
      const at = buffer.indexOf(middle, start)
      if (at === -1) return false
      items.call(buffer.slice(start, at))
      drop(at + middle.length)
      lead = 0
      opening = null
      return true
    }
    if (begin.startsWith(buffer.slice(lead)) && !ended) return false
    // A tag that no call follows is text, such as an answer that speaks about the tag.
    mode = 'text'
    isAtStart = false
    opening = null
    sendText(Math.min(lead + open.length, buffer.length))
    lead = 0
    return buffer !== ''
  }

  function readAfterCall({ joint, last }: CallSyntax, ended: boolean): boolean {
    if (joint !== '' && buffer.startsWith(joint)) {
      opening = joint
      isAfterCall = false
      return true
    }
    if (!ended && ((joint !== '' && joint.startsWith(buffer)) || last.startsWith(buffer))) return false
    if (buffer.startsWith(last)) drop(last.length)
    isAfterCall = false
    mode = 'text'
    isAtStart = true
    return true
  }

  function read(ended: boolean): void {
    const readers = { thought: readThought, text: readText, call: readCall }
    while (readers[mode](ended)) {
      // Goes on until a reader needs more text.
    }
  }

  return {
    get mode() {
      return mode
    },
    get sinceThought() {
      return sinceThought
    },
    get callOpening() {
      return mode === 'call' && opening !== null ? buffer.slice(lead) : ''
    },
    push(text, logprob) {
      if (logprob) logprobs.add(text.length, logprob)
      if (text === '') return
      buffer += text
      read(false)
    },
    end(cut) {
      const isInArguments = mode === 'call' && opening === null && !isAfterCall
      if (!isInArguments && !(cut && mode === 'call')) read(true)
      items.end(cut || isInArguments)
      if (!cut) items.ensureAnswer()
    },
    take: () => items.take(),
  }
}

function heldWhitespaceAtStart(text: string): number {
  return text.length - text.trimStart().length
}
