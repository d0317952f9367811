import { eventsOf } from '../golden/events-of.ts'
import { judgeClients } from '../clients/judge-clients.ts'
import { UnreachableError } from '../check/capture-response.ts'
import type { ScenarioOptions, ScenarioResult, ScenarioStatus } from '../check/run-scenario.ts'
import type { ServerUnderTest } from '../check/server-under-test.ts'
import { BrokenOffError, UndecidedError, UnsupportedError, type BuiltinScenario } from './builtin-scenario.ts'
import { createTalk } from './talk.ts'

const expected = [BrokenOffError, UndecidedError, UnsupportedError]

/** Runs one built-in scenario. Never throws for what a server does. */
export async function runBuiltin(
  { name, title, run }: BuiltinScenario,
  server: ServerUnderTest,
  { config }: Pick<ScenarioOptions, 'config'> = {},
): Promise<ScenarioResult> {
  const started = performance.now()
  const talk = createTalk(server)
  const end = await run(talk).then(
    () => null,
    (error: unknown) => error,
  )
  if (end instanceof BrokenOffError) talk.expect(false, '', end.message)
  const { findings, suppressed } = config?.apply(talk.findings, { server: server.baseUrl }) ?? { findings: talk.findings, suppressed: [] }
  const { divergences } = talk
  const errors = [...findings, ...divergences].filter((each) => each.severity === 'error')
  const shown = talk.shown()
  // A request that is refused ends with an error in every client, whatever the body says.
  const isRefusal = (shown?.header.response.status ?? 200) >= 400
  const { status, reason } = verdict()
  return {
    name,
    title,
    status,
    reason,
    ...(status === 'unsupported' && end instanceof UndecidedError ? { undecided: true } : {}),
    findings,
    suppressed,
    divergences,
    clients: isRefusal ? [] : judgeClients(findings, shown),
    events: shown === null ? 0 : eventsOf(shown).length,
    durationMs: Math.round(performance.now() - started),
    capture: null,
    golden: shown,
  }

  function verdict(): { status: ScenarioStatus; reason: string } {
    if (end instanceof UnreachableError) return { status: 'unreachable', reason: end.message }
    // What was found wrong before the server said that it has no more stays wrong.
    if ((end instanceof UnsupportedError || end instanceof UndecidedError) && errors.length === 0)
      return { status: 'unsupported', reason: end.message }
    if (end !== null && !expected.some((kind) => end instanceof kind))
      return { status: 'fail', reason: `the scenario broke off: ${(end as Error).message}` }
    if (errors.length === 0) return { status: 'pass', reason: '' }
    return { status: 'fail', reason: errors.length === 1 ? (errors[0]?.message ?? '') : `${errors.length} errors` }
  }
}
