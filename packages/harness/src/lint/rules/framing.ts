import { createFrameParser, type Frame } from '@goldwire/schemas'
import type { GoldenLine } from '../../golden/golden.ts'
import type { LintContext } from '../context.ts'
import { isObject, show } from '../json.ts'
import { defineRule, docs } from '../rule.ts'

const framingThreads = ['billion-context#549', 'QwenPaw#468', 'sh1pt#705']
export const noEventLine = defineRule(
  'GW001',
  'no-event-line',
  'error',
  'Readers of EventSource kind dispatch on `event:`; without it every event is a plain message to them.',
  docs.sse,
  framingThreads,
  [90],
)
export const eventMismatch = defineRule(
  'GW002',
  'event-line-mismatch',
  'error',
  '`event:` and `data.type` name different events; half of the clients believe the one, half the other.',
  docs.sse,
  framingThreads,
  [90],
)
export const unusualFrame = defineRule(
  'GW003',
  'unusual-frame',
  'warning',
  'OpenAI sends `event: E`, one `data:` line, a blank line, LF only; hand-written parsers know nothing else.',
  docs.sse,
  framingThreads,
  [90],
)
export const dataNotJson = defineRule(
  'GW004',
  'data-not-json',
  'error',
  'A client that parses each frame throws on one whose data is not JSON.',
  docs.streaming,
  ['9router PR1648'],
  [89],
)
export const dataNotObject = defineRule(
  'GW005',
  'data-not-object',
  'error',
  '`data: null` and other data that is no object crash clients that read `data.type`.',
  docs.streaming,
  ['9router PR1648'],
  [89],
)
export const doneSentinel = defineRule(
  'GW006',
  'done-sentinel',
  'warning',
  'OpenAI ends a Responses stream without `[DONE]`; clients that parse every frame fail on it.',
  docs.streaming,
  ['Floway PR312', 'praxis PR742', 'copilot-api#338'],
  [88],
)
export const doneSentinelMissing = defineRule(
  'GW007',
  'done-sentinel-missing',
  'error',
  'Open Responses demands `data: [DONE]` as the last frame.',
  docs.openResponses,
  ['Floway PR312', 'praxis PR742'],
  [88],
)
export const comment = defineRule(
  'GW008',
  'comment',
  'info',
  'SSE comments are legal and invisible to parsers; OpenAI sends none.',
  docs.sse,
)
export const contentType = defineRule(
  'GW009',
  'content-type',
  'error',
  'A browser refuses an event stream that is not `text/event-stream`; SDKs take it for a JSON body.',
  docs.sse,
  framingThreads,
  [90],
)
export const frameUnterminated = defineRule(
  'GW010',
  'frame-unterminated',
  'warning',
  'The last frame is not closed by a blank line: parsers drop it, and with it, mostly, the terminal event.',
  docs.sse,
)
export const emptyFrame = defineRule('GW011', 'frame-without-data', 'warning', 'A frame without data is dropped by every parser.', docs.sse)
export const noType = defineRule(
  'GW012',
  'no-type',
  'error',
  'Data without `type` is no event; clients skip it or crash.',
  docs.streaming,
  ['cursor2api#116'],
  [68],
)
export const untypedError = defineRule(
  'GW013',
  'untyped-error',
  'error',
  'An `{"error":…}` frame without `type: "error"` is no event: Responses clients key on `type` and never see the failure.',
  docs.error,
  ['OmniRoute#13431', 'Floway PR330', 'new-api PR6549', 'llama.cpp source'],
  [14],
)
export const emptyStream = defineRule('GW014', 'empty-stream', 'error', 'There is not one event.', docs.streaming)
export const burst = defineRule(
  'GW015',
  'time-burst',
  'warning',
  'Silence, then all deltas at once: the answer was buffered, not streamed.',
  docs.streaming,
  ['zenmux#274', 'imp PR841', 'fak#12765', 'aimock PR125'],
  [92],
)
export const notStreamed = defineRule(
  'GW016',
  'not-streamed',
  'error',
  'The request asked for a stream and got one JSON body.',
  docs.create,
)
export const fieldNotData = defineRule(
  'GW017',
  'field-ignored',
  'warning',
  'Lines that are no SSE field are skipped by parsers; what they say is lost.',
  docs.sse,
  framingThreads,
  [90],
)

export const notAResponse = defineRule(
  'GW018',
  'not-a-response',
  'error',
  'The body is no Response, no error in the shape of the API and no other object of it: SDKs hand it on with every field undefined.',
  docs.response,
)
export const nestedTooDeeply = defineRule(
  'GW019',
  'nested-too-deeply',
  'error',
  'JSON nested thousands of levels deep exhausts the stack of whoever walks it; serde_json refuses 128 levels.',
  docs.streaming,
)

export const framingRules = [
  noEventLine,
  eventMismatch,
  unusualFrame,
  dataNotJson,
  dataNotObject,
  doneSentinel,
  doneSentinelMissing,
  comment,
  contentType,
  frameUnterminated,
  emptyFrame,
  noType,
  untypedError,
  emptyStream,
  burst,
  notStreamed,
  fieldNotData,
  notAResponse,
  nestedTooDeeply,
]

/** What the linter remembers of the frames so far. */
export interface FramingState {
  doneSeen: boolean
  /** Arrival times of deltas, first and last, and of the event before the first. */
  firstDelta: number | null
  lastDelta: number | null
  beforeFirstDelta: number | null
  deltas: number
}

export function createFramingState(): FramingState {
  return { doneSeen: false, firstDelta: null, lastDelta: null, beforeFirstDelta: null, deltas: 0 }
}

/** Checks how one line of a capture was framed; returns whether it carries data for the event checks. */
export function checkFrame(line: GoldenLine, state: FramingState, { framing, profile, reporter, at }: LintContext): boolean {
  if (line.comment !== undefined) {
    if (line.raw !== undefined && /^[ \t]*(?:event|id|retry)\b/m.test(line.raw))
      reporter.report(emptyFrame, at, 'A frame has an `event:` line but no data', { key: '' })
    else reporter.report(comment, at, 'An SSE comment; parsers skip it', { key: '' })
    return false
  }
  const frame = line.raw === undefined || framing !== 'sse' ? null : parseRaw(line.raw)
  if (frame !== null) checkRaw(frame, line.raw ?? '', state, { profile, reporter, at })
  if (line.text !== undefined) {
    checkText(line.text, state, { profile, reporter, at })
    return false
  }
  const type = isObject(line.data) ? line.data['type'] : undefined
  const event = frame === null ? (line.event ?? null) : frame.event
  if (framing === 'sse' && typeof type === 'string') {
    if (event === null) reporter.report(noEventLine, at, 'The frame has no `event:` line; OpenAI sends one with every event', { key: '' })
    else if (event !== type) {
      reporter.report(eventMismatch, at, `\`event: ${event}\` but \`data.type\` is ${show(type)}`, { key: '' })
    }
  }
  if (line.t !== null && typeof type === 'string' && type.endsWith('.delta')) noteDelta(state, line.t)
  else if (line.t !== null && state.deltas === 0) state.beforeFirstDelta = line.t
  return true
}

function noteDelta(state: FramingState, t: number): void {
  state.firstDelta ??= t
  state.lastDelta = t
  state.deltas++
}

type Checks = Pick<LintContext, 'profile' | 'reporter' | 'at'>

function checkText(text: string, state: FramingState, { profile, reporter, at }: Checks): void {
  if (text.trim() === '[DONE]') {
    state.doneSeen = true
    if (profile === 'openai')
      reporter.report(doneSentinel, at, 'The stream ends with `data: [DONE]`, which OpenAI does not send', { key: '' })
    return
  }
  reporter.report(dataNotJson, at, `The data is not JSON: ${show(text)}`, { key: '' })
}

function checkRaw(frame: Frame, raw: string, state: FramingState, { profile, reporter, at }: Checks): void {
  const isDone = frame.data?.trim() === '[DONE]'
  if (isDone && state.doneSeen) reporter.report(unusualFrame, at, '`[DONE]` is sent twice', { key: 'twice', severity: 'error' })
  const odd = [
    raw.includes('\r') ? 'line ends are CRLF or CR, not LF' : null,
    (raw.match(/^data\b/gm)?.length ?? 0) > 1 ? 'the data is spread over several `data:` lines' : null,
    frame.id !== undefined ? 'it has an `id:` line' : null,
    frame.retry !== undefined ? 'it has a `retry:` line' : null,
    /^(?:data|event):\S/m.test(raw) ? 'a field has no blank after its colon' : null,
    isEventAfterData(raw) ? 'its `event:` line comes after the data' : null,
    /^\s*\n/.test(raw) ? 'more than one blank line comes before it' : null,
  ].filter((oddity) => oddity !== null)
  for (const oddity of odd) reporter.report(unusualFrame, at, `The frame is not framed as OpenAI does: ${oddity}`, { key: oddity })
  if ((frame.ignored?.length ?? 0) > 0)
    reporter.report(fieldNotData, at, `The frame has a line that is no SSE field: ${show(frame.ignored?.[0])}`, { key: '' })
  if (frame.comments.length > 0) reporter.report(comment, at, 'An SSE comment; parsers skip it', { key: '' })
  if (!frame.terminated && !(isDone && profile === 'openai')) {
    reporter.report(frameUnterminated, at, 'The stream ends inside this frame: no blank line closes it, so that a parser drops it', {
      key: '',
    })
  }
}

/** Two searches: one pattern for both takes time by the square of the lines. */
function isEventAfterData(raw: string): boolean {
  const data = raw.search(/^data\b/m)
  return data !== -1 && /\n *event\b/.test(raw.slice(data))
}

function parseRaw(raw: string): Frame | null {
  const frames: Frame[] = []
  const parser = createFrameParser({ onFrame: (frame) => frames.push(frame), maxFrameBytes: Number.MAX_SAFE_INTEGER })
  parser.feed(raw)
  parser.end()
  return frames[0] ?? null
}

/** Checks that need the whole stream: sentinel, content type, pace. */
export function endFraming(
  state: FramingState,
  headers: Readonly<Record<string, unknown>> | null,
  { framing, profile, reporter }: LintContext,
): void {
  if (framing === 'sse' && profile === 'open-responses' && !state.doneSeen) {
    reporter.report(doneSentinelMissing, null, 'The stream does not end with `data: [DONE]`')
  }
  const type = framing === 'sse' ? Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'content-type')?.[1] : undefined
  if (typeof type === 'string' && !/^text\/event-stream\b/i.test(type)) {
    reporter.report(contentType, null, `The content type is ${show(type)}, expected text/event-stream`)
  }
  const { firstDelta, lastDelta, beforeFirstDelta, deltas } = state
  if (firstDelta === null || lastDelta === null || beforeFirstDelta === null || deltas < 20) return
  const silence = firstDelta - beforeFirstDelta
  if (silence >= 2000 && lastDelta - firstDelta <= silence / 100) {
    reporter.report(
      burst,
      null,
      `${deltas} deltas arrive within ${Math.round(lastDelta - firstDelta)} ms after ${Math.round(silence / 1000)} s of silence: the answer was not streamed`,
    )
  }
}
