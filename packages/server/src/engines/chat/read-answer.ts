import { readFrames } from '@goldwire/schemas'

import { brokenAnswer, streamedError } from './chat-error.ts'
import type { ChatPiece } from './chat-piece.ts'
import { parseJson } from './json.ts'
import { readText, type UpstreamAnswer } from './open-upstream.ts'
import { readChunk } from './read-chunk.ts'
import { UpstreamFailure } from './upstream-failure.ts'

/** A whole answer in one body may be this large. */
const MOST_BYTES = 64 * 1024 * 1024

/**
 * The pieces of an answer, chunk by chunk; ends when the server says so. Comments, pings and empty chunks are nothing.
 *
 * @throws UpstreamFailure for an error in the stream, a stream that breaks off without a finish reason, and what is no chunk
 */
export async function* readAnswer(answer: UpstreamAnswer): AsyncGenerator<readonly ChatPiece[]> {
  const kind = answer.headers['content-type'] ?? 'text/event-stream'
  if (/^application\/json/i.test(kind)) {
    yield readWhole(await readText(answer, MOST_BYTES))
    return
  }
  if (/^text\/html/i.test(kind)) throw new UpstreamFailure('The model server answered with a web page. Is its base URL right?')
  let isFinished = false
  try {
    for await (const { data, event, terminated } of readFrames(answer.body)) {
      const text = data?.trim() ?? ''
      if (text === '') continue
      if (text === '[DONE]') {
        answer.finish()
        return
      }
      const chunk = parseJson(text)
      if (chunk === undefined) {
        if (!terminated) break
        throw new UpstreamFailure('The model server sent something that is no JSON in the middle of its answer.')
      }
      const error = streamedError(event === 'error' && streamedError(chunk) === null ? { error: chunk } : chunk)
      if (error !== null) throw error
      const pieces = readChunk(chunk)
      isFinished ||= pieces.some(({ type }) => type === 'finish')
      yield pieces
    }
  } catch (error) {
    // Everything had been said; that the connection breaks where it would have been closed takes nothing away.
    if (isFinished && !(error instanceof UpstreamFailure)) return
    throw brokenAnswer(error)
  }
  if (!isFinished) throw new UpstreamFailure('The model server ended its answer without saying that it was complete.')
}

function readWhole(text: string): readonly ChatPiece[] {
  const body = parseJson(text)
  const error = streamedError(body)
  if (error !== null) throw error
  const pieces = readChunk(body)
  if (pieces.length === 0) throw new UpstreamFailure('The model server answered with something that is no chat completion.')
  return pieces
}
