import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Chunk, chunksOf, join as concat } from '../golden/chunks.ts'
import { goldenToBytes } from '../golden/exact-bytes.ts'
import { readGolden } from '../golden/read-golden.ts'
import { startProxy, startUpstream } from '../testing/recording.ts'

const corpus = process.env['GOLDWIRE_CORPUS'] ?? join(import.meta.dirname, '../../../../../shared/corpus')

/** The same every time: cuts of 1 to 4096 bytes. */
function cut(bytes: Uint8Array, seed: number): Uint8Array[] {
  const parts: Uint8Array[] = []
  let state = seed + 1
  for (let at = 0; at < bytes.length;) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    const size = 1 + ((state >> 8) % (state % 3 === 0 ? 4096 : 300))
    parts.push(bytes.subarray(at, at + size))
    at += size
  }
  return parts
}

test.skipIf(!existsSync(corpus))(
  'streams of the corpus (present here), cut anywhere, are recorded through sockets byte for byte, chunk for chunk',
  async () => {
    const files = ['openai', 'other'].flatMap((folder) => readdirSync(join(corpus, folder)).map((name) => join(corpus, folder, name)))
    // One in eight, for time; GOLDWIRE_WHOLE_CORPUS takes all.
    const step = process.env['GOLDWIRE_WHOLE_CORPUS'] === undefined ? 8 : 1
    const sent: Uint8Array[][] = []
    for (const [index, file] of files.entries()) {
      if (index % step !== 0) continue
      const golden = await readGolden(file)
      if (golden.header.response.framing !== 'websocket') sent.push(cut(concat(goldenToBytes(golden)), index))
    }
    const upstream = await startUpstream((incoming, answer) => {
      answer.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const part of sent[Number(incoming.headers['x-number'])] ?? []) answer.write(part)
      answer.end()
    })
    const proxy = await startProxy(upstream.url)
    for (const [number, parts] of sent.entries()) {
      const response = await fetch(`${proxy.url}/v1/responses`, { headers: { 'x-number': String(number) } })
      expect(Buffer.from(await response.arrayBuffer()).equals(Buffer.concat(parts))).toBe(true)
    }
    const goldens = await proxy.goldens()
    const differing = goldens.filter((golden, number) => {
      const chunks: Chunk[] = chunksOf(golden)
      return !Buffer.concat(chunks.map(({ bytes }) => bytes)).equals(Buffer.concat(sent[number] ?? []))
    })
    expect(goldens).toHaveLength(sent.length)
    expect(differing).toEqual([])
    // What the network cuts further shows as more chunks; each that was sent begins one.
    const moved = goldens.filter((golden, number) => {
      const starts = new Set(startsOf(chunksOf(golden).map(({ bytes }) => bytes)))
      return startsOf(sent[number] ?? []).some((start) => !starts.has(start))
    })
    expect(moved).toEqual([])
  },
  180_000,
)

function startsOf(parts: readonly Uint8Array[]): number[] {
  let at = 0
  return parts.map(({ length }) => {
    at += length
    return at - length
  })
}
