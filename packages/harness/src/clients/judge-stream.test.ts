import { expect, test } from 'vitest'

import type { Golden } from '../golden/golden.ts'
import { baseGoldens } from '../mutations/base-goldens.ts'
import { mutate } from '../mutations/mutations.ts'
import { clientProfiles } from './client-profiles.ts'
import { clientStreamOf } from './client-stream.ts'
import { judgeStream, predictReading } from './judge-stream.ts'
import { saidBy } from './said.ts'

const names: Readonly<Record<string, string>> = {
  rig: 'Rig',
  rig038: 'Rig 0.38',
  async: 'async-openai',
  node: 'openai-node',
  nodeStream: 'openai-node responses.stream()',
  python: 'openai-python',
  pythonStream: 'openai-python responses.stream()',
  go: 'openai-go',
  aiSdk: 'Vercel AI SDK',
  openResponses: 'Vercel AI SDK open-responses',
  langchain: 'LangChain',
  agents: 'OpenAI Agents',
  tanstack: 'TanStack AI',
}
const bases = new Map(baseGoldens().map((golden) => [golden.header.name, golden]))

function streamOf(id: string): Golden {
  const [base = '', mutation] = id.split('/')
  const golden = bases.get(`made/${base}`)
  const stream = golden === undefined || mutation === undefined ? golden : mutate(golden, mutation)
  if (!stream) throw new RangeError(`There is no stream ${id}`)
  return stream
}

// What the clients really did with these streams (npm run prove:profiles, 23 November 2026): who failed, who lost or changed something.
test.each([
  ['text', '', ''],
  ['text/sequence-none', 'async', 'rig038'],
  ['text/sequence-gap', '', ''],
  ['text/sequence-strings', 'async', 'rig038'],
  ['text/lifecycle-no-terminal', 'rig pythonStream agents', ''],
  [
    'text/lifecycle-cut-in-half',
    'rig pythonStream agents',
    'rig038 async node nodeStream python go aiSdk openResponses langchain tanstack',
  ],
  ['text/items-no-output-item-added', 'nodeStream pythonStream aiSdk openResponses', ''],
  ['text/items-no-output-item-done', '', ''],
  ['text/parts-no-content-part-added', 'nodeStream pythonStream', ''],
  ['text/parts-no-annotations', 'async', ''],
  ['text/text-no-deltas', '', 'rig038 async node nodeStream python pythonStream go aiSdk openResponses langchain agents'],
  ['text/text-sent-again', '', 'rig rig038 async node nodeStream python pythonStream go aiSdk openResponses langchain agents tanstack'],
  ['text/framing-cr', 'rig', 'go'],
  ['text/framing-byte-order-mark', 'rig038', 'async'],
  ['text/framing-data-text', 'rig async node nodeStream python pythonStream go aiSdk openResponses langchain agents tanstack', ''],
  ['text/http-content-type-json', 'rig rig038', ''],
  ['text/http-not-streamed', 'rig rig038 nodeStream pythonStream agents', 'async node python go aiSdk openResponses langchain tanstack'],
  ['text/type-ping', 'async nodeStream', ''],
  ['text/envelope-no-created-at', 'async aiSdk', ''],
  ['text/ids-rotate', 'nodeStream openResponses', ''],
  ['text/indexes-output-index-missing-deltas', 'async nodeStream pythonStream', 'rig038'],
  ['text/lifecycle-terminal-output-missing', 'async langchain agents tanstack', ''],
  ['parallel-functions', '', ''],
  ['parallel-functions/arguments-no-events', '', 'openResponses langchain'],
  ['parallel-functions/ids-call-id-missing', 'async nodeStream pythonStream aiSdk langchain', 'rig038'],
  ['parallel-functions/tools-call-lost-in-output', '', 'agents'],
  ['reasoning-and-text/ids-rotate', 'nodeStream openResponses', ''],
  ['keepalive', '', ''],
  ['refusal', 'agents tanstack', ''],
  ['shell', 'agents', ''],
  ['failed', 'rig rig038 async node nodeStream python pythonStream go aiSdk openResponses langchain agents tanstack', ''],
])('%s fails %s, and is read otherwise by %s', (id, failing, losing) => {
  const golden = streamOf(id)
  const stream = clientStreamOf(golden, { tools: ['get_weather'], turns: 1 })
  const run = clientProfiles.filter(({ client }) => Object.values(names).includes(client))
  const read = run.map((profile) => ({ client: profile.client, ...predictReading(profile, stream, saidBy(golden)) }))
  const isFailing = (one: (typeof read)[number]) => one.reading.outcome !== 'ok'
  expect(read.filter(isFailing).map(({ client }) => client)).toEqual(named(failing))
  const lost = read.filter((one) => !isFailing(one) && one.verdict.verdict === 'degrades')
  expect(lost.map(({ client }) => client)).toEqual(named(losing))
})

const named = (words: string) =>
  clientProfiles.map(({ client }) => client).filter((client) => words.split(' ').some((word) => names[word] === client))

test('a sound stream of text is read by every client', () => {
  expect(judgeStream(streamOf('text')).filter(({ verdict }) => verdict !== 'ok')).toEqual([])
})

test('an error that the server tells breaks nobody who passes it on', () => {
  const verdicts = new Map(judgeStream(streamOf('failed')).map(({ client, verdict }) => [client, verdict]))
  expect([verdicts.get('Codex CLI'), verdicts.get('Vercel AI SDK'), verdicts.get('openai-node')]).toEqual(['ok', 'ok', 'ok'])
})

test('a verdict says what the client stumbles on', () => {
  const verdict = judgeStream(streamOf('text/sequence-none')).find(({ client }) => client === 'async-openai')
  expect(verdict).toEqual({ client: 'async-openai', verdict: 'breaks', because: ['sequence_number is missing'] })
})

test('text that a client leaves out is told as lost', () => {
  const verdict = judgeStream(streamOf('text/sequence-none')).find(({ client }) => client === 'Rig 0.38')
  expect(verdict).toEqual({ client: 'Rig 0.38', verdict: 'degrades', because: ['text is lost'] })
})

test('Codex takes items from output_item.done alone, and wants response.completed', () => {
  const codex = (id: string) => judgeStream(streamOf(id)).find(({ client }) => client === 'Codex CLI')
  expect(codex('text/items-no-output-item-done')).toMatchObject({ verdict: 'degrades', because: ['text is lost'] })
  expect(codex('text/text-no-deltas')).toMatchObject({ verdict: 'ok' })
  expect(codex('text/lifecycle-no-terminal')).toMatchObject({ verdict: 'breaks', because: ['stream closed before response.completed'] })
})
