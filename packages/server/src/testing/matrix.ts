import { parseFrame, readFrames, type StreamEvent, streamEventSchema } from '@goldwire/schemas'
import type { FastifyInstance } from 'fastify'

import { listen } from './test-app.ts'

export interface Asked {
  /** Any; also those that Fastify's types do not know. */
  method?: string
  path?: string
  /** Sent as JSON. */
  body?: unknown
  /** Sent as it is. */
  text?: string
  headers?: Record<string, string>
}

export interface Answered {
  status: number
  headers: Record<string, string>
  text: string
  /** The text as JSON. */
  json: Record<string, unknown>
}

export type Ask = (asked: Asked) => Promise<Answered>

/** Both ways to reach an app; a test that goes through them says the same of both. */
export const ways = ['in process', 'over a socket'] as const

export interface Reached extends AsyncDisposable {
  ask: Ask
}

/** Reaches an app one way; it is closed at the end of the block that holds it. */
export async function reach(way: (typeof ways)[number], app: FastifyInstance): Promise<Reached> {
  if (way === 'in process') return { ask: askInProcess(app), [Symbol.asyncDispose]: () => app.close() }
  const server = await listen(app)
  return { ask: askOverSocket(server.url), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

export function askInProcess(app: FastifyInstance): Ask {
  return async (asked) => {
    const { method, path, headers, text } = toRequest(asked)
    const answer = await app.inject({ method: method as 'POST', url: path, headers, ...(text === undefined ? {} : { payload: text }) })
    return toAnswer(
      answer.statusCode,
      Object.fromEntries(Object.entries(answer.headers).map(([key, value]) => [key, String(value)])),
      answer.payload,
    )
  }
}

export function askOverSocket(url: string): Ask {
  return async (asked) => {
    const { method, path, headers, text } = toRequest(asked)
    const answer = await fetch(url + path, { method, headers, ...(text === undefined ? {} : { body: text }) })
    return toAnswer(answer.status, Object.fromEntries(answer.headers), await answer.text())
  }
}

/** The events of a stream's text. Fails on anything that is not an event as the schemas know it, numbered and framed as OpenAI does. */
export async function eventsOf(text: string): Promise<StreamEvent[]> {
  const events: StreamEvent[] = []
  for await (const frame of readFrames([text])) {
    const parsed = parseFrame(frame)
    if (parsed.kind !== 'event' || !frame.canonical || !frame.terminated) throw new Error(`not an event: ${frame.raw}`)
    const event = streamEventSchema.parse(parsed.data)
    if (event.sequence_number !== events.length || event.type !== frame.event) throw new Error(`event out of place: ${frame.raw}`)
    events.push(event)
  }
  return events
}

function toRequest({
  method = 'POST',
  path = '/v1/responses',
  body,
  text = body === undefined ? undefined : JSON.stringify(body),
  headers = {},
}: Asked) {
  return { method, path, text, headers: { ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...headers } }
}

function toAnswer(status: number, headers: Record<string, string>, text: string): Answered {
  const json =
    headers['content-type']?.startsWith('application/json') === true && text !== '' ? (JSON.parse(text) as Record<string, unknown>) : {}
  return { status, headers, text, json }
}
