import { createInterface } from 'node:readline/promises'
import { defaultGoldensPath, loadScenarios, plural } from '@goldwire/harness'
import { estimatePrice, isRecorded, pricesAsOf, providerOf, recordScenarios as record, scenarioFile } from '@goldwire/harness/record'
import type { RecordFlags } from '../commands/record.ts'
import { ExitCode, UsageError } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'

type Scenario = Awaited<ReturnType<typeof loadScenarios>>[number]

const openai = 'https://api.openai.com/v1'

/** What `goldwire record --scenario` and `--all` do: say what it may cost, ask, send, record. */
export async function recordScenarios(flags: RecordFlags, terminal: Terminal): Promise<ExitCode> {
  const baseUrl = flags.baseUrl ?? openai
  const host = URL.parse(baseUrl)
  if (host === null || !/^https?:$/.test(host.protocol)) throw new UsageError(`--base-url ${baseUrl} is not a URL; write http://HOST:PORT`)
  const provider = flags.provider ?? providerOf(baseUrl)
  const scenarios = await chosenScenarios(flags)
  const apiKey = keyFor(host, flags)
  const due: Scenario[] = []
  for (const scenario of scenarios) {
    if (flags.again === true || !(await isRecorded(scenarioFile(flags.out, provider, scenario)))) due.push(scenario)
  }
  if (due.length > 0 && provider !== 'local') await confirm(due, flags, host.host, terminal)
  const stop = new AbortController()
  const onSignal = (): void => stop.abort(new Error('interrupted; the same command goes on where this ended'))
  process.once('SIGINT', onSignal)
  try {
    const results = await record(scenarios, {
      baseUrl,
      out: flags.out,
      provider,
      timeoutMs: flags.timeout * 1000,
      again: flags.again === true,
      signal: stop.signal,
      ...(apiKey !== undefined && { apiKey }),
      ...(flags.model !== undefined && { model: flags.model }),
      onWait: (milliseconds, status) => terminal.err(`answered with ${status}; again in ${(milliseconds / 1000).toFixed(1)} s\n`),
      onResult: (result) => {
        const { scenario, outcome, file, status, lines, reason } = result
        if (flags.json === true) terminal.out(`${JSON.stringify(result)}\n`)
        else
          terminal.out(
            `${outcome.padEnd(8)}  ${file ?? scenario}${status === null ? '' : `  ${status}  ${lines} lines`}${reason === '' ? '' : `  ${reason}`}\n`,
          )
      },
    })
    const fine = results.filter(({ outcome }) => outcome === 'recorded' || outcome === 'kept').length
    terminal.err(`${fine} of ${scenarios.length} recorded whole in ${flags.out}\n`)
    if (results.length > 0 && results.every(({ outcome }) => outcome === 'failed')) return ExitCode.usage
    return fine === scenarios.length ? ExitCode.fine : ExitCode.findings
  } finally {
    process.off('SIGINT', onSignal)
  }
}

async function chosenScenarios(flags: RecordFlags): Promise<Scenario[]> {
  const all = await loadScenarios(flags.goldens ?? defaultGoldensPath())
  const unknown = flags.scenario.filter((name) => !all.some((each) => matches(each.name, name)))
  if (unknown.length > 0) {
    throw new UsageError(`no golden is called ${unknown.join(', ')}; there are ${all.map((each) => shortName(each.name)).join(', ')}`)
  }
  const chosen = flags.all === true ? all : all.filter((each) => flags.scenario.some((name) => matches(each.name, name)))
  return chosen.filter((each) => each.unprovokable === null || flags.scenario.some((name) => matches(each.name, name)))
}

/** OpenAI's key goes to OpenAI and nowhere else unless it is given for this server by name. */
function keyFor({ hostname }: URL, { apiKey }: RecordFlags): string | undefined {
  if (apiKey !== undefined) return apiKey
  if (!/(?:^|\.)openai\.com$/.test(hostname)) return process.env['GOLDWIRE_API_KEY'] || undefined
  const key = process.env['OPENAI_API_KEY']
  if (!key)
    throw new UsageError(
      'recording from OpenAI needs a key: set OPENAI_API_KEY (it is never written), or say --base-url for another server',
    )
  return key
}

async function confirm(due: readonly Scenario[], flags: RecordFlags, host: string, terminal: Terminal): Promise<void> {
  const estimates = due.map((scenario) => estimatePrice(scenario, flags.model))
  const known = estimates.flatMap(({ dollars }) => dollars ?? [])
  const unknown = [...new Set(estimates.flatMap(({ dollars, model }) => (dollars === null ? [model ?? 'no model'] : [])))]
  const sum = known.reduce((total, dollars) => total + dollars, 0)
  const requests = due.reduce((count, { setup }) => count + setup.length + 1, 0)
  terminal.err(
    `${plural(due.length, 'scenario')}, ${plural(requests, 'request')} to ${host}: about $${sum.toFixed(sum < 0.1 ? 4 : 2)} (prices as of ${pricesAsOf}, tokens estimated)` +
      `${unknown.length > 0 ? `, and an unknown sum for ${due.length - known.length} of them (${unknown.join(', ')})` : ''}\n`,
  )
  if (flags.yes === true) return
  if (!process.stdin.isTTY || !terminal.interactive)
    throw new UsageError('nothing was sent; say --yes to send these requests without being asked')
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await lines.question('Send them? [y/N] ').finally(() => lines.close())
  if (!/^y(?:es)?$/i.test(answer.trim())) throw new UsageError('nothing was sent')
}

const shortName = (name: string) => name.replace(/^[^/]+\//, '')
const matches = (full: string, asked: string) => full === asked || shortName(full) === asked
