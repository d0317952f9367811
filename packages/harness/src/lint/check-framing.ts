import { createFrameParser, type Frame } from '@goldwire/schemas'
import type { GoldenLine } from '../golden/golden.ts'
import { checkPace, createPace, type Pace } from './check-pace.ts'
import type { LintContext, LintOptions } from './context.ts'
import { isObject, parseJson, show } from './json.ts'
import {
  comment,
  contentType,
  dataNotJson,
  doneSentinel,
  doneSentinelMissing,
  emptyFrame,
  eventMismatch,
  fieldNotData,
  frameUnterminated,
  httpStatus,
  invalidUtf8,
  noEventLine,
  runTogether,
  streamedUnasked,
  unusualFrame,
} from './rules/framing.ts'

/** What the linter remembers of the frames so far. */
export interface FramingState {
  doneSeen: boolean
  /** Data that is the begin of JSON; the next frame may bring the rest. */
  fragment: { text: string; frames: number; at: number } | null
  frames: number
  readonly pace: Pace
}

export function createFramingState(): FramingState {
  return { doneSeen: false, fragment: null, frames: 0, pace: createPace() }
}

/** Checks how one line of a capture was framed; returns the data it brings for the event checks: mostly one event. */
export function checkFrame(line: GoldenLine, state: FramingState, context: LintContext): unknown[] {
  const { framing, reporter, at } = context
  state.frames++
  if (line.bytes !== undefined && framing === 'sse') {
    reporter.report(invalidUtf8, at, 'The frame has bytes that are not UTF-8', { key: '' })
  }
  if (line.comment !== undefined) {
    checkNoData(line, context)
    return []
  }
  const frame = line.raw === undefined || framing !== 'sse' ? null : parseRaw(line.raw)
  if (frame !== null) checkRaw(frame, line.raw ?? '', state, context)
  if (line.text !== undefined)
    return frame?.terminated === false && line.text.trim() !== '[DONE]' && eventsIn(line.text) === null
      ? []
      : checkText(line.text, state, context)
  flushFragment(state, context)
  const type = isObject(line.data) ? line.data['type'] : undefined
  const event = frame === null ? (line.event ?? null) : frame.event
  if (framing === 'sse' && typeof type === 'string') {
    if (event === null) reporter.report(noEventLine, at, 'The frame has no `event:` line; OpenAI sends one with every event', { key: '' })
    else if (event !== type) {
      reporter.report(eventMismatch, at, `\`event: ${event}\` but \`data.type\` is ${show(type)}`, { key: '' })
    }
  }
  if (line.t !== null && typeof type === 'string') checkPace(state.pace, type, line.t, context)
  return [line.data]
}

/** A frame without data: a comment, a field by itself, or lines that no parser knows. */
function checkNoData({ raw }: GoldenLine, { framing, reporter, at }: LintContext): void {
  const frame = raw === undefined || framing !== 'sse' ? null : parseRaw(raw)
  const ignored = frame?.ignored?.[0]
  const hasField = raw !== undefined && /^[ \t]*(?:event|id|retry)\b/m.test(raw)
  if (frame?.terminated === false && (ignored !== undefined || hasField)) {
    const message = 'The stream ends inside this frame, before its data'
    reporter.report(frameUnterminated, at, message, { key: '', severity: 'error', isUnread: true })
  } else if (ignored !== undefined) {
    reporter.report(fieldNotData, at, `The frame has a line that is no SSE field: ${show(ignored)}`, { key: '', isUnread: true })
  } else if (hasField) {
    reporter.report(emptyFrame, at, 'A frame has an `event:` line but no data', { key: '', isUnread: true })
  } else reporter.report(comment, at, 'An SSE comment; parsers skip it', { key: '' })
}

type Checks = Pick<LintContext, 'profile' | 'reporter' | 'at'>

/** Data that is no JSON as it stands: the end mark, several events run together, a piece of one, or nothing of use. */
function checkText(text: string, state: FramingState, { profile, reporter, at }: Checks): unknown[] {
  if (text.trim() === '[DONE]') {
    state.doneSeen = true
    if (profile === 'openai')
      reporter.report(doneSentinel, at, 'The stream ends with `data: [DONE]`, which OpenAI does not send', { key: '' })
    return []
  }
  const events = eventsIn(text)
  if (events !== null) {
    reporter.report(runTogether, at, `${events.length} events stand in one frame: no blank line parts them`, { key: '' })
    return events
  }
  const { fragment } = state
  if (fragment !== null) {
    const joined = fragment.text + text
    const whole = parseJson(joined)
    if (whole !== undefined) {
      reporter.report(dataNotJson, fragment.at, `The JSON of one event is spread over ${fragment.frames + 1} frames`, { key: 'split' })
      state.fragment = null
      return [whole]
    }
    if (fragment.frames < 8) {
      state.fragment = { text: joined, frames: fragment.frames + 1, at: fragment.at }
      return []
    }
  }
  flushFragment(state, { reporter })
  if (/^\s*[{[]/.test(text)) state.fragment = { text, frames: 1, at }
  else reportUnreadable(text, at, { reporter })
  return []
}

/** A begin of JSON that had no end. */
function flushFragment(state: FramingState, { reporter }: Pick<LintContext, 'reporter'>): void {
  if (state.fragment !== null) reportUnreadable(state.fragment.text, state.fragment.at, { reporter })
  state.fragment = null
}

function reportUnreadable(text: string, at: number, { reporter }: Pick<LintContext, 'reporter'>): void {
  reporter.report(dataNotJson, at, `The data is not JSON: ${show(text)}`, { key: '', isUnread: true })
}

/** The events of a frame whose data lines are one event each; null for any other data. */
function eventsIn(text: string): unknown[] | null {
  const parted = text.replaceAll(/\}\s*\{"type"/g, '}\n{"type"')
  const lines = parted.split('\n').filter((line) => line.trim() !== '')
  if (lines.length < 2) return null
  const values = lines.map(parseJson)
  return values.every((value) => isObject(value) && typeof value['type'] === 'string') ? values : null
}

function checkRaw(frame: Frame, raw: string, state: FramingState, { profile, reporter, at }: Checks): void {
  const isDone = frame.data?.trim() === '[DONE]'
  if (isDone && state.doneSeen) reporter.report(unusualFrame, at, '`[DONE]` is sent twice', { key: 'twice', severity: 'error' })
  const dataLines = raw.match(/^data\b/gm)?.length ?? 0
  const odd = [
    raw.startsWith('\uFEFF') ? 'a byte order mark comes before it' : null,
    raw.includes('\r') ? 'line ends are CRLF or CR, not LF' : null,
    dataLines > 1 && eventsIn(frame.data ?? '') === null ? 'the data is spread over several `data:` lines' : null,
    frame.id !== undefined ? 'it has an `id:` line' : null,
    frame.retry !== undefined ? 'it has a `retry:` line' : null,
    /^(?:data|event):\S/m.test(raw) ? 'a field has no blank after its colon' : null,
    dataLines < 2 && isEventAfterData(raw) ? 'its `event:` line comes after the data' : null,
    /^\s*\n/.test(raw) ? 'more than one blank line comes before it' : null,
  ].filter((oddity) => oddity !== null)
  for (const oddity of odd) reporter.report(unusualFrame, at, `The frame is not framed as OpenAI does: ${oddity}`, { key: oddity })
  if ((frame.ignored?.length ?? 0) > 0)
    reporter.report(fieldNotData, at, `The frame has a line that is no SSE field: ${show(frame.ignored?.[0])}`, { key: '' })
  if (frame.comments.length > 0) reporter.report(comment, at, 'An SSE comment; parsers skip it', { key: '' })
  if (!frame.terminated && !(isDone && profile === 'openai')) {
    const isCut = frame.data !== null && !isDone && parseJson(frame.data) === undefined
    reporter.report(frameUnterminated, at, 'The stream ends inside this frame: no blank line closes it, so that a parser drops it', {
      key: '',
      ...(isCut ? { severity: 'error', isUnread: true } : {}),
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

/** A stream is what was asked for, and its status says so. */
export function checkAnswer({ status = null }: LintOptions, { framing, request, reporter }: LintContext): void {
  if (framing === 'websocket') return
  if (status !== null && status >= 400) reporter.report(httpStatus, null, `The status is ${status}, and the body is a stream`)
  if (request !== null && request['stream'] === false)
    reporter.report(streamedUnasked, null, 'The request asked for one JSON body (`stream: false`) and got a stream')
}

/** Checks that need the whole stream: sentinel, content type. */
export function endFraming(
  state: FramingState,
  headers: Readonly<Record<string, unknown>> | null,
  { framing, profile, provider, reporter }: LintContext,
): void {
  flushFragment(state, { reporter })
  if (framing !== 'sse') return
  if (profile === 'open-responses' && !state.doneSeen) {
    reporter.report(doneSentinelMissing, null, 'The stream does not end with `data: [DONE]`')
  }
  const type = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'content-type')?.[1]
  if (type === undefined && headers !== null) {
    const severity = provider === 'chatgpt' ? 'info' : 'error'
    reporter.report(contentType, null, 'There is no content type, expected text/event-stream', { severity })
  }
  if (typeof type !== 'string') return
  const charset = /;\s*charset\s*=\s*"?([\w-]+)/i.exec(type)?.[1]
  if (!/^text\/event-stream\b/i.test(type)) {
    reporter.report(contentType, null, `The content type is ${show(type)}, expected text/event-stream`)
  } else if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
    reporter.report(contentType, null, `The charset is ${show(charset)}; event streams are UTF-8, and readers take them as such`, {
      severity: 'warning',
    })
  }
}
