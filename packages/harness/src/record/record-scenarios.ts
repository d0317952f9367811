import { join } from 'node:path'
import { apiRoot } from '../check/capture-response.ts'
import { fillBody } from '../check/fill-body.ts'
import type { Scenario } from '../check/scenario.ts'
import { readGolden } from '../golden/read-golden.ts'
import { captureState } from '../golden/validate-golden.ts'
import { createRecordingFetch } from './create-recording-fetch.ts'
import { providerOf } from './recording-name.ts'
import { retryLater } from './retry-later.ts'

export interface RecordScenariosOptions {
  /** With or without `/v1` at its end. */
  baseUrl: string
  /** Sent as bearer token; never written. */
  apiKey?: string
  /** Asked for instead of each request's own model. */
  model?: string
  out: string
  /** @defaultValue from the base URL's host */
  provider?: string
  /** Milliseconds for one answer. @defaultValue 300,000 */
  timeoutMs?: number
  /** Records also what `out` already has whole. */
  again?: boolean
  onResult?: (result: ScenarioRecording) => void
  onWait?: (milliseconds: number, status: number) => void
  signal?: AbortSignal
}

/** What became of one scenario. */
export interface ScenarioRecording {
  scenario: string
  /** `kept`: the folder had it whole already; `refused`: recorded, with another status than expected; `cut`: recorded, not whole. */
  outcome: 'recorded' | 'kept' | 'refused' | 'cut' | 'failed'
  file: string | null
  status: number | null
  /** Frames or bodies. */
  lines: number
  /** Why it is not `recorded`, in one line; '' if it is. */
  reason: string
}

/** The file that a scenario is recorded into. */
export function scenarioFile(out: string, provider: string, scenario: Scenario): string {
  return join(out, provider, `${shortName(scenario)}.golden.jsonl`)
}

/** Whether a scenario was recorded before, and whole. */
export async function isRecorded(file: string): Promise<boolean> {
  try {
    const golden = await readGolden(file)
    return (golden.header.response.status ?? 500) < 400 && captureState(golden).whole
  } catch {
    return false
  }
}

/**
 * Sends the requests of scenarios, one after the other, and records what comes back as `<out>/<provider>/<scenario>.golden.jsonl`, with the
 * scenario's own header, so that a recording can be checked and replayed like the golden it was made from. What the folder has whole already is
 * kept: a run that was broken off goes on where it was.
 */
export async function recordScenarios(scenarios: readonly Scenario[], options: RecordScenariosOptions): Promise<ScenarioRecording[]> {
  const { out, provider = providerOf(options.baseUrl), again = false, signal } = options
  const results: ScenarioRecording[] = []
  for (const scenario of scenarios) {
    if (signal?.aborted) break
    const file = scenarioFile(out, provider, scenario)
    const kept = !again && (await isRecorded(file))
    const result = kept
      ? { scenario: scenario.name, outcome: 'kept' as const, file, status: null, lines: 0, reason: 'recorded before' }
      : await recordScenario(scenario, file, { ...options, provider })
    results.push(result)
    options.onResult?.(result)
  }
  return results
}

type RecordOne = RecordScenariosOptions & { provider: string }

async function recordScenario(scenario: Scenario, file: string, options: RecordOne): Promise<ScenarioRecording> {
  const { out, provider, timeoutMs = 300_000, signal, onWait } = options
  const failed = (reason: string): ScenarioRecording => ({
    scenario: scenario.name,
    outcome: 'failed',
    file: null,
    status: null,
    lines: 0,
    reason,
  })
  let recorded: { status: number | null; lines: number; cut: string | null } | null = null
  const { title, needs, setup, fill } = scenario
  const fetch = createRecordingFetch({
    out,
    provider,
    secrets: options.apiKey === undefined ? [] : [options.apiKey],
    naming: { name: shortName(scenario), header: { scenario: { title, needs, setup, fill } } },
    onRecorded: (one) => (recorded = one),
  })
  const send = (to: typeof globalThis.fetch, path: string, method: string, body: unknown): Promise<Response> => {
    const limit = AbortSignal.timeout(timeoutMs)
    const headers = {
      // Bytes as they are: what is compressed would have other chunks.
      'accept-encoding': 'identity',
      'content-type': 'application/json',
      ...(options.apiKey !== undefined && { authorization: `Bearer ${options.apiKey}` }),
    }
    return to(`${apiRoot(options.baseUrl)}${path}`, {
      method,
      headers,
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
      ...(body !== null && body !== undefined && { body: JSON.stringify(body) }),
    })
  }
  const retry = { ...(signal !== undefined && { signal }), ...(onWait !== undefined && { onWait }) }
  try {
    const answers: unknown[] = []
    for (const [index, one] of setup.entries()) {
      const body = withModel(fillBody(one.body, one.fill ?? {}, answers), options.model)
      const answer = await retryLater(() => send(globalThis.fetch, '/responses', 'POST', body), retry)
      if (!answer.ok) return failed(`setup request ${index + 1} was answered with ${answer.status}: ${(await answer.text()).slice(0, 200)}`)
      answers.push(await answer.json())
    }
    const { method, path } = scenario.request
    const body = withModel(fillBody(scenario.request.body, fill, answers), options.model)
    const response = await retryLater(() => send(fetch, path.replace(/^\/v1/, ''), method, body), retry)
    await response.body?.pipeTo(new WritableStream()).catch(() => undefined)
    await fetch.settled()
    return judge(recorded, scenario, file)
  } catch (error) {
    await fetch.settled().catch(() => undefined)
    return failed(reasonOf(error))
  }
}

function judge(
  recorded: { status: number | null; lines: number; cut: string | null } | null,
  scenario: Scenario,
  file: string,
): ScenarioRecording {
  const { status, lines, cut } = recorded ?? { status: null, lines: 0, cut: 'nothing was written' }
  const common = { scenario: scenario.name, file, status, lines }
  if (cut !== null) return { ...common, outcome: 'cut', reason: cut }
  if (status !== scenario.expected.status)
    return { ...common, outcome: 'refused', reason: `answered with ${status}, expected ${scenario.expected.status}` }
  return { ...common, outcome: 'recorded', reason: '' }
}

function withModel(body: unknown, model: string | undefined): unknown {
  return model !== undefined && typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body, model } : body
}

function shortName({ name }: Scenario): string {
  return name.replace(/^[^/]+\//, '').replaceAll(/[^\w.-]+/g, '-')
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error && error.cause.message !== '' ? `${error.message}: ${error.cause.message}` : error.message
}
