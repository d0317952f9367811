import { availableParallelism, loadavg } from 'node:os'
import { parseArgs } from 'node:util'

import { readCaptures } from './captures.ts'
import { runChain } from './chain.ts'
import { measureLateness, measureTiming, percentile } from './timing.ts'
import { roundTrip, type RoundTrip } from './round-trip.ts'

/** `npm run test:replay`: every capture recorded and replayed through real sockets; ends with 1 when one byte, chunk or event is not as recorded. */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '7' },
    'no-timing': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed)
const { from, goldens } = await readCaptures()
const trips: RoundTrip[] = []
for (const golden of goldens) trips.push(await roundTrip(golden))
const chain = await runChain(goldens, seed)
const sum = <Entry>(entries: readonly Entry[], count: (entry: Entry) => number): number =>
  entries.reduce((total, entry) => total + count(entry), 0)

interface Row {
  what: string
  got: number
  of: number
}
const rows: Row[] = [
  { what: 'captures whose bytes came as recorded', got: trips.filter(({ sameBytes }) => sameBytes).length, of: trips.length },
  {
    what: 'captures whose status, content type and end came as recorded',
    got: trips.filter(({ sameFrame }) => sameFrame).length,
    of: trips.length,
  },
  {
    what: 'frames, messages and bodies in their place, to the byte',
    got: sum(trips, ({ sameEvents }) => sameEvents),
    of: sum(trips, ({ events }) => events),
  },
  { what: 'captures recorded twice with the same bytes', got: chain.filter(({ sameBytes }) => sameBytes).length, of: chain.length },
  {
    what: 'random chunks recorded, replayed and recorded where they were',
    got: sum(chain, ({ sameChunks }) => sameChunks),
    of: sum(chain, ({ chunks }) => chunks),
  },
]
const timing = values['no-timing'] ? null : await time()
if (values.json) console.log(JSON.stringify({ from, captures: goldens.length, rows, timing }))
else print()
const bad = trips
  .filter(({ events, sameEvents, sameBytes, sameFrame }) => events !== sameEvents || !sameBytes || !sameFrame)
  .map(({ name }) => name)
const badChunks = chain.filter(({ chunks, sameChunks, sameBytes }) => chunks !== sameChunks || !sameBytes).map(({ name }) => name)
for (const name of new Set([...bad, ...badChunks])) console.error(`not as recorded: ${name}`)
process.exitCode = rows.every(({ got, of }) => got === of) ? 0 : 1

/** The machine's own lateness is measured beside it, at the same time: on a busy machine no timer is on time. */
async function time() {
  const stop = new AbortController()
  const bare = measureLateness(stop.signal)
  const { streams, errors } = await measureTiming(goldens, { seed, together: 4, most: 60 })
  stop.abort()
  const lateness = await bare
  const figures = (list: readonly number[]) => ({ p50: percentile(list, 0.5), p99: percentile(list, 0.99), max: list.at(-1) ?? Number.NaN })
  return {
    streams,
    frames: errors.length,
    replay: figures(errors),
    bareTimer: figures(lateness),
    load: (loadavg()[0] ?? 0) / availableParallelism(),
  }
}

function print(): void {
  console.log(`${goldens.length} captures (${from}), through real sockets\n`)
  for (const { what, got, of } of rows) console.log(`${got === of ? 'ok    ' : 'FAILED'} ${what.padEnd(64)} ${got} of ${of}`)
  if (timing === null) return
  const show = ({ p50, p99, max }: { p50: number; p99: number; max: number }) =>
    `p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, most ${max.toFixed(2)} ms`
  console.log(
    `\nerror of arrival at recorded pace, ${timing.frames} frames of ${timing.streams} streams, 4 at a time: ${show(timing.replay)}`,
  )
  console.log(`lateness of a bare timer in the same process meanwhile: ${show(timing.bareTimer)} (load per core ${timing.load.toFixed(1)})`)
}
