/**
 * How quickly a long stream is resumed from its middle: `GET /v1/responses/{id}?stream=true&starting_after=N` over a socket, from the first byte
 * asked for to the last one read, for each store. The reader counts frames and parses nothing.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { startServer } from '@goldwire/server'
import { createScriptedEngine, textScript } from '@goldwire/server/testing'

import { postgresKind } from '../../packages/server/src/testing/test-stores.ts'
import { type Bench, type Figure, figureOf, round, timed } from './figure.ts'

const events = 10_000
const rounds = 9
/** Events around the deltas: created, queued, in_progress, two added, three done, completed. */
const others = 9

export const resume: Bench = {
  name: 'resume',
  about: 'a stream of 10,000 events resumed from its middle, over HTTP',
  run: () => measureResume(),
}

export async function measureResume(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'goldwire-bench-'))
  const postgres = postgresKind()
  try {
    const places = [
      ['memory', 'memory'],
      ['SQLite', `sqlite:${join(folder, 'bench.db')}`],
      ...(postgres === null ? [] : [['Postgres', (await postgres.createPlace()).setting]]),
    ] as [string, string][]
    const figures: Figure[] = []
    for (const [name, store] of places) figures.push(...(await measureStore(name, store)))
    return figures
  } finally {
    await postgres?.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureStore(name: string, store: string): Promise<Figure[]> {
  const pieces = Array.from({ length: events - others }, (_, index) => `word${index} `)
  await using server = await startServer({ engine: createScriptedEngine({ script: textScript(pieces) }), store })
  const answer = await fetch(`${server.url}/v1/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'scripted', input: 'Hi', background: true, stream: true }),
  })
  const whole = await answer.text()
  const id = /"id":"(resp_\w+)"/.exec(whole)?.[1] ?? ''
  const middle = events / 2
  const rates: { wall: number; cpu: number }[] = []
  for (let count = 0; count <= rounds; count++) {
    globalThis.gc?.()
    let frames = 0
    const { seconds, cpuSeconds } = await timed(async () => {
      frames = await countFrames(`${server.url}/v1/responses/${id}?stream=true&starting_after=${middle - 1}`)
    })
    if (frames !== events - middle) throw new Error(`${name}: ${frames} events came, and not ${events - middle}.`)
    // The first round warms up.
    if (count > 0) rates.push({ wall: frames / seconds, cpu: frames / cpuSeconds })
  }
  const detail = `${round(events - middle, 4)} events from the middle of ${round(events, 5)}, one reader`
  return [
    figureOf(
      rates.map(({ wall }) => wall),
      { name: `resume, ${name}`, unit: 'events/s', bar: { least: 100_000 }, detail },
    ),
    figureOf(
      rates.map(({ cpu }) => cpu),
      { name: '  a second of processor', unit: 'events', bar: null, detail: 'server and reader in one process, all threads' },
    ),
  ]
}

function countFrames(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      let frames = 0
      let last = 0
      response.on('data', (chunk: Buffer) => {
        for (const byte of chunk) {
          if (byte === 10 && last === 10) frames++
          last = byte
        }
      })
      response.once('end', () => resolve(frames))
      response.once('error', reject)
    }).once('error', reject)
  })
}
