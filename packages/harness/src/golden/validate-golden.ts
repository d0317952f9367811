import { goldenToBytes } from './exact-bytes.ts'
import { describeIssues, type Golden, goldenHeaderSchema, goldenLineProblem } from './golden.ts'

/** What is wrong with a golden in memory, one sentence each (`line 3: …`, counted as in the file); empty when it may be written. */
export function goldenProblems(golden: Golden): string[] {
  const header = goldenHeaderSchema.safeParse(golden.header)
  const problems = header.success ? [] : [`header: ${describeIssues(header.error)}`]
  const framing = golden.header.response?.framing
  golden.lines.forEach((line, index) => {
    const problem = goldenLineProblem(line) ?? framingProblem(line, framing) ?? chunkProblem(line, golden)
    if (problem !== null) problems.push(`line ${index + 2}: ${problem}`)
  })
  return problems
}

function chunkProblem(line: Golden['lines'][number], { header }: Golden): string | null {
  const last = line.chunks?.at(-1)
  if (last === undefined) return null
  const [bytes] = goldenToBytes({ header, lines: [line] })
  return last[0] < (bytes?.length ?? 0) ? null : `chunks: a chunk begins at byte ${last[0]}, the line has ${bytes?.length ?? 0}`
}

function framingProblem(line: Golden['lines'][number], framing: string | undefined): string | null {
  const isBody = Object.hasOwn(line, 'body')
  if (framing === 'json' && !isBody) return 'a golden with framing json holds bodies only'
  if (framing !== 'json' && isBody) return `a body does not belong into a golden with framing ${framing}`
  if (framing === 'websocket' && line.dir === undefined) return 'a WebSocket message needs "dir":"in" or "out"'
  return null
}

/** Whether a capture is whole, and if not, every sign that it was cut. */
export interface CaptureState {
  whole: boolean
  /** Type of the terminal event that was seen (`response.completed`, …), null when there was none. */
  terminal: string | null
  /** Why the capture counts as cut, one sentence each; empty when it is whole. */
  reasons: string[]
}

const terminalTypes = new Set(['response.completed', 'response.incomplete', 'response.failed', 'error'])

/**
 * Tells a whole capture from one cut short: a `cut` reason in the header, a stream without terminal event, or a last frame
 * that was never closed by a blank line. A JSON body is whole unless the header says otherwise.
 */
export function captureState(golden: Golden): CaptureState {
  const reasons: string[] = []
  const { cut, response } = golden.header
  if (typeof cut === 'string') reasons.push(`the recorder says: ${cut}`)
  if (response.framing === 'json') return { whole: reasons.length === 0, terminal: null, reasons }
  const terminal = golden.lines.map(terminalType).findLast((type) => type !== null) ?? null
  if (terminal === null) reasons.push('no terminal event (completed, incomplete, failed or error) was received')
  const lastRaw = golden.lines.at(-1)?.raw
  if (lastRaw !== undefined && response.framing === 'sse' && !/(\r\n|\n|\r)(\r\n|\n|\r)$/.test(lastRaw)) {
    reasons.push('the last frame is not closed by a blank line')
  }
  return { whole: reasons.length === 0, terminal, reasons }
}

function terminalType(line: Golden['lines'][number]): string | null {
  if (line.dir === 'out') return null
  const data = line.data
  const type: unknown = typeof data === 'object' && data !== null ? (data as { type?: unknown }).type : undefined
  return typeof type === 'string' && terminalTypes.has(type) ? type : null
}
