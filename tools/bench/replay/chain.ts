import { type Chunk, chunksOf, type Golden } from '@goldwire/harness'
import { createRecordingProxy } from '@goldwire/harness/record'
import { createReplayer } from '@goldwire/harness/replay'
import { startReplayServer } from '@goldwire/harness/replay-server'

import { askFor } from './captures.ts'
import { type Ask, bytesOf, receive } from './receive.ts'

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
  const asks = captures.map(askFor)
  const first = await recordAll(captures, asks, `random:${seed}`)
  const again = await recordAll(
    first.map(({ golden }) => golden),
    asks,
    'recorded',
  )
  return captures.map((golden, index) => compare(golden, first[index], again[index]))
}

/** What a recorder kept of an answer, and the bytes that its client got. */
interface Recorded {
  golden: Golden
  bytes: Buffer
}

/** Serves each golden under a path of its own, asks for each through a recorder, and gives what that recorded. */
async function recordAll(goldens: readonly Golden[], asks: readonly Ask[], chunk: string): Promise<Recorded[]> {
  const recorded = new Map<number, Golden>()
  const replayer = createReplayer(goldens, {
    chunk,
    match: (asked, request) => replayer.interactions[placeOf(asked.path)]?.request === request,
  })
  await using server = await startReplayServer(replayer)
  const proxy = await createRecordingProxy({
    upstream: server.url,
    onGolden: (golden) => recorded.set(placeOf(golden.header.request?.path ?? ''), golden),
  })
  const received: Buffer[] = []
  for (const [index, ask] of asks.entries()) received.push(bytesOf(await receive(proxy.url, { ...ask, path: `/${index}${ask.path}` })))
  await proxy.close()
  return goldens.map((golden, index) => ({
    golden: recorded.get(index) ?? { ...golden, lines: [] },
    bytes: received[index] ?? Buffer.alloc(0),
  }))
}

const placeOf = (path: string) => Number(/^\/(\d+)\//.exec(path)?.[1])

/** The recorder masks secrets at equal length, so that places agree; bytes are those of the recording that was replayed. */
function compare({ header }: Golden, first: Recorded | undefined, again: Recorded | undefined): ChainResult {
  const [a, b] = [first, again].map((one): Chunk[] => (one === undefined ? [] : chunksOf(one.golden)))
  const bounds = (chunks: readonly Chunk[] = []): string[] => {
    let at = 0
    return chunks.map(({ bytes }) => `${at}-${(at += bytes.length)}`)
  }
  const second = new Set(bounds(b))
  const replayed = Buffer.concat((a ?? []).map(({ bytes }) => bytes))
  return {
    name: header.name,
    chunks: a?.length ?? 0,
    sameBytes: replayed.length > 0 && again !== undefined && replayed.equals(again.bytes),
    sameChunks: bounds(a).filter((bound) => second.has(bound)).length,
  }
}
