import type { ConfigFilter } from '../config/apply-config.ts'
import { compareValues } from '../diff/compare-values.ts'
import { diffStreams, type DiffOptions } from '../diff/diff-streams.ts'
import type { Divergence } from '../diff/divergence.ts'
import { judgeClients, type ClientVerdict } from '../clients/judge-clients.ts'
import type { Golden } from '../golden/golden.ts'
import type { Finding } from '../lint/finding.ts'
import { lintStream } from '../lint/lint-stream.ts'
import { abstractValue } from '../shape/abstract-value.ts'
import { SymbolTable } from '../shape/symbol-table.ts'
import { captureResponse, UnreachableError, type Capture } from './capture-response.ts'
import { fillBody } from './fill-body.ts'
import { captureToGolden } from './capture-to-golden.ts'
import { modelPassedBy } from './model-passed-by.ts'
import { refusalOf, saysUnsupported } from './refusal.ts'
import type { Scenario } from './scenario.ts'
import type { ServerUnderTest } from './server-under-test.ts'

export type ScenarioStatus = 'pass' | 'fail' | 'unsupported' | 'unreachable'

export interface ScenarioResult {
  name: string
  title: string
  status: ScenarioStatus
  /** Why it is not `pass`, in one line; '' for a pass. */
  reason: string
  findings: Finding[]
  /** Findings that the configuration takes away. */
  suppressed?: Finding[]
  divergences: Divergence[]
  clients: ClientVerdict[]
  /** Events received. */
  events: number
  /** From sending the request to the end of the answer, in ms. */
  durationMs: number
  /** Everything that came back; null when nothing did. */
  capture: Capture | null
  /** `unsupported` for a reason that is no lack of the server's: nobody can ask for this stream, the model did not play along. */
  undecided?: boolean
  /** Of a built-in scenario: what is to be shown, with its request. */
  golden?: Golden | null
}

export interface ScenarioOptions extends DiffOptions {
  /** Severities and accepted findings. */
  config?: ConfigFilter
}

/** Sends a scenario's requests, lints and diffs what comes back, and says which clients would break. Never throws for what a server does. */
export async function runScenario(
  scenario: Scenario,
  server: ServerUnderTest,
  { config, ...options }: ScenarioOptions = {},
): Promise<ScenarioResult> {
  const started = performance.now()
  const result = (status: ScenarioStatus, reason: string, rest: Partial<ScenarioResult> = {}): ScenarioResult => ({
    name: scenario.name,
    title: scenario.title,
    status,
    reason,
    findings: [],
    suppressed: [],
    divergences: [],
    clients: [],
    events: rest.capture?.events.length ?? 0,
    durationMs: Math.round(performance.now() - started),
    capture: null,
    ...rest,
  })
  if (scenario.unprovokable !== null) return result('unsupported', scenario.unprovokable, { undecided: true })
  let capture: Capture
  let body: unknown
  try {
    const answers: unknown[] = []
    for (const [index, setup] of scenario.setup.entries()) {
      const answer = await send(server, '/responses', fillBody(setup.body, setup.fill ?? {}, answers))
      if (answer.status !== 200) return refused(`setup request ${index + 1}`, answer, scenario, result)
      answers.push(answer.body)
    }
    body = withModel(fillBody(scenario.request.body, scenario.fill, answers), server.model)
    capture = await send(server, scenario.request.path.replace(/^\/v1/, ''), body, scenario.request.method)
  } catch (error) {
    if (error instanceof UnreachableError) return result('unreachable', error.message)
    return result('fail', `the request could not be made: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (capture.status !== scenario.expected.status) {
    if (capture.status >= 400) return refused('the request', capture, scenario, result)
    const divergence = told('value', '/status', `HTTP status ${capture.status}, expected ${scenario.expected.status}`)
    return result('fail', divergence.message, { capture, divergences: [divergence] })
  }
  const { findings: found, divergences } = judgeCapture(capture, body, scenario, options)
  const { findings, suppressed } = config?.apply(found, { server: server.baseUrl }) ?? { findings: found, suppressed: [] }
  const broken = brokenOff(capture)
  if (broken !== null) divergences.unshift(told('value', '', broken))
  const clients = judgeClients(findings, captureToGolden(capture, sourceOf(scenario, body)))
  const errors =
    findings.filter((each) => each.severity === 'error').length + divergences.filter((each) => each.severity === 'error').length
  const lintErrors = findings.some((each) => each.severity === 'error')
  if (errors > 0 && !lintErrors && broken === null && modelPassedBy(scenario, capture.events)) {
    return result('unsupported', 'the server takes the tool, its model did not use it', {
      undecided: true,
      capture,
      findings,
      suppressed,
      clients,
    })
  }
  const summary = errors === 1 ? '1 error' : `${errors} errors`
  return result(errors > 0 ? 'fail' : 'pass', errors > 0 ? (brokenOff(capture) ?? summary) : '', {
    capture,
    findings,
    suppressed,
    divergences,
    clients,
  })
}

function judgeCapture(
  capture: Capture,
  body: unknown,
  scenario: Scenario,
  options: DiffOptions,
): Pick<ScenarioResult, 'findings' | 'divergences'> {
  const { expected } = scenario
  if (expected.framing === 'json') {
    if (capture.framing !== 'json')
      return { findings: [], divergences: [told('type', '', 'a stream came back where a JSON body was expected')] }
    const symbols = [new SymbolTable(), new SymbolTable()] as const
    const differences = compareValues(abstractValue('', expected.body, symbols[0]), abstractValue('', capture.body, symbols[1]))
    return {
      findings: [],
      divergences: differences.map(({ kind, pointer, expected: wanted, actual }) =>
        told(kind, pointer, `${pointer}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(actual)}`),
      ),
    }
  }
  if (capture.framing !== 'sse')
    return {
      findings: [],
      divergences: [told('type', '', `content-type is ${capture.headers['content-type'] ?? 'absent'}, expected text/event-stream`)],
    }
  const findings = lintStream(captureToGolden(capture, sourceOf(scenario, body)))
  return { findings, divergences: diffStreams(expected.events, capture.events, { ...options, lint: 'explain' }) }
}

const sourceOf = ({ name, request: { method, path } }: Scenario, body: unknown) => ({ name, method, path, provider: 'unknown', body })

const ends = new Set(['response.completed', 'response.incomplete', 'response.failed', 'error'])

/** How an answer ended that did not end by itself; null for one that did. */
function brokenOff({ cut, framing, events }: Capture): string | null {
  if (cut === null) return null
  if (framing === 'json') return `the body broke off: ${cut}`
  const last = events.at(-1)?.type
  if (last !== undefined && ends.has(last)) return `the stream was not closed after ${last}: ${cut}`
  const count = events.length === 1 ? '1 event' : `${events.length} events`
  return `the stream broke off after ${count}${last === undefined ? '' : ` (${last})`}: ${cut}`
}

function told(kind: Divergence['kind'], pointer: string, message: string): Divergence {
  return { kind, severity: 'error', expected: null, actual: null, pointer, message }
}

/** A refusal of what the scenario is about is `unsupported`; a refusal of anything else is a failure. */
function refused(
  what: string,
  capture: Capture,
  scenario: Scenario,
  result: (status: ScenarioStatus, reason: string, rest?: Partial<ScenarioResult>) => ScenarioResult,
): ScenarioResult {
  const reason = `${what} was answered with ${refusalOf(capture)}`
  const saysSo = saysUnsupported(capture)
  const routeMissing = capture.status === 404 || capture.status === 405
  const isUnsupported =
    capture.status < 500
      ? scenario.needs.length > 0 && (saysSo || routeMissing || capture.status === 400 || capture.status === 422)
      : capture.status === 501
  return result(isUnsupported ? 'unsupported' : 'fail', reason, { capture })
}

function send(server: ServerUnderTest, path: string, body: unknown, method = 'POST'): Promise<Capture> {
  const { baseUrl, model, apiKey, timeoutMs } = server
  return captureResponse({
    baseUrl,
    path,
    method,
    body: withModel(body, model),
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  })
}

/** The golden's model is OpenAI's; the server under test has its own. A scenario about a wrong model names it with a leading `!`. */
function withModel(body: unknown, model: string): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body
  const asked = 'model' in body ? body.model : undefined
  if (typeof asked === 'string' && asked.startsWith('!')) return { ...body, model: asked.slice(1) }
  return asked === undefined ? body : { ...body, model }
}
