import { createFrameParser } from '@goldwire/schemas'
import type { ReplayAnswer } from '../replay/answer.ts'
import type { WireEvent } from '../shape/shape.ts'

/** The whole body of an answer as text. */
export function textOf({ chunks }: Pick<ReplayAnswer, 'chunks'>): string {
  return Buffer.concat(chunks.map(({ bytes }) => bytes)).toString('utf8')
}

/** The events in SSE text, in order. */
export function eventsIn(text: string): WireEvent[] {
  const events: WireEvent[] = []
  const parser = createFrameParser({
    onFrame: ({ data }) => {
      if (data !== null && data !== '[DONE]') events.push(JSON.parse(data) as WireEvent)
    },
  })
  parser.feed(text)
  parser.end()
  return events
}

export const get = (path: string) => ({ method: 'GET', path: `/v1/responses/${path}` })
export const post = (path: string) => ({ method: 'POST', path: `/v1/responses/${path}` })
