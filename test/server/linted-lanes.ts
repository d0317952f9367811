import { lintStream } from '@goldwire/harness'
import type { Response, ServerMessage } from '@goldwire/schemas'
import { expect } from 'vitest'

export interface LaneResponse {
  streamId: string | null
  messages: ServerMessage[]
  /** As the terminal event carries it. */
  response: Response
}

/**
 * The responses among the messages of a connection, in the order in which they began; what was said about steering stands with the response
 * of its lane that came before. Errors of refused requests are none of them. Fails the test when the linter finds an error.
 */
export function lintedLanes(messages: readonly ServerMessage[]): LaneResponse[] {
  const streams: { streamId: string | null; messages: ServerMessage[] }[] = []
  for (const message of messages) {
    if (message.type === 'error' && message.status !== undefined) continue
    const streamId = message.stream_id ?? null
    const current = streams.findLast((one) => one.streamId === streamId)
    if (message.type === 'response.created' || current === undefined) streams.push({ streamId, messages: [message] })
    else current.messages.push(message)
  }
  return streams.map((stream) => {
    const errors = lintStream(stream.messages, { framing: 'websocket' }).filter((finding) => finding.severity === 'error')
    expect(errors.map((finding) => `${finding.rule} at ${finding.event} ${finding.pointer}: ${finding.message}`)).toEqual([])
    const last = stream.messages.findLast((message) => 'response' in message)
    if (last === undefined || !('response' in last)) throw new Error('The stream has no terminal event.')
    return { ...stream, response: last.response }
  })
}
