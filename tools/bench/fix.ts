/**
 * What the repair proxy adds to an event: from the moment the upstream writes a delta until a client reads it, beside a plain pass-through proxy
 * in the same run. The upstream sends what llama-server sends, so that every event is repaired. All processes are their own and take turns.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { fileURLToPath } from 'node:url'

import { type Bench, type Figure, figureOf, round } from './figure.ts'

const EVENTS = 300
const ROUNDS = 6

export const fix: Bench = {
  name: 'fix',
  about: 'the repair proxy beside a plain pass-through, per event',
  async run() {
    const children: ChildProcess[] = []
    const start = async (role: string, upstream = 0): Promise<number> => {
      const child = fork(fileURLToPath(new URL('fix-roles.ts', import.meta.url)), [role, String(upstream)], {
        execArgv: ['--conditions=source'],
      })
      children.push(child)
      const [message] = (await once(child, 'message')) as [{ port: number }]
      return message.port
    }
    try {
      const upstream = await start('upstream')
      const [plain, repairing] = [await start('pass-through', upstream), await start('fix', upstream)]
      const rounds: { plain: number[]; repaired: number[] }[] = []
      // the first round warms both up
      for (let turn = 0; turn <= ROUNDS; turn += 1) {
        const one = { plain: await latencies(plain), repaired: await latencies(repairing) }
        if (turn > 0) rounds.push(one)
      }
      return [figureFor('p50', 0.5, rounds, { most: 0.2 }), figureFor('p99', 0.99, rounds, null)]
    } finally {
      for (const child of children) child.kill()
    }
  },
}

function figureFor(name: string, share: number, rounds: readonly { plain: number[]; repaired: number[] }[], bar: Figure['bar']): Figure {
  const all = (side: 'plain' | 'repaired') =>
    round(
      quantile(
        rounds.flatMap((one) => one[side]),
        share,
      ),
      3,
    )
  const detail = `${all('plain')} ms through a plain proxy, ${all('repaired')} ms repaired; ${rounds.length * EVENTS} events each`
  const added = rounds.map(({ plain, repaired }) => quantile(repaired, share) - quantile(plain, share))
  return figureOf(added, { name: `repair adds to an event, ${name}`, unit: 'ms', bar, detail })
}

/** Milliseconds from the upstream's write to the client's read, for each delta. */
async function latencies(port: number): Promise<number[]> {
  const outgoing = request({
    host: '127.0.0.1',
    port,
    path: `/v1/responses?events=${EVENTS}`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  })
  outgoing.end(JSON.stringify({ model: 'bench', input: 'Hi', stream: true }))
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
  const found: number[] = []
  let rest = ''
  answer.setEncoding('utf8')
  for await (const chunk of answer as AsyncIterable<string>) {
    const now = performance.timeOrigin + performance.now()
    rest += chunk
    for (const [, sent] of rest.matchAll(/"delta":" (\d+\.?\d*)"/g)) found.push(now - Number(sent))
    rest = rest.slice(rest.lastIndexOf('\n\n') + 2)
  }
  return found
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN
}
