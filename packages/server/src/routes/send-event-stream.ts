import { encodeEvent, type StreamEvent } from '@goldwire/schemas'
import type { FastifyReply } from 'fastify'

import { processingMs } from '../plugins/response-headers.ts'

export interface SendEventStreamOptions {
  /** Aborted when the reader leaves, or takes nothing for too long. */
  run: AbortController
  /** Milliseconds a reader may leave what is there untaken. */
  stalledReaderTimeout: number
  onFault: (error: unknown) => void
}

/**
 * Sends events as server-sent events, one write each, or one for those that come together. The next event is asked for only when the reader has taken enough of the last ones,
 * so a slow reader slows the engine instead of filling the memory. Never throws; a stream is over when its last event is sent.
 */
export async function sendEventStream(
  reply: FastifyReply,
  events: AsyncIterable<StreamEvent | readonly StreamEvent[]>,
  { run, stalledReaderTimeout, onFault }: SendEventStreamOptions,
): Promise<void> {
  reply.hijack()
  const { raw } = reply
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value)
  }
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    // Not recorded from OpenAI, but without them proxies and compressing middleware hold events back.
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
    'openai-processing-ms': processingMs(reply.elapsedTime),
  })
  const gather = createGatherer(raw)
  try {
    for await (const next of events) {
      if (raw.destroyed) return
      gather()
      const text = 'type' in next ? encodeEvent(next) : next.map(encodeEvent).join('')
      if (!raw.write(text) && !(await drained(raw, stalledReaderTimeout))) {
        run.abort()
        raw.destroy()
        return
      }
    }
    raw.end()
  } catch (error) {
    // Cannot be told within the stream any more: better visibly broken than seemingly whole.
    onFault(error)
    raw.destroy()
  }
}

/**
 * Gathers the writes of one turn of the event loop into one call of the system, still one chunk an event, and makes that call a turn later:
 * by then the engine is at work on its next token, in threads of its own, and the call costs the answer no time.
 */
function createGatherer({ socket }: FastifyReply['raw']): () => void {
  let isOpen = false
  const send = () => {
    isOpen = false
    socket?.uncork()
  }
  return () => {
    if (isOpen || socket === null) return
    isOpen = true
    socket.cork()
    setImmediate(() => setImmediate(send))
  }
}

/** Waits until the buffer is empty. True when it is or when the connection closed, false when the reader took nothing for `timeout`. */
function drained(raw: FastifyReply['raw'], timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (result: boolean) => () => {
      clearTimeout(timer)
      raw.off('drain', onDrain)
      raw.off('close', onDrain)
      resolve(result)
    }
    const onDrain = finish(true)
    const timer = setTimeout(finish(false), timeout)
    raw.once('drain', onDrain)
    raw.once('close', onDrain)
  })
}
