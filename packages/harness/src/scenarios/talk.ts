import { isDeepStrictEqual } from 'node:util'

import { captureResponse, type Capture } from '../check/capture-response.ts'
import { captureToGolden } from '../check/capture-to-golden.ts'
import { refusalOf, saysUnsupported } from '../check/refusal.ts'
import type { ServerUnderTest } from '../check/server-under-test.ts'
import type { Divergence } from '../diff/divergence.ts'
import { escapeStep } from '../diff/pointers.ts'
import type { Golden } from '../golden/golden.ts'
import type { Finding } from '../lint/finding.ts'
import { isObject, type JsonObject } from '../lint/json.ts'
import { lintStream } from '../lint/lint-stream.ts'
import { BrokenOffError, UnsupportedError } from './builtin-scenario.ts'

/** One request and what came back. */
interface Exchange {
  method: string
  path: string
  body: unknown
  capture: Capture
}

export interface SendOptions {
  /** Another key than the server's; null for none. */
  apiKey?: string | null
  /** Sent as it is, in place of JSON. */
  text?: string
}

/** Talks to a server on behalf of one built-in scenario, and keeps what was found. */
export interface Talk {
  readonly server: ServerUnderTest
  /** Sends one request; the path is below `/v1`. A body's `model` is the server's, if it says none. */
  send(method: string, path: string, body?: unknown, options?: SendOptions): Promise<Capture>
  /**
   * Creates a response, streamed or not, that must succeed.
   * @throws UnsupportedError when the server refuses one of `needs` (a field, a feature), BrokenOffError when it refuses for another reason
   */
  create(body: JsonObject, needs?: readonly string[]): Promise<Capture>
  /** Calls an endpoint that not every server has. @throws UnsupportedError when it has not */
  endpoint(method: string, path: string, body?: unknown): Promise<Capture>
  /** Lints what came back and keeps the findings; the exchange is the one that reports show. */
  judge(capture: Capture): void
  /** Lints something that did not come over HTTP. */
  judgeGolden(golden: Golden): void
  /** Notes `message` unless `isRight`, under the rule of the linter that says the same, where there is one. @returns isRight */
  expect(isRight: boolean, pointer: string, message: string, more?: { severity?: Divergence['severity']; rule?: string }): boolean
  /** Notes where two values that must be equal are not. */
  expectEqual(actual: unknown, expected: unknown, pointer: string, what: string): void
  readonly findings: Finding[]
  readonly divergences: Divergence[]
  /** What reports show: what was judged, else what came last; null when nothing came. */
  shown(): Golden | null
}

export function createTalk(server: ServerUnderTest): Talk {
  const findings: Finding[] = []
  const divergences: Divergence[] = []
  const exchanges: Exchange[] = []
  let judged: Golden | null = null
  let hasStream = false

  async function send(method: string, path: string, body?: unknown, { apiKey, text }: SendOptions = {}): Promise<Capture> {
    const key = apiKey === undefined ? server.apiKey : (apiKey ?? undefined)
    const sent = isObject(body) && path === '/responses' && !('model' in body) ? { model: server.model, ...body } : body
    const capture = await captureResponse({
      baseUrl: server.baseUrl,
      method,
      path,
      body: sent,
      ...(text === undefined ? {} : { text }),
      ...(key === undefined ? {} : { apiKey: key }),
      ...(server.timeoutMs === undefined ? {} : { timeoutMs: server.timeoutMs }),
    })
    exchanges.push({ method, path: `/v1${path}`, body: sent, capture })
    return capture
  }

  const exchangeOf = (capture: Capture) => exchanges.find((each) => each.capture === capture) ?? null
  const say: Talk['expect'] = (isRight, pointer, message, { severity = 'error', rule } = {}) => {
    if (!isRight)
      divergences.push({ kind: 'value', severity, expected: null, actual: null, pointer, message, ...(rule === undefined ? {} : { rule }) })
    return isRight
  }

  // Findings name events by their place: the stream they are in is the one that is shown.
  const keep = (golden: Golden, isStream: boolean) => {
    findings.push(...lintStream(golden))
    if (judged === null || (isStream && !hasStream)) judged = golden
    hasStream ||= isStream
  }

  return {
    server,
    findings,
    divergences,
    send,
    async create(body, needs = []) {
      const capture = await send('POST', '/responses', { temperature: 0, ...body })
      if (capture.status === 200) return whole(capture)
      const said = `creating a response was answered with ${refusalOf(capture)}`
      const isRefusal = needs.length > 0 && capture.status < 500
      throw isRefusal || saysUnsupported(capture) ? new UnsupportedError(said) : new BrokenOffError(said)
    },
    async endpoint(method, path, body) {
      const capture = await send(method, path, body)
      const isMissing = capture.status === 404 || capture.status === 405
      if (isMissing || saysUnsupported(capture))
        throw new UnsupportedError(`${method} /v1${withoutIds(path)} was answered with ${refusalOf(capture)}`)
      return capture
    },
    judge(capture) {
      const exchange = exchangeOf(capture)
      if (exchange === null) return
      if (capture.cut !== null) say(false, '', `the answer broke off: ${capture.cut}`)
      keep(toGolden(exchange), capture.framing === 'sse')
    },
    judgeGolden: (golden) => keep(golden, true),
    expect: say,
    expectEqual(actual, expected, pointer, what) {
      for (const place of differences(expected, actual, pointer)) say(false, place, `${place === '' ? 'it' : place} differs from ${what}`)
    },
    shown: () => judged ?? lastOf(exchanges),
  }
}

function toGolden({ method, path, body, capture }: Exchange): Golden {
  return captureToGolden(capture, { name: 'api', provider: 'unknown', method, path, body })
}

function lastOf(exchanges: readonly Exchange[]): Golden | null {
  const last = exchanges.at(-1)
  return last === undefined ? null : toGolden(last)
}

function whole(capture: Capture): Capture {
  if (capture.cut !== null) throw new BrokenOffError(`the answer broke off: ${capture.cut}`)
  return capture
}

/** Ids differ from run to run; a reason that is read over several servers should not. */
function withoutIds(path: string): string {
  return path.replaceAll(/\b(resp|conv|msg|item)_\w+/g, '{$1}')
}

/** The places where two values differ, by JSON pointer; a difference of types is told once. */
export function differences(expected: unknown, actual: unknown, pointer = ''): string[] {
  if (isDeepStrictEqual(expected, actual)) return []
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length)
    return expected.flatMap((each: unknown, index) => differences(each, actual[index], `${pointer}/${index}`))
  if (!isObject(expected) || !isObject(actual)) return [pointer]
  const keys = new Set([...Object.keys(expected), ...Object.keys(actual)])
  return [...keys].flatMap((key) =>
    key in expected && key in actual
      ? differences(expected[key], actual[key], `${pointer}/${escapeStep(key)}`)
      : [`${pointer}/${escapeStep(key)}`],
  )
}
