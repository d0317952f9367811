import type { LintContext } from '../context.ts'
import { asText, count, isIndex, type JsonObject, show } from '../json.ts'
import { defineRule, docs } from '../rule.ts'

const strictClients = [
  'llama.cpp PR24957',
  'llama.cpp PR19720',
  'llama.cpp PR21174',
  'litellm PR28899',
  'mlx-vlm PR494',
  'OmniRoute#13964',
  'OmniRoute#14330',
  'llmgateway PR2287',
  'onyx PR13624',
  'Effect PR8037',
]
export const sequenceGap = defineRule(
  'GW101',
  'sequence-gap',
  'error',
  'Numbers count 0, 1, 2 …; a client that resumes after a gap asks for events that never were, or believes it lost some.',
  docs.streaming,
  ['GoModel PR953', 'term-llm PR878'],
  [39],
)
export const sequenceMissing = defineRule(
  'GW102',
  'sequence-missing',
  'error',
  'Typed clients (Rust serde, Go, .NET, Grok) refuse an event without `sequence_number`, also where it would be 0.',
  docs.streaming,
  strictClients,
  [2, 34, 41],
)
export const sequenceBackwards = defineRule(
  'GW103',
  'sequence-not-monotonic',
  'error',
  'A number that repeats or falls back makes clients drop the event as already seen.',
  docs.streaming,
  ['litellm PR28899', 'vllm PR37071', 'vLLM websocket warm-up source'],
  [80],
)
export const sequenceType = defineRule(
  'GW104',
  'sequence-not-a-number',
  'error',
  '`sequence_number` is a whole number from 0; typed clients refuse strings, fractions and −1.',
  docs.streaming,
  ['litellm PR28899'],
  [80],
)
export const sequenceStart = defineRule(
  'GW105',
  'sequence-start',
  'error',
  'A stream begins with number 0.',
  docs.streaming,
  ['litellm PR28899'],
  [80, 39],
)
export const resumeStart = defineRule(
  'GW106',
  'resume-start',
  'error',
  '`starting_after=N` continues at N+1; anything else loses or repeats events.',
  docs.streaming,
  ['litellm#26762', 'openai-node#1983', 'term-llm PR878'],
  [94],
)

export const sequenceRules = [sequenceGap, sequenceMissing, sequenceBackwards, sequenceType, sequenceStart, resumeStart]

interface Anomaly {
  at: number
  value: number
  expected: number
}

export interface SequenceState {
  /** A first number that was not 0, as was reported: the second may count from 0 after all. */
  wrongStart: boolean
  /** Number of the last event that had one. */
  last: number | null
  anomaly: Anomaly | null
  present: number
  missing: number
  /** Events without a number since the last that had one: they may have been counted, or not. */
  unnumbered: number
  firstMissing: { at: number; type: string } | null
  /** How often the numbers fell back. */
  backwards: number
  /** All that were missing so far are of a stream from before there were numbers. */
  excused: boolean
}

export function createSequenceState(): SequenceState {
  return {
    wrongStart: false,
    last: null,
    anomaly: null,
    present: 0,
    missing: 0,
    unnumbered: 0,
    firstMissing: null,
    backwards: 0,
    excused: true,
  }
}

/** Checks the number of one event. Whether it must be there is for the schemas to say (see {@link noteMissing}). */
export function checkSequence(event: JsonObject, state: SequenceState, context: LintContext): void {
  const value = event['sequence_number']
  if (typeof value !== 'number' || !isIndex(value)) return
  state.present++
  const { last } = state
  const slack = state.unnumbered
  state.unnumbered = 0
  if (last !== null && value > last && value <= last + 1 + slack && state.anomaly === null) {
    state.last = value
    return
  }
  checkUnexpected(value, state, context)
}

function checkUnexpected(value: number, state: SequenceState, context: LintContext): void {
  const { reporter, at, resumedAfter } = context
  if (state.last === null) {
    state.last = value
    state.wrongStart = resumedAfter === null && value !== 0
    if (resumedAfter === null && value !== 0 && state.missing === 0) {
      reporter.report(sequenceStart, at, `The first sequence_number is ${value}, expected 0`, {
        pointer: '/sequence_number',
        key: '',
        isGap: true,
      })
    } else if (resumedAfter !== null && value !== resumedAfter + 1) {
      const message = `The stream was resumed with starting_after=${resumedAfter} and begins with ${value}, expected ${resumedAfter + 1}`
      reporter.report(resumeStart, at, message, { pointer: '/sequence_number', key: '' })
    }
    return
  }
  if (state.wrongStart && value === 1) {
    state.wrongStart = false
    state.last = 1
    return
  }
  state.wrongStart = false
  const { anomaly } = state
  if (anomaly !== null && value === anomaly.expected && anomaly.value === value + 1) {
    const message = `sequence_number ${anomaly.value} comes before ${value}: two events are exchanged, or their numbers`
    reporter.report(sequenceBackwards, at, message, { pointer: '/sequence_number', key: '' })
    state.anomaly = null
    state.last = anomaly.value
    return
  }
  if (anomaly !== null && value === anomaly.expected + 1) {
    // One wrong number between right ones: one finding.
    const message = `sequence_number is ${anomaly.value}, expected ${anomaly.expected}`
    reporter.report(anomaly.value > anomaly.expected ? sequenceGap : sequenceBackwards, anomaly.at, message, {
      pointer: '/sequence_number',
      key: '',
    })
    state.anomaly = null
    state.last = value
    return
  }
  flushAnomaly(state, context)
  if (value !== state.last + 1) state.anomaly = { at, value, expected: state.last + 1 }
  state.last = value
}

function flushAnomaly(state: SequenceState, { reporter }: LintContext): void {
  const { anomaly } = state
  state.anomaly = null
  if (anomaly === null) return
  const { at, value, expected } = anomaly
  const options = { pointer: '/sequence_number', key: '' }
  if (value <= expected) state.backwards++
  // Numbers that fall back again and again have gaps, too.
  if (value > expected && state.backwards > 1) return
  if (value > expected) {
    const lost = value - expected
    reporter.report(sequenceGap, at, `sequence_number jumps from ${expected - 1} to ${value}: ${count(lost, 'number')} skipped`, {
      ...options,
      isGap: true,
    })
  } else {
    const what = value === expected - 1 ? `is ${value} again` : `falls back from ${expected - 1} to ${value}`
    reporter.report(sequenceBackwards, at, `sequence_number ${what}, expected ${expected}`, options)
  }
}

/** Notes an event whose number the schemas miss; `excused` when the stream may be older than the numbers. */
export function noteMissing(event: JsonObject, state: SequenceState, { at }: LintContext, excused = false): void {
  state.missing++
  state.unnumbered++
  if (!excused) state.excused = false
  state.firstMissing ??= { at, type: asText(event['type']) }
}

export function endSequence(state: SequenceState, context: LintContext): void {
  flushAnomaly(state, context)
  const { firstMissing, missing, present } = state
  if (firstMissing === null || (state.excused && present === 0)) return
  const message =
    present === 0
      ? `No event carries sequence_number (${count(missing, 'event')})`
      : `${firstMissing.type} has no sequence_number (${missing} of ${count(missing + present, 'event')} lack it)`
  context.reporter.report(sequenceMissing, firstMissing.at, message, { pointer: '/sequence_number' })
}

/** An event that was sent before, with the number it had then. */
export function reportRepeat(event: JsonObject, state: SequenceState, { reporter, at }: LintContext): void {
  state.present++
  const message = `${asText(event['type'])} with sequence_number ${show(event['sequence_number'])} is sent a second time, word for word`
  reporter.report(sequenceBackwards, at, message, { pointer: '/sequence_number', key: '' })
}

/** Says what is wrong with a number that is there but is none; it stands for the one that was expected, so that the next is judged by itself. */
export function reportBadNumber(value: unknown, state: SequenceState, { reporter, at, resumedAfter }: LintContext): void {
  state.last = (state.last ?? resumedAfter ?? -1) + 1
  reporter.report(sequenceType, at, `sequence_number is ${show(value)}, expected a whole number from 0`, {
    pointer: '/sequence_number',
    key: '',
  })
}
