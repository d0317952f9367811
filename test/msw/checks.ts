import type { Golden } from '@goldwire/harness/replay'
import type OpenAI from 'openai'
import type { ResponseCreateParamsStreaming, ResponseStreamEvent } from 'openai/resources/responses/responses'

/** What one check found; `problem` null: all as it should be. */
export interface CheckResult {
  name: string
  problem: string | null
}

/** Holds what the official client and, where there is a URL for one, a WebSocket get, wherever they run, against the golden that is replayed to them. */
export async function runChecks(client: OpenAI, golden: Golden, socketUrl: string | null): Promise<CheckResult[]> {
  const body = golden.header.request?.body as ResponseCreateParamsStreaming
  const recorded = golden.lines.map(({ data }) => JSON.stringify(data))
  const checks: { [name: string]: () => Promise<string | null> } = {
    'the official client streams what was recorded': async () => differ(recorded, await drain(await client.responses.create(body))),
    'a stream is taken up again behind any event': async () => {
      const head = await drain(await client.responses.create(body), 4)
      const id = (JSON.parse(head[0] ?? '{}') as { response: { id: string } }).response.id
      return differ(recorded, [...head, ...(await drain(await client.responses.retrieve(id, { stream: true, starting_after: 3 })))])
    },
    'what nobody recorded is a 404 that explains itself': async () => {
      const error: unknown = await client.responses.create({ model: 'm', input: 'nobody asked this' }).catch((reason: unknown) => reason)
      const { status, message } = error as { status?: number; message?: string }
      return status === 404 && message?.includes(`The nearest is ${golden.header.name}`) ? null : `status ${status}: ${message}`
    },
    ...(socketUrl !== null && {
      'a WebSocket gets the events as messages': async () =>
        differ(recorded, await overSocket(socketUrl, { type: 'response.create', ...body }, recorded.length)),
    }),
  }
  const results: CheckResult[] = []
  for (const [name, check] of Object.entries(checks)) {
    results.push({
      name,
      problem: await check().catch((error: unknown) => `threw ${error instanceof Error ? error.message : String(error)}`),
    })
  }
  return results
}

async function drain(stream: AsyncIterable<ResponseStreamEvent>, most = Infinity): Promise<string[]> {
  const events: string[] = []
  for await (const event of stream) if (events.push(JSON.stringify(event)) >= most) break
  return events
}

function overSocket(url: string, message: object, count: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const received: string[] = []
    const socket = new WebSocket(url)
    socket.addEventListener('open', () => socket.send(JSON.stringify(message)))
    socket.addEventListener('message', ({ data }) => {
      if (received.push(String(data)) < count) return
      socket.close()
      resolve(received)
    })
    socket.addEventListener('error', () => reject(new Error('the socket failed')))
    setTimeout(() => reject(new Error(`only ${received.length} of ${count} messages came`)), 5000)
  })
}

function differ(expected: readonly string[], received: readonly string[]): string | null {
  if (expected.length !== received.length) return `${received.length} events instead of ${expected.length}`
  const at = expected.findIndex((text, index) => text !== received[index])
  return at < 0 ? null : `event ${at} differs: ${received[at]?.slice(0, 80)}`
}
