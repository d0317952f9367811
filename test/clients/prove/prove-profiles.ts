/**
 * `npm run prove:profiles`: has real clients read the mutation lab's streams and holds what they do against what their profiles say they do. What
 * cannot be installed on this machine is skipped by name.
 */
import { parseArgs } from 'node:util'

import { type ClientProfile, clientProfiles } from '@goldwire/harness/clients'

import { install } from '../clients.ts'
import { type ProofCase, proofCases, recordedCases } from './cases.ts'
import { programs, toolchainOf } from './programs.ts'
import { agreementOf, confusionOf, type Proof, proofText } from './proof-report.ts'
import { proveClient } from './prove-client.ts'
import { readCases } from './read-cases.ts'
import { writeRules } from './write-rules.ts'
import { serveCases } from './serve-cases.ts'

const LEAST_AGREEMENT = 0.95
/** Codex is a process of its own for each stream. */
const SLOW: Readonly<Record<string, number>> = { 'Codex CLI': 160 }

const USAGE = `node --conditions=source test/clients/prove/prove-profiles.ts [options]

  --client NAME,…      only these: ${Object.keys(programs).join(', ')}
  --bases NAME,…       only streams made of these bases (text, parallel-functions, …)
  --limit N            N mutated streams of each client, drawn by the seed, beside the bases; default: all (${JSON.stringify(SLOW)})
  --generic N          beside the named defects, N changes of each kind that nobody chose, in each base
  --streams FOLDER     the streams of a folder instead, as they were recorded
  --seed N             default: 1
  --read-timeout MS    for one stream; default: 20000
  --json               one document of JSON instead of the tables
  --no-install         the clients are ready
  --write-rules        runs no client: writes packages/harness/src/clients/rules-that-break.ts from the profiles

Exit 0: every client that ran agrees with its profile in ${LEAST_AGREEMENT * 100} % of its streams. 1: one does not. 2: usage.
`

const { values } = parseArgs({
  options: {
    client: { type: 'string' },
    bases: { type: 'string' },
    limit: { type: 'string' },
    generic: { type: 'string', default: '0' },
    streams: { type: 'string' },
    seed: { type: 'string', default: '1' },
    'read-timeout': { type: 'string', default: '20000' },
    json: { type: 'boolean', default: false },
    install: { type: 'boolean', default: true },
    'write-rules': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
  allowNegative: true,
})

async function main(): Promise<void> {
  if (values.help) return void process.stdout.write(USAGE)
  if (values['write-rules']) return writeRules()
  const wanted = values.client?.split(',') ?? Object.keys(programs)
  const unknown = wanted.filter((name) => programs[name] === undefined)
  if (unknown.length > 0) throw new TypeError(`No client is called ${unknown.join(', ')}. There are ${Object.keys(programs).join(', ')}.`)
  const ready = new Map<string, string | null>()
  const proofs: Proof[] = []
  for (const profile of clientProfiles) {
    const program = wanted.includes(profile.client) ? programs[profile.client] : undefined
    if (program === undefined) continue
    const { toolchain } = toolchainOf(program)
    if (!ready.has(toolchain.name)) ready.set(toolchain.name, values.install ? await install(toolchain, log) : null)
    const proof = await prove(profile, program, ready.get(toolchain.name) ?? null)
    proofs.push(proof)
    log(
      proof.skipped === null
        ? `${profile.client}: ${proof.cases.length} streams in ${proof.seconds.toFixed(0)} s`
        : `${profile.client} SKIPPED: ${proof.skipped}`,
    )
  }
  process.stdout.write(values.json ? `${JSON.stringify(proofs.map(documentOf), null, 2)}\n` : proofText(proofs))
  process.exitCode = proofs.some(({ cases }) => (agreementOf(cases) ?? 1) < LEAST_AGREEMENT) ? 1 : 0
}

async function prove(profile: ClientProfile, program: string, reason: string | null): Promise<Proof> {
  const { client, version } = profile
  const begin = performance.now()
  const proof = (rest: Partial<Proof>): Proof => ({
    client,
    version,
    skipped: null,
    cases: [],
    seconds: (performance.now() - begin) / 1_000,
    ...rest,
  })
  if (reason !== null) return proof({ skipped: reason })
  const cases = await casesFor(client)
  await using server = await serveCases(cases)
  const urls = cases.map((_, index) => server.baseUrlOf(index))
  try {
    const readings = await readCases(toolchainOf(program).client, urls, { readTimeout: Number(values['read-timeout']) })
    return proof({ cases: proveClient(profile, cases, readings) })
  } catch (error) {
    return proof({ skipped: error instanceof Error ? error.message : String(error) })
  }
}

async function casesFor(client: string): Promise<ProofCase[]> {
  const limit = values.limit === undefined ? (SLOW[client] ?? null) : Number(values.limit)
  if (values.streams !== undefined) return (await recordedCases(values.streams)).slice(0, limit ?? undefined)
  return proofCases({ bases: values.bases?.split(',') ?? null, limit, seed: Number(values.seed), generic: Number(values.generic) })
}

const documentOf = ({ client, version, skipped, cases, seconds }: Proof) => ({
  client,
  version,
  skipped,
  seconds,
  streams: cases.length,
  agreement: agreementOf(cases),
  developedOn: agreementOf(cases.filter((one) => one.isHeldOut === false)),
  heldOut: agreementOf(cases.filter((one) => one.isHeldOut === true)),
  sameReading: agreementOf(cases, ({ isSameReading }) => isSameReading),
  confusion: confusionOf(cases),
  disagreements: cases.filter(({ predicted, real }) => predicted !== real),
})

/** Progress goes to stderr: stdout is for the result. */
function log(text: string): void {
  process.stderr.write(`${text}\n`)
}

try {
  await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
