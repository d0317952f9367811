import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'

import { type DiffRule, readDiffRules } from '../diff/diff-rules.ts'
import { diffStreams } from '../diff/diff-streams.ts'
import type { Golden } from '../golden/golden.ts'
import { readStreamFile } from '../golden/read-stream-file.ts'
import { captureState } from '../golden/validate-golden.ts'
import { writeGolden } from '../golden/write-golden.ts'
import type { LintOptions } from '../lint/context.ts'
import { lintStream } from '../lint/lint-stream.ts'
import { renderDiffReport } from '../report/diff-report.ts'
import { renderLintReport } from '../report/lint-report.ts'
import { namedAfter, toGolden } from './stream-like.ts'

export interface MatchGoldenOptions {
  /** Texts and delta boundaries must be equal, too: same model, same seed. */
  exact?: boolean
  /** What is known to differ, or a path of a rules file. */
  rules?: readonly DiffRule[] | string
  /** Warnings fail the test, too. */
  strict?: boolean
  /**
   * Write the stream to the path instead of comparing it. Also by `GOLDWIRE_UPDATE=1` in the environment; never where `CI` is set.
   * @defaultValue false
   */
  update?: boolean
}

export interface ValidStreamOptions extends LintOptions {
  /** Warnings fail the test, too. */
  strict?: boolean
  /** Ids of rules (`GW906`) that may be broken. */
  except?: readonly string[]
}

/** What `expect.extend` wants of a matcher, in vitest and in jest. */
export interface MatcherResult {
  pass: boolean
  message: () => string
}

/**
 * `expect(stream).toMatchGolden(golden)`: the stream tells the same events as the golden, in the same order, with the same fields. Ids, texts, times and
 * the number of deltas may differ. See {@link toGolden} for what may be a stream.
 *
 * @param expected a golden, or the path of one (or of any file with a stream)
 */
export async function toMatchGolden(
  received: unknown,
  expected: Golden | string,
  options: MatchGoldenOptions = {},
): Promise<MatcherResult> {
  const actual = await toGolden(received)
  const updates = options.update === true || isSet(process.env['GOLDWIRE_UPDATE'])
  if (typeof expected === 'string' && updates) return update(expected, actual)
  if (typeof expected === 'string' && !existsSync(expected))
    return fail(`there is no golden ${expected}; GOLDWIRE_UPDATE=1 writes it, to be read and committed`)
  const golden = typeof expected === 'string' ? await readStreamFile(expected) : expected
  const rules = typeof options.rules === 'string' ? await readDiffRules(options.rules) : (options.rules ?? [])
  const divergences = diffStreams(golden, actual, { rules, exact: options.exact ?? false })
  const pass = !divergences.some(({ severity }) => severity === 'error' || (options.strict === true && severity === 'warning'))
  const name = typeof expected === 'string' ? expected : golden.header.name
  return {
    pass,
    message: () =>
      pass
        ? `expected the stream not to match ${name}, and it does`
        : `expected the stream to match ${name}\n\n${renderDiffReport(divergences, { colour: false })}\n\n(expected→actual: lines of the golden and of the stream, from 0)`,
  }
}

/** `expect(stream).toBeValidResponsesStream()`: the linter finds no error in the stream (with `strict`, no warning). An HTTP error is no stream. */
export async function toBeValidResponsesStream(
  received: unknown,
  { strict = false, except = [], ...options }: ValidStreamOptions = {},
): Promise<MatcherResult> {
  const stream = await toGolden(received)
  const error = errorOf(stream)
  if (error !== null) return fail(`expected a stream of the Responses API, and the answer is an error: ${error}`)
  const findings = lintStream(stream, options).filter(({ rule }) => !except.includes(rule.slice(0, 5)))
  const bad = findings.filter(({ severity }) => severity === 'error' || (strict && severity === 'warning'))
  const pass = bad.length === 0
  const { name } = stream.header
  return {
    pass,
    message: () =>
      pass
        ? 'expected the linter to find fault with the stream, and it does not'
        : `expected a valid stream of the Responses API\n\n${renderLintReport([{ file: name, events: stream.lines.length, findings: bad }], { colour: false })}`,
  }
}

/** What an answer says that is an error of the API instead of a stream or a response; null for others. An error can be sound, and a test be wrong about it. */
function errorOf({ header, lines }: Golden): string | null {
  const { status, framing } = header.response
  const body = framing === 'json' ? lines[0]?.body : null
  const error = typeof body === 'object' && body !== null && !('object' in body) && 'error' in body ? body.error : null
  const isRefused = status !== null && status >= 400
  if (error === null && !isRefused) return null
  const message = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : ''
  return [isRefused ? `HTTP ${status}` : '', message].filter((part) => part !== '').join(', ')
}

async function update(file: string, actual: Golden): Promise<MatcherResult> {
  if (isSet(process.env['CI'])) return fail(`${file} would have been written anew; goldens are never written in CI`)
  const { whole, reasons } = captureState(actual)
  if (!whole) return fail(`${file} was not written: the stream is not whole (${reasons.join('; ')})`)
  await mkdir(dirname(file), { recursive: true })
  await writeGolden(file, namedAfter(file, actual))
  return { pass: true, message: () => `${file} was written from this very stream` }
}

const isSet = (value: string | undefined) => value !== undefined && value !== '' && value !== '0' && value !== 'false'
const fail = (problem: string): MatcherResult => ({ pass: false, message: () => problem })
