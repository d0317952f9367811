/**
 * Runs every bench and prints one table. `--only NAME` (may be given more than once) runs some, `--json` prints one JSON document, `--strict`
 * exits 1 when a bar is missed: without it a busy machine fails nothing. `docs/guides/benchmarks.md` says what the figures mean.
 */
import { availableParallelism, cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'

import type { Bench, Figure } from './figure.ts'
import { round, verdictOf } from './figure.ts'
import { formatTable } from './format-table.ts'

/** Each is loaded when its turn comes, so that none starts with another's code warmed up. */
const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  'cold-start': async () => (await import('./cold-start.ts')).coldStart,
  emitter: async () => (await import('./emitter.ts')).emitter,
  lint: async () => (await import('./lint.ts')).lint,
  diff: async () => (await import('./diff.ts')).diff,
  readers: async () => (await import('./readers.ts')).readers,
  engine: async () => (await import('./engine-overhead.ts')).engineOverhead,
  server: async () => (await import('./server-overhead.ts')).serverOverhead,
  resume: async () => (await import('./resume.ts')).resume,
  proxy: async () => (await import('./proxy.ts')).proxy,
  fix: async () => (await import('./fix.ts')).fix,
  'first-event': async () => (await import('./first-event.ts')).firstEvent,
}

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

const names = values.only.length === 0 ? Object.keys(benches) : values.only
const unknown = names.filter((name) => !Object.hasOwn(benches, name))
if (values.help) {
  console.log(`npm run bench -- [--only ${Object.keys(benches).join('|')}] … [--json] [--strict]`)
} else if (unknown.length > 0) {
  console.error(`Unknown bench ${unknown.map((name) => `'${name}'`).join(', ')}. There are: ${Object.keys(benches).join(', ')}.`)
  process.exitCode = 2
} else {
  process.exitCode = await runAll()
}

async function runAll(): Promise<0 | 1> {
  const machine = {
    date: new Date().toISOString(),
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    loadBefore: loadavg()[0] ?? 0,
    node: process.version,
  }
  const figures: (Figure & { bench: string })[] = []
  for (const name of names) {
    const bench = await benches[name]?.()
    if (bench === undefined) continue
    if (!values.json) process.stderr.write(`${bench.name}: ${bench.about} …\n`)
    for (const figure of await bench.run()) figures.push({ bench: name, ...figure })
  }
  const missed = figures.filter((figure) => verdictOf(figure) === 'missed')
  if (values.json) {
    const told = figures.map((figure) => ({ ...figure, name: figure.name.trim(), verdict: verdictOf(figure) }))
    console.log(JSON.stringify({ machine, figures: told, summary: { figures: figures.length, missed: missed.length } }, null, 2))
  } else {
    const { date, processor, cores, loadBefore, node } = machine
    console.log(`${date}, ${processor}, ${cores} cores, load ${round(loadBefore)} before, Node ${node}\n`)
    console.log(formatTable(figures))
    const barred = figures.filter(({ bar }) => bar !== null).length
    console.log(`\n${barred - missed.length} of ${barred} bars met.`)
  }
  return values.strict && missed.length > 0 ? 1 : 0
}
