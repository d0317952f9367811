/**
 * What the recording proxy costs: time to the first byte that it adds, throughput beside a bare TCP relay that knows nothing of HTTP, and its memory
 * while a long stream goes through and while that is written. Upstream, relay, proxy and client are processes of their own and take turns.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'

import { alternate, type Bench, type Figure, figureOf, median, round } from './figure.ts'
import type { ClientAnswer, ClientOrder } from './proxy-roles.ts'

const MB = 1_000_000
const LONG = Number(process.env['GOLDWIRE_BENCH_STREAM_MB'] ?? 1000) * MB

interface Message {
  port?: number
  answer?: ClientAnswer
  recorded?: { bytes: number; lines: number }
  /** Seconds of processor time since the process began, until now and until its last answer over HTTP was over. */
  cpu?: { now: number; atEnd?: number }
  memory?: { rss: number; heap: number; most: number; mostHeap: number }
}

export const proxy: Bench = {
  name: 'proxy',
  about: 'the recording proxy beside a bare TCP relay, and its memory',
  async run() {
    const children: ChildProcess[] = []
    const start = async (role: string, port = 0): Promise<{ child: ChildProcess; port: number }> => {
      const child = fork(fileURLToPath(new URL('proxy-roles.ts', import.meta.url)), [role, String(port)], {
        execArgv: ['--conditions=source', '--expose-gc'],
      })
      children.push(child)
      return { child, port: role === 'client' ? 0 : ((await next(child, 'port')).port ?? 0) }
    }
    try {
      const upstream = await start('upstream')
      const [relay, recorder, client] = [await start('relay', upstream.port), await start('proxy', upstream.port), await start('client')]
      const fetch = (port: number, path: string, times = 1): Promise<ClientAnswer['requests']> => {
        client.child.send({ port, path, times } satisfies ClientOrder)
        return next(client.child, 'answer').then(({ answer }) => answer?.requests ?? [])
      }
      const recorded = fetchRecorded(recorder.child, fetch, recorder.port)
      const sides: Sides = {
        relay: { child: relay.child, fetch: (path, streamed) => fetch(relay.port, path).then(tapped(streamed)) },
        recorder: { child: recorder.child, fetch: recorded },
        all: children,
      }
      return [
        ...(await firstByte(fetch, upstream.port, recorder.port)),
        ...(await throughput('64 kB writes', '/?bytes=40000000&write=65536', sides)),
        ...(await throughput('SSE-sized writes', '/?bytes=40000000&write=240', sides)),
        ...(await memory(recorder.child, recorded)),
      ]
    } finally {
      for (const child of children) child.kill()
    }
  },
}

type Fetch = (port: number, path: string, times?: number) => Promise<ClientAnswer['requests']>
/** Fetches; `streamed` is called when the last byte has come. */
type FetchSide = (path: string, streamed?: () => Promise<void>) => Promise<ClientAnswer['requests']>

interface Sides {
  relay: { child: ChildProcess; fetch: FetchSide }
  recorder: { child: ChildProcess; fetch: FetchSide }
  all: readonly ChildProcess[]
}

const tapped =
  (streamed: () => Promise<void> = async () => undefined) =>
  async (requests: ClientAnswer['requests']): Promise<ClientAnswer['requests']> => {
    await streamed()
    return requests
  }

/** Fetches through the recorder and waits until it has written what it recorded, so that writing does not weigh on the next round. */
function fetchRecorded(child: ChildProcess, fetch: Fetch, port: number): FetchSide {
  return async (path, streamed) => {
    const bytes = Number(new URLSearchParams(path.slice(2)).get('bytes'))
    const written = next(child, 'recorded', ({ recorded }) => (recorded?.bytes ?? 0) >= bytes)
    const requests = await fetch(port, path).then(tapped(streamed))
    await written
    return requests
  }
}

async function firstByte(fetch: Fetch, upstream: number, recorder: number): Promise<Figure[]> {
  const path = '/?bytes=1&write=240'
  await fetch(upstream, path, 100)
  await fetch(recorder, path, 100)
  const direct: number[] = []
  const through: number[] = []
  for (let turn = 0; turn < 20; turn++) {
    direct.push(...(await fetch(upstream, path, 20)).map(({ first }) => first))
    through.push(...(await fetch(recorder, path, 20)).map(({ first }) => first))
  }
  const added = median(through) - median(direct)
  const detail = `p50 ${round(median(through))} ms through the recorder, ${round(median(direct))} ms without; one request after the other`
  return [
    {
      name: 'added time to first byte, p50',
      value: added,
      unit: 'ms',
      low: added,
      high: added,
      rounds: through.length,
      bar: { most: 1 },
      detail,
    },
  ]
}

/** One answer, streamed through one side. */
interface Round {
  /** MB a second. */
  rate: number
  /** Seconds of processor time that the side took for a GB, until the last byte had come. */
  cpu: number
  /** Share of the machine that others took meanwhile. */
  others: number
}

async function streamOnce({ child, fetch }: Sides['relay'], all: Sides['all'], path: string): Promise<Round> {
  const before = await readClocks(child, all)
  let after = before
  const [request] = await fetch(path, async () => {
    after = await readClocks(child, all)
  })
  const { bytes, all: took } = request ?? { bytes: 0, all: 1 }
  const machine = after.busy + after.idle - before.busy - before.idle
  return {
    rate: bytes / MB / (took / 1000),
    cpu: (((after.ownAtEnd ?? after.own) - before.own) / bytes) * 1e9,
    others: (after.busy - before.busy - (after.ours - before.ours)) / machine,
  }
}

interface Clocks {
  own: number
  ownAtEnd: number | undefined
  ours: number
  busy: number
  idle: number
}

/** Seconds of processor time: of one process, of all of ours, of the whole machine. */
async function readClocks(child: ChildProcess, all: Sides['all']): Promise<Clocks> {
  const { user, system } = process.cpuUsage()
  const each = await Promise.all(all.map(cpuOf))
  const times = cpus().map((one) => one.times)
  const idle = times.reduce((sum, time) => sum + time.idle, 0) / 1000
  const busy = times.reduce((sum, time) => sum + time.user + time.nice + time.sys + time.irq, 0) / 1000
  const own = each[all.indexOf(child)] ?? { now: 0 }
  return { own: own.now, ownAtEnd: own.atEnd, ours: each.reduce((sum, { now }) => sum + now, (user + system) / 1e6), busy, idle }
}

async function cpuOf(child: ChildProcess): Promise<NonNullable<Message['cpu']>> {
  const told = next(child, 'cpu')
  child.send('cpu')
  return (await told).cpu ?? { now: 0 }
}

/** Rounds in which the rest of the machine did little; all, where there are too few of them. */
function quietRounds(pairs: [Round, Round][]): [Round, Round][] {
  const quiet = pairs.filter((pair) => pair.every(({ others }) => others < 0.1))
  return quiet.length >= 3 ? quiet : pairs
}

async function throughput(name: string, path: string, { relay, recorder, all }: Sides): Promise<Figure[]> {
  const pairs = await alternate(
    { seconds: 20, least: 7, most: 15 },
    () => streamOnce(relay, all, path),
    () => streamOnce(recorder, all, path),
  )
  const counted = quietRounds(pairs)
  const middle = (side: 0 | 1, member: keyof Round): string => round(median(counted.map((pair) => pair[side][member])))
  const quiet =
    counted === pairs
      ? `the machine was never quiet (others took ${round(median(pairs.map(([{ others }]) => others * 100)), 2)} %)`
      : 'quiet'
  const rounds = `${counted.length} of ${pairs.length} rounds, ${quiet}`
  return [
    figureOf(
      counted.map(([bare, recording]) => (recording.rate / bare.rate) * 100),
      {
        name: `throughput, ${name}`,
        unit: '% of a bare relay',
        bar: { least: 90 },
        detail: `${middle(1, 'rate')} MB/s recorded, ${middle(0, 'rate')} MB/s through a relay of the bare bytes; ${rounds}`,
      },
    ),
    figureOf(
      counted.map(([bare, recording]) => recording.cpu / bare.cpu),
      {
        name: `processor time, ${name}`,
        unit: 'times a bare relay',
        bar: null,
        detail: `${middle(1, 'cpu')} s a GB recorded, ${middle(0, 'cpu')} s a GB through the relay, until the last byte`,
      },
    ),
  ]
}

async function memory(child: ChildProcess, recorded: FetchSide): Promise<Figure[]> {
  const ask = async (): Promise<NonNullable<Message['memory']>> => {
    const told = next(child, 'memory')
    child.send('memory')
    return (await told).memory ?? { rss: 0, heap: 0, most: 0, mostHeap: 0 }
  }
  await recorded('/?bytes=50000000&write=65536')
  const before = await ask()
  const start = performance.now()
  const cpuBefore = await cpuOf(child)
  const [request] = await recorded(`/?bytes=${LONG}&write=65536`)
  const took = (performance.now() - start) / 1000
  const { now, atEnd = now } = await cpuOf(child)
  const [streaming, writing] = [round(atEnd - cpuBefore.now), round(now - atEnd)]
  const after = await ask()
  const growth = (after.most - before.rss) / MB
  const detail = `${round((request?.bytes ?? 0) / MB)} MB in ${round((request?.all ?? 0) / 1000)} s, written after ${round(took)} s; ${streaming} s of processor time until the last byte, ${writing} s to write; rss ${round(before.rss / MB)} MB before, ${round(after.most / MB)} at most, ${round(after.rss / MB)} after; heap and buffers ${round(before.heap / MB)}, ${round(after.mostHeap / MB)}, ${round(after.heap / MB)} MB`
  return [
    {
      name: 'memory over a long stream',
      value: growth,
      unit: 'MB more at most',
      low: growth,
      high: growth,
      rounds: 1,
      bar: { most: 128 },
      detail,
    },
  ]
}

/** The next message of a child that has this member. */
function next(child: ChildProcess, member: keyof Message, fits: (message: Message) => boolean = () => true): Promise<Message> {
  return new Promise((resolve, reject) => {
    const listener = (message: Message): void => {
      if (message[member] === undefined || !fits(message)) return
      child.off('message', listener)
      child.off('exit', onExit)
      resolve(message)
    }
    const onExit = (): void => reject(new Error(`a process of the proxy bench ended before it sent its ${member}`))
    child.on('message', listener)
    child.once('exit', onExit)
  })
}
