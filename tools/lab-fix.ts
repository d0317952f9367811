/**
 * `npm run lab:fix`: plants every single defect in sound streams, sends them through the repair, and tells what came out: how often the linter
 * finds no error, how often the texts are those of the stream without the defect, and how often the response failed and said why.
 */
import { mutationFamilies, mutations } from '@goldwire/harness/mutations'
import { parseArgs } from 'node:util'

import { judgeMutation, type Verdict } from '../test/fix/run-mutation.ts'
import { committedBases } from './lab/bases.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    seed: { type: 'string', default: '0' },
    help: { type: 'boolean', default: false },
  },
})

interface Row {
  family: string
  streams: number
  clean: number
  kept: number
  failed: number
  refused: number
  changed: number
}

async function main(): Promise<void> {
  if (values.help) {
    console.log('npm run lab:fix -- [--list] [--json] [--seed N]    --list names every defect that was not undone')
    return
  }
  const bases = (await committedBases()).filter(
    ({ golden: { header } }) => header.response.framing !== 'websocket' && header.request?.method === 'POST',
  )
  const verdicts: { mutation: string; family: string; base: string; verdict: Verdict }[] = []
  for (const { name, golden } of bases) {
    for (const mutation of mutations) {
      const planted = mutation.plant(golden, { seed: Number(values.seed) })
      if (planted !== null)
        verdicts.push({ mutation: mutation.id, family: mutation.family, base: name, verdict: judgeMutation(golden, planted) })
    }
  }
  const rows = [...mutationFamilies, 'all'].map((family) => rowOf(family, verdicts))
  if (values.json) {
    console.log(
      JSON.stringify({ bases: bases.length, mutations: mutations.length, rows: rows.filter(({ streams }) => streams > 0), verdicts }),
    )
    return
  }
  console.log(`${bases.length} sound streams, ${mutations.length} defects, ${verdicts.length} streams with one defect\n`)
  console.log(
    ['family'.padEnd(12), ...['streams', 'clean', 'text kept', 'failed', 'refused', 'changed'].map((name) => name.padStart(9))].join(' '),
  )
  for (const { family, streams, clean, kept, failed, refused, changed } of rows) {
    if (streams === 0) continue
    const share = (part: number) => `${((part / streams) * 100).toFixed(1)} %`
    console.log(
      [
        family.padEnd(12),
        ...[String(streams), share(clean), share(kept), share(failed), share(refused), share(changed)].map((cell) => cell.padStart(9)),
      ].join(' '),
    )
  }
  console.log(
    '\nclean: no error of the linter · failed: told as response.failed, with the reason · refused: an HTTP error · changed: other texts than before',
  )
  if (values.list) list(verdicts)
}

function rowOf(family: string, verdicts: readonly { family: string; verdict: Verdict }[]): Row {
  const own = verdicts.filter((one) => family === 'all' || one.family === family).map(({ verdict }) => verdict)
  const count = (outcome: Verdict['outcome']) => own.filter((verdict) => verdict.outcome === outcome).length
  const clean = own.filter(({ errors }) => errors.length === 0).length
  return {
    family,
    streams: own.length,
    clean,
    kept: count('kept'),
    failed: count('failed'),
    refused: count('refused'),
    changed: count('changed'),
  }
}

function list(verdicts: readonly { mutation: string; base: string; verdict: Verdict }[]): void {
  const groups = new Map<string, string[]>()
  for (const { mutation, base, verdict } of verdicts) {
    const what =
      verdict.errors[0] !== undefined
        ? `error ${verdict.errors[0].slice(0, 120)}`
        : verdict.outcome === 'kept'
          ? null
          : `${verdict.outcome} ${verdict.lost[0]?.slice(0, 120) ?? ''}`
    if (what !== null) groups.set(`${mutation}: ${what}`, [...(groups.get(`${mutation}: ${what}`) ?? []), base])
  }
  for (const [what, bases] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) console.log(`${String(bases.length).padStart(4)}  ${what}`)
}

await main()
