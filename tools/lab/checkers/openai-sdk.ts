import { type Golden, goldenToSse } from '@goldwire/harness'
import OpenAI from 'openai'
import { VERSION } from 'openai/version'
import type { Checker, Problem } from '../checker.ts'

let current: Golden | null = null
const client = new OpenAI({
  apiKey: 'none',
  baseURL: 'http://lab.invalid/v1',
  maxRetries: 0,
  logLevel: 'off',
  fetch: () => (current === null ? Promise.reject(new Error('no golden')) : Promise.resolve(answerOf(current))),
})

/** The accumulator of the openai SDK, fed with the bytes of the stream: it complains by throwing. */
export const openaiSdk: Checker = {
  name: 'openai-sdk',
  title: `openai ${VERSION}, responses.stream().finalResponse()`,
  async problems(golden) {
    current = golden
    const isResumed = golden.header.request?.method === 'GET' && golden.header.response.framing === 'sse'
    const stream = isResumed
      ? client.responses.stream({ response_id: 'resp_1', starting_after: startOf(golden) })
      : client.responses.stream({ model: 'lab', input: 'lab' })
    try {
      await stream.finalResponse()
      return []
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error)
      // Texts name ids and positions; the fault is the same.
      return [{ key: text.replaceAll(/\d+|[a-z]+_[\w]+/g, '#'), rule: null, text } satisfies Problem]
    }
  },
}

function startOf({ header }: Golden): number {
  return Number(/starting_after=(\d+)/.exec(header.request?.path ?? '')?.[1] ?? 0)
}

function answerOf(golden: Golden): Response {
  const { framing, headers, status } = golden.header.response
  if (framing === 'json') {
    return new Response(JSON.stringify(golden.lines[0]?.body), { status: status ?? 200, headers: { 'content-type': 'application/json' } })
  }
  // The SDK's accumulator is fed through SSE, also where the events came as messages.
  const plain: Golden =
    framing === 'websocket'
      ? {
          header: { ...golden.header, response: { ...golden.header.response, framing: 'data-only' } },
          lines: golden.lines.filter(({ dir }) => dir !== 'out').map(({ dir: _, ...line }) => ({ event: null, ...line })),
        }
      : golden
  const type = headers?.['content-type']
  return new Response(goldenToSse(plain), {
    status: framing === 'websocket' ? 200 : (status ?? 200),
    headers: { 'content-type': typeof type === 'string' ? type : 'text/event-stream' },
  })
}
