import { parseFrame, readFrames, type StreamEvent } from '@goldwire/schemas'

export interface ReadOptions {
  /** Told of each event; a promise slows the reading down, `false` leaves. */
  onEvent?: (event: StreamEvent) => Promise<void> | boolean | void
}

/** The events of one streamed response, as far as they came; the connection may break at any time. */
export async function readStream(url: string, body: object, { onEvent }: ReadOptions = {}): Promise<StreamEvent[]> {
  const events: StreamEvent[] = []
  const leaving = new AbortController()
  try {
    const answer = await fetch(`${url}/v1/responses`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'chaos', stream: true, ...body }),
      signal: leaving.signal,
    })
    if (answer.body === null || !answer.ok) throw new Error(`status ${answer.status}: ${await answer.text()}`)
    for await (const frame of readFrames(answer.body)) {
      const parsed = parseFrame(frame)
      if (parsed.kind !== 'event') continue
      events.push(parsed.data as StreamEvent)
      const decision = await onEvent?.(parsed.data as StreamEvent)
      if (decision === false) leaving.abort()
    }
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('status ')) throw error
  }
  return events
}

export function endOf(events: readonly StreamEvent[]): StreamEvent | null {
  return events.find(({ type }) => type === 'response.completed' || type === 'response.failed' || type === 'response.incomplete') ?? null
}
