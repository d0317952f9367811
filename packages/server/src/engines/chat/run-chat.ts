import type { InputItem } from '@goldwire/schemas'

import { ApiError, type ApiErrorCode, apiErrorTable } from '../../run/api-error.ts'
import type { EngineRequest } from '../engine.ts'
import type { Step, StopStep } from '../step.ts'
import { type AnswerWriter, createAnswerWriter } from './answer-writer.ts'
import { brokenAnswer } from './chat-error.ts'
import type { ChatDialect } from './chat-options.ts'
import type { ChatPiece } from './chat-piece.ts'
import { toUsage } from './chat-usage.ts'
import { promptLength } from './count-tokens.ts'
import { type JsonObject, parseJson } from './json.ts'
import type { UpstreamAnswer } from './open-upstream.ts'
import { readAnswer } from './read-answer.ts'
import type { ChatRequest } from './to-chat-request.ts'
import { UpstreamFailure } from './upstream-failure.ts'

export interface ChatRun {
  request: EngineRequest
  asked: ChatRequest
  answer: UpstreamAnswer
  dialect: ChatDialect
  signal: AbortSignal
}

/**
 * The steps of one answer, while it comes. Nothing is read ahead of the reader: a slow one slows the server down.
 *
 * @throws ApiError for a failure before the first step, which can still be told as a status
 */
export async function* runChat({ request, asked, answer, dialect, signal }: ChatRun): AsyncGenerator<Step, void> {
  const { offer, names, forced, body } = asked
  const writer = createAnswerWriter({
    request,
    tools: offer.tools,
    thinkTags: dialect.thinkTags,
    promptName: (name) => names.fromWire(name),
    callId: createCallIds(request.items),
  })
  let told: JsonObject | null = null
  let reason: string | null = null
  let hasBegun = false
  const usage = () => toUsage(told, { prompt: promptLength(body), answer: writer.seen.answer, reasoning: writer.seen.reasoning })
  const take = () => {
    const steps = writer.take()
    hasBegun ||= steps.length > 0
    return steps
  }
  try {
    for await (const pieces of readAnswer(answer)) {
      for (const piece of pieces) {
        if (piece.type === 'usage') told = piece.usage
        else if (piece.type === 'finish') reason = piece.reason
        else push(writer, piece, forced)
      }
      yield* take()
      if (signal.aborted) return
    }
    const stop = toStopReason(reason)
    if (forced !== null && stop === 'completed') writer.push(forced.end())
    if (stop === 'completed' && forced === null && request.textFormat.type !== 'text') checkFormat(writer)
    writer.end(stop !== 'completed')
    yield* take()
    yield { type: 'stop', reason: stop, usage: usage() }
  } catch (error) {
    if (signal.aborted) return
    const failure = brokenAnswer(error)
    if (!hasBegun) throw toApiError(failure)
    writer.abandon()
    yield* take()
    yield failure.toStep(usage())
  } finally {
    if (signal.aborted) answer.close()
  }
}

function push(writer: AnswerWriter, piece: Exclude<ChatPiece, { type: 'usage' | 'finish' }>, forced: ChatRequest['forced']): void {
  writer.push(forced !== null && piece.type === 'text' ? forced.toCall(piece.text) : piece)
}

/** @throws UpstreamFailure for reasons that are errors: OpenRouter's `error`, vLLM's `abort`, DeepSeek's `insufficient_system_resource` */
function toStopReason(reason: string | null): StopStep['reason'] {
  if (reason === 'length' || reason === 'max_tokens' || reason === 'model_length') return 'max_output_tokens'
  if (reason === 'content_filter') return 'content_filter'
  if (reason === 'error' || reason === 'abort' || reason === 'insufficient_system_resource')
    throw new UpstreamFailure(`The model server gave its answer up (finish_reason '${reason}').`)
  return 'completed'
}

/** A server that takes the format and does not keep to it answers something else than was asked. @throws UpstreamFailure */
function checkFormat({ seen }: Pick<AnswerWriter, 'seen'>): void {
  if (seen.calls > 0 || seen.refusal || parseJson(seen.text) !== undefined) return
  throw new UpstreamFailure('The model server did not keep to the format of the text: its answer is no JSON.')
}

/** Ids of the server are kept, since some (Mistral) take no others back; one that the conversation has already gets replaced. */
function createCallIds(items: readonly InputItem[]): (id: string) => string | undefined {
  const taken = new Set(items.flatMap((item) => ('call_id' in item && typeof item.call_id === 'string' ? [item.call_id] : [])))
  return (id) => {
    if (!/^[\w.:-]{1,64}$/.test(id) || taken.has(id)) return undefined
    taken.add(id)
    return id
  }
}

function toApiError({ code, message, cause }: UpstreamFailure): ApiError {
  const known = code in apiErrorTable ? (code as ApiErrorCode) : 'server_error'
  return new ApiError({ code: known, message, cause, ...(known === 'server_error' && { status: 502 }) })
}
