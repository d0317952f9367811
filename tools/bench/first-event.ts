/**
 * How long a request waits for its first event when the engine answers at once: what the server adds, alone and beside 100 streams that get a
 * delta every 20 ms. The engine is scripted and the reader a process of its own.
 */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import { startServer } from '@goldwire/server'
import { createScriptedEngine, textScript, type ScriptEntry } from '@goldwire/server/testing'

import type { Bench, Figure } from './figure.ts'
import { median, round } from './figure.ts'
import type { FirstEventAnswer, FirstEventOrder } from './first-event-client.ts'

const PROBES = 400

export const firstEvent: Bench = {
  name: 'first-event',
  about: 'time to the first event over HTTP, scripted engine',
  run: async () => [...(await measure(0)), ...(await measure(100))],
}

async function measure(streams: number): Promise<Figure[]> {
  const paced: ScriptEntry[] = textScript(Array.from({ length: 2000 }, () => 'word ')).flatMap((step): ScriptEntry[] =>
    step.type === 'delta' ? [{ type: 'wait', ms: 20 }, step] : [step],
  )
  const engine = createScriptedEngine({ script: ({ instructions }) => (instructions === 'paced' ? paced : textScript(['Hello'])) })
  await using server = await startServer({ engine })
  const body = (instructions: string) => JSON.stringify({ model: 'scripted', input: 'Hello!', instructions, stream: true, store: false })
  const times = await order({
    port: Number(new URL(server.url).port),
    streams,
    probes: PROBES,
    background: body('paced'),
    probe: body('at once'),
  })
  const sorted = times.slice(20).sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  const common = { unit: 'ms', low: sorted[0] ?? Number.NaN, high: sorted.at(-1) ?? Number.NaN, rounds: sorted.length }
  const name = streams === 0 ? 'alone' : `beside ${streams} streams`
  const detail = `${sorted.length} requests one after the other; slowest ${round(common.high)} ms`
  return [
    { ...common, name: `first event, p50, ${name}`, value: median(sorted), bar: streams === 0 ? null : { most: 2 }, detail },
    { ...common, name: `first event, p99, ${name}`, value: at(0.99), bar: streams === 0 ? null : { most: 10 }, detail },
  ]
}

function order(wanted: FirstEventOrder): Promise<FirstEventAnswer> {
  const child = fork(fileURLToPath(new URL('first-event-client.ts', import.meta.url)), { execArgv: ['--conditions=source'] })
  return new Promise<FirstEventAnswer>((resolve, reject) => {
    child.once('message', (reply: { answer?: FirstEventAnswer; error?: string }) => {
      if (reply.answer === undefined) reject(new Error(`The client failed: ${reply.error ?? 'no reason given'}`))
      else resolve(reply.answer)
    })
    child.send(wanted)
  }).finally(() => child.kill())
}
