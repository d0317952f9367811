import { type Chunk, chunksOf, type Golden } from '@goldwire/harness'
import { createRecordingProxy } from '@goldwire/harness/record'
import { createReplayer } from '@goldwire/harness/replay'
import { startReplayServer } from '@goldwire/harness/replay-server'

import { askFor } from './captures.ts'
import { receive } from './receive.ts'

/** How one capture came through: replayed in random chunks, recorded, replayed as recorded, recorded again. */
export interface ChainResult {
  name: string
  chunks: number
  sameBytes: boolean
  /** Chunks of the second recording that begin and end where they do in the first. */
  sameChunks: number
}

/** Runs all captures through the chain, one after the other. WebSocket captures have messages, not chunks, and are left out. */
export async function runChain(goldens: readonly Golden[], seed: number): Promise<ChainResult[]> {
  const captures = goldens.filter(({ header }) => header.response.framing !== 'websocket')
  const first = await recordAll(captures, captures.map(askFor), `random:${seed}`)
  const again = await recordAll(first, captures.map(askFor), 'recorded')
  return captures.map((golden, index) => compare(golden, first[index], again[index]))
}

/** Serves each golden under a path of its own, asks for each through a recorder, and gives what that recorded. */
async function recordAll(goldens: readonly Golden[], asks: readonly ReturnType<typeof askFor>[], chunk: string): Promise<Golden[]> {
  const recorded = new Map<number, Golden>()
  const replayer = createReplayer(goldens, {
    chunk,
    match: (asked, request) => replayer.interactions[Number(/^\/(\d+)\//.exec(asked.path)?.[1])]?.request === request,
  })
  await using server = await startReplayServer(replayer)
  const proxy = await createRecordingProxy({
    upstream: server.url,
    onGolden: (golden) => recorded.set(Number(/^\/(\d+)\//.exec(golden.header.request?.path ?? '')?.[1]), golden),
  })
  for (const [index, ask] of asks.entries()) await receive(proxy.url, { ...ask, path: `/${index}${ask.path}` })
  await proxy.close()
  return goldens.map((golden, index) => recorded.get(index) ?? { ...golden, lines: [] })
}

function compare({ header }: Golden, first: Golden | undefined, again: Golden | undefined): ChainResult {
  const [a, b] = [first, again].map((golden): Chunk[] => (golden === undefined ? [] : chunksOf(golden)))
  const bounds = (chunks: readonly Chunk[] = []): string[] => {
    let at = 0
    return chunks.map(({ bytes }) => `${at}-${(at += bytes.length)}`)
  }
  const whole = (chunks: readonly Chunk[] = []): Buffer => Buffer.concat(chunks.map(({ bytes }) => bytes))
  const second = new Set(bounds(b))
  return {
    name: header.name,
    chunks: a?.length ?? 0,
    sameBytes: whole(a).equals(whole(b)),
    sameChunks: bounds(a).filter((bound) => second.has(bound)).length,
  }
}
