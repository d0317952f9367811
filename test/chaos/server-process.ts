import { setTimeout as wait } from 'node:timers/promises'

import { createScriptedEngine, type EngineRequest, startServer, type Step } from '@goldwire/server'

/** The server under test, in a process of its own so that it can be killed. Its engine does what the last message says: `words N every MS`. */
const usage = {
  input_tokens: 1,
  input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
  output_tokens: 1,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 2,
}

async function* speak({ items }: EngineRequest): AsyncGenerator<Step> {
  const [, count = '3', pause = '0'] = /words (\d+) every (\d+)/.exec(JSON.stringify(items.at(-1))) ?? []
  yield { type: 'item.start', item: { type: 'message' } }
  yield { type: 'part.start', part: 'output_text' }
  for (let word = 0; word < Number(count); word++) {
    if (pause !== '0') await wait(Number(pause), undefined, { ref: false })
    yield { type: 'delta', delta: `word${word} ` }
  }
  yield { type: 'part.end' }
  yield { type: 'item.end' }
  yield { type: 'stop', reason: 'completed', usage }
}

const server = await startServer({
  engine: createScriptedEngine({
    script: speak,
    models: [{ id: 'chaos', created: 1_700_000_000, owned_by: 'goldwire', contextSize: 4096, reasons: false }],
  }),
  store: process.argv[2] ?? 'memory',
  limits: { backgroundAtOnce: 1_000, stalledReaderTimeout: 5_000 },
})

process.on('message', (message) => {
  if (message !== 'memory') return
  globalThis.gc?.()
  const { heapUsed, external, rss } = process.memoryUsage()
  process.send?.({ memory: heapUsed + external, rss })
})
process.on('disconnect', () => process.exit(0))
process.send?.({ url: server.url })
