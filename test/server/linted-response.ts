import { lintStream } from '@goldwire/harness'
import type { Response, StreamEvent } from '@goldwire/schemas'
import type OpenAI from 'openai'
import { expect } from 'vitest'

export interface LintedResponse {
  events: StreamEvent[]
  /** As the terminal event carries it. */
  response: Response
}

/** Streams a response through the official client; fails the test when the linter finds an error in it. */
export async function lintedResponse(client: OpenAI, body: object): Promise<LintedResponse> {
  const request = { ...body, stream: true as const }
  const events: StreamEvent[] = []
  for await (const event of await client.responses.create(request)) events.push(event as unknown as StreamEvent)
  const errors = lintStream(events, { request }).filter((finding) => finding.severity === 'error')
  expect(errors.map((finding) => `${finding.rule} at ${finding.event} ${finding.pointer}: ${finding.message}`)).toEqual([])
  const last = events.at(-1)
  if (last === undefined || !('response' in last)) throw new Error('The stream has no terminal event.')
  return { events, response: last.response }
}

/** The items that events announce and finish, by their type. */
export function itemsIn(events: readonly StreamEvent[], state: 'added' | 'done', type: string): Record<string, unknown>[] {
  return events.flatMap((event) =>
    'item' in event && event.type.endsWith(state) && event.item.type === type ? [event.item as unknown as Record<string, unknown>] : [],
  )
}
