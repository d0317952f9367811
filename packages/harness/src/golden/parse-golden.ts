import { rememberText } from './exact-text.ts'
import { describeIssues, type Golden, type GoldenHeader, goldenHeaderSchema, type GoldenLine, goldenLineProblem } from './golden.ts'
import { GoldenError } from './golden-error.ts'

/**
 * Reads the text of a golden; `file` only names it in errors.
 *
 * @throws {GoldenError} on a line that is not JSON, a header of another version, or a line that is no frame, comment or body
 */
export function parseGolden(text: string, file = 'golden'): Golden {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text
  const rows = body.split('\n')
  if (rows.at(-1) === '') rows.pop()
  const header = parseHeader(rows[0] ?? '', file)
  const lines: GoldenLine[] = []
  for (let index = 1; index < rows.length; index++) {
    const row = rows[index] ?? ''
    if (row.trim() !== '') lines.push(rememberText(parseGoldenLine(row, file, index + 1), row))
  }
  return { header, lines }
}

function parseHeader(row: string, file: string): GoldenHeader {
  const value = parseJson(row, file, 1)
  const version = typeof value === 'object' && value !== null ? (value as { golden?: unknown }).golden : undefined
  if (version === undefined) throw new GoldenError('the first line is not a golden header (no "golden":1)', { file, line: 1 })
  if (version !== 1) {
    throw new GoldenError(`golden version ${JSON.stringify(version)} is not known here; this reads version 1`, { file, line: 1 })
  }
  const parsed = goldenHeaderSchema.safeParse(value)
  if (!parsed.success) throw new GoldenError(`bad golden header: ${describeIssues(parsed.error)}`, { file, line: 1 })
  return rememberText(value as GoldenHeader, row)
}

/**
 * Reads one line of a golden after its header; `line` counts from 1 and only names it in errors. Its exact text is not remembered.
 *
 * @throws {GoldenError} when it is not JSON, or no frame, message, comment or body
 */
export function parseGoldenLine(row: string, file: string, line: number): GoldenLine {
  const value = parseJson(row, file, line)
  const problem = isPlainLine(value) ? null : goldenLineProblem(value)
  if (problem !== null) throw new GoldenError(problem, { file, line })
  return value as GoldenLine
}

/** Nearly every line is `t`, `event` and `data`; those need no schema to be judged by. */
function isPlainLine(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('data' in value) || !('t' in value) || !('event' in value)) return false
  const { t, event } = value
  const isTime = t === null || (typeof t === 'number' && t >= 0 && t < Number.POSITIVE_INFINITY)
  return isTime && (event === null || typeof event === 'string') && Object.keys(value).length === 3
}

function parseJson(row: string, file: string, line: number): unknown {
  try {
    return JSON.parse(row)
  } catch (cause) {
    const hint = row === '' ? 'the line is empty' : cause instanceof Error ? cause.message : String(cause)
    throw new GoldenError(`not JSON (${hint}); was the file cut short?`, { file, line, cause })
  }
}
