import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { expect, test } from 'vitest'

import type { Golden } from '../golden/golden.ts'
import { goldenToFrames } from '../golden/golden-to-frames.ts'
import { readGolden } from '../golden/read-golden.ts'
import { createReplayer } from './create-replayer.ts'
import { startReplayServer } from './replay-server.ts'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const corpus = process.env['GOLDWIRE_CORPUS'] ?? join(root, '../shared/corpus')

const readAll = (folder: string): Promise<Golden[]> =>
  Promise.all(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.golden.jsonl'))
      .map((name) => readGolden(join(folder, name))),
  )

/** Names of goldens whose text does not come through a socket as it was recorded. */
async function changedBy(goldens: readonly Golden[], chunk: string): Promise<string[]> {
  const overHttp = goldens.filter(({ header }) => header.response.framing !== 'websocket')
  const replayer = createReplayer(overHttp, {
    chunk,
    match: (asked, request) => replayer.interactions[placeOf(asked.path)]?.request === request,
  })
  await using server = await startReplayServer(replayer)
  const changed: string[] = []
  for (const [index, golden] of overHttp.entries()) {
    const { request, response } = golden.header
    const path = request?.path || '/v1/responses'
    const isStored = /\/responses\/(?!compact|input_tokens)/.test(path) && request?.method !== 'DELETE'
    const method = isStored ? 'GET' : (request?.method ?? 'POST')
    const answer = await fetch(`${server.url}/${index}${path}`, {
      method,
      body: method === 'POST' ? JSON.stringify({ stream: response.framing !== 'json' }) : null,
    })
    const expected = goldenToFrames(golden)
      .map(({ text }) => text)
      .join('')
    const received = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await answer.arrayBuffer())
    if (received !== expected || (response.status ?? answer.status) !== answer.status) changed.push(golden.header.name)
  }
  return changed
}

const placeOf = (path: string) => Number(/^\/(\d+)\//.exec(path)?.[1])

test('every golden comes through a socket as it was recorded', async () => {
  const goldens = await readAll(join(root, 'goldens'))
  expect(goldens.length).toBeGreaterThan(30)
  expect(await changedBy(goldens, 'random:1')).toEqual([])
})

test.skipIf(!existsSync(corpus))(
  'every capture of the corpus (GOLDWIRE_CORPUS, or ../shared/corpus) comes through a socket as it was recorded',
  async () => {
    const goldens = await readAll(corpus)
    expect(goldens.length).toBeGreaterThan(700)
    expect(await changedBy(goldens, 'frame')).toEqual([])
  },
  120_000,
)
