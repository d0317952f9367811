import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { type Golden, goldenToSse } from '@goldwire/harness'
import { createRecordingFetch } from '@goldwire/harness/record'
import OpenAI from 'openai'

import { loadMsw } from './load-msw.ts'

/** Records what the official client streams while msw intercepts it, and holds the golden against what the server sent. Needs `npm ci` here. */
const here = fileURLToPath(new URL('.', import.meta.url))
const sent = ['created', 'completed'].map(
  (name, at) => `event: response.${name}\ndata: {"type":"response.${name}","sequence_number":${at},"n":1.0}\n\n`,
)

async function main(): Promise<string | null> {
  const { setupServer } = await loadMsw()
  const { bypassFetch, recordHandler } = await import('@goldwire/harness/msw')
  const upstream = createServer((incoming, answer) => {
    incoming.resume()
    answer.writeHead(200, { 'content-type': 'text/event-stream', 'x-accept': incoming.headers.accept ?? '' })
    answer.write(sent[0])
    setTimeout(() => answer.end(sent[1]), 30)
  })
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  const goldens: Golden[] = []
  const record = createRecordingFetch({ fetch: bypassFetch, onGolden: (golden) => goldens.push(golden), provider: 'local' })
  const server = setupServer(recordHandler(record))
  server.listen({ onUnhandledRequest: 'error' })
  try {
    const client = new OpenAI({
      apiKey: 'sk-0123456789abcdefABCDEF',
      baseURL: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/v1`,
    })
    const types: string[] = []
    for await (const { type } of await client.responses.create({ model: 'm', input: 'hi', stream: true })) types.push(type)
    await new Promise((resolve) => setTimeout(resolve, 50))
    await record.settled()
    if (types.join() !== 'response.created,response.completed') return `the client saw ${types.join()}`
    const [golden] = goldens
    if (golden === undefined || goldenToSse(golden) !== sent.join('')) return `the golden holds ${JSON.stringify(golden)}`
    const text = JSON.stringify(golden)
    if (text.includes('sk-0123456789')) return 'the key is in the golden'
    if (golden.header.cut !== undefined) return `it counts as cut: ${golden.header.cut}`
    return text.includes('msw') ? `msw left its mark: ${JSON.stringify(golden.header)}` : null
  } finally {
    server.close()
    upstream.close()
  }
}

if (existsSync(join(here, 'node_modules/msw'))) {
  const problem = await main()
  console.log(problem === null ? 'ok     recording through msw' : `FAILED recording through msw: ${problem}`)
  process.exitCode = problem === null ? 0 : 1
} else {
  console.log('SKIPPED: msw is not installed (npm ci in test/msw); recording through msw is not tested')
}
