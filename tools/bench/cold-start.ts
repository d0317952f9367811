/** What a person waits for before `goldwire X --help` is there: the whole command from its start to its end, beside a Node that does nothing. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import { alternate, type Bench, figureOf, median, round } from './figure.ts'

const goldwire = fileURLToPath(new URL('../../packages/cli/bin/goldwire.js', import.meta.url))

export const coldStart: Bench = {
  name: 'cold-start',
  about: 'goldwire lint --help from its start to its end',
  async run() {
    const pairs = await alternate(
      { seconds: 6 },
      () => millisecondsOf(['-e', '0']),
      () => millisecondsOf([goldwire, 'lint', '--help']),
    )
    const detail = `a Node that does nothing ${round(median(pairs.map(([bare]) => bare)))} ms`
    return [
      figureOf(
        pairs.map(([, command]) => command),
        { name: 'cold start of goldwire lint --help', unit: 'ms', bar: { most: 150 }, detail },
      ),
    ]
  },
}

function millisecondsOf(flags: readonly string[]): number {
  const start = performance.now()
  execFileSync(process.execPath, flags, { stdio: 'ignore' })
  return performance.now() - start
}
