import type { GoldenLine } from '../golden/golden.ts'
import type { ReadBefore } from './accept-again.ts'
import { checkEcho } from './check-echo.ts'
import { checkAnswer, checkFrame, createFramingState, endFraming } from './check-framing.ts'
import { checkOutput } from './check-output.ts'
import { checkOutcome } from './check-outcome.ts'
import { endPace } from './check-pace.ts'
import { checkSchema, hasResponse, isEvent, reportAge } from './check-schema.ts'
import { createContext, type LintOptions, readContextFor } from './context.ts'
import type { Finding } from './finding.ts'
import { guessType } from './guess-type.ts'
import { forgetRepetition } from './reduce-response.ts'
import { createRecentEvents } from './recent-events.ts'
import { isSteering } from './is-steering.ts'
import { isObject, type JsonObject, show } from './json.ts'
import { ownerOf } from './kinds.ts'
import { leniencyFor } from './newer-fields.ts'
import { createOpening, type Waiting } from './opening.ts'
import { openResponsesName } from './open-responses.ts'
import { dataNotObject, emptyStream, nestedTooDeeply, noType, untypedError } from './rules/framing.ts'
import { checkSequence, createSequenceState, endSequence, reportRepeat } from './rules/sequence.ts'
import { createItemTracker } from './track-items.ts'
import { createResponseTracker } from './track-response.ts'

/** Lints one stream as it arrives. */
export interface Linter {
  /** The next frame, message or comment; its place among all lines is the `event` of findings. */
  frame(line: GoldenLine): void
  /** The next event, where only its data is known. */
  event(data: unknown): void
  /** What was found so far. What can only be said at the end is not in it. */
  findings(): Finding[]
  /** The stream is over. Returns everything that was found, in the order of the stream. */
  end(): Finding[]
}

/**
 * Makes a linter for one stream. Memory is bounded by the text of the items, time is linear in the events; a delta costs about a
 * microsecond. Never throws on whatever JSON it is given.
 *
 * @example
 * const linter = createLinter()
 * for (const event of events) linter.event(event)
 * for (const finding of linter.end()) console.log(finding.rule, finding.message)
 */
export function createLinter(options: LintOptions = {}): Linter {
  const context = createContext(options)
  const { reporter } = context
  const framing = createFramingState()
  const sequence = createSequenceState()
  const response = createResponseTracker(context)
  const items = createItemTracker(context)
  const recent = createRecentEvents()
  const opening = createOpening(context.resumedAfter !== null)
  let index = 0
  let events = 0
  let before: ReadBefore | null = null

  function lintEvent(data: unknown): void {
    if (!isEvent(data)) {
      reportNoEvent(data)
      if (isObject(data)) lintGuessed(data)
      return
    }
    events++
    if (recent.isRepeat(data)) {
      reportRepeat(data, sequence, context)
      return
    }
    if (items.proceed(data, data.type)) {
      checkSequence(data, sequence, context)
      return
    }
    if (options.framing !== 'sse' && isSteering(data)) {
      checkSequence(data, sequence, context)
      items.pause()
      return
    }
    const first = isObject(data['response']) ? data['response'] : null
    if (first !== null && before === null) {
      context.read = readContextFor([first], options)
      context.leniency = leniencyFor(context.read)
    }
    checkSequence(data, sequence, context)
    const known = checkSchema(data, sequence, context, first === null ? null : before)
    if (first !== null && hasResponse(data.type)) before ??= { response: first, items: () => items.items.all.map((item) => item.done) }
    const named = nameOf(data, known)
    if (known || named !== data.type || ownerOf(named) !== null) arrive(data, named)
    else items.handleUnknown(data, data.type)
  }

  /** Judges an event in its order, unless it came before the begin of the response. */
  function arrive(data: JsonObject, type: string): void {
    const { waits, release } = opening.arrive(data, type, context.at)
    if (waits) {
      items.pause()
      return
    }
    if (release?.before === null) judgeAll(release.events)
    judge(data, type)
    if (release !== null && release.before !== null) displaceAll(release.events, release.before)
  }

  function judge(data: JsonObject, type: string): void {
    const owner = ownerOf(type)
    const alive = response.handle(data, type, owner !== null)
    if (!alive || owner === null) items.pause()
    if (!alive) items.displace(data, type)
    else if (owner !== null) items.handle(data, type, owner)
    else handleResponse(data, type)
  }

  function judgeAll(waiting: readonly Waiting[]): void {
    const { at } = context
    for (const { data, type, at: place } of waiting) {
      context.at = place
      forgetRepetition(context.repetition)
      judge(data, type)
    }
    context.at = at
    forgetRepetition(context.repetition)
  }

  function displaceAll(waiting: readonly Waiting[], due: string): void {
    for (const { data, type, at } of waiting) {
      response.reportEarly(type, due, at)
      context.displaced.add(type, data)
    }
  }

  function handleResponse(data: JsonObject, type: string): void {
    if (!isObject(data['response'])) return
    if (type === 'response.created') checkEcho(data['response'], context)
    if (response.terminal()?.at === context.at) finish(data['response'], type)
  }

  /** What the event is called, or was meant to be called. */
  function nameOf(data: JsonObject & { type: string }, known: boolean): string {
    if (context.profile === 'open-responses') return openResponsesName(data.type)
    return known ? data.type : (guessType(data, items.items, response.isCreated()) ?? data.type)
  }

  /** Data that does not say what event it is still happened. */
  function lintGuessed(data: JsonObject): void {
    items.pause()
    checkSequence(data, sequence, context)
    const type = guessType(data, items.items, response.isCreated())
    if (type === null) return
    events++
    arrive(data, type)
  }

  /** Reading, comparing and showing values walk them by recursion. */
  function lintSafely(data: unknown): void {
    try {
      lintEvent(data)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      reporter.report(nestedTooDeeply, context.at, 'The event is nested too deeply to be judged', { key: '', isUnread: true })
    }
  }

  /** What waited for a begin that never came is judged as it stands. */
  function endSafely(): void {
    try {
      judgeAll(opening.end())
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      reporter.report(nestedTooDeeply, context.at, 'The event is nested too deeply to be judged', { key: '' })
    }
  }

  function finish(final: Record<string, unknown>, type: string): void {
    checkOutput(final, type, items.items, items.streamed(), context)
    checkOutcome(final, type, context)
  }

  function reportNoEvent(data: unknown): void {
    const { at } = context
    if (!isObject(data)) {
      reporter.report(dataNotObject, at, `The data is ${show(data)}, expected an event object`, { key: '', isUnread: true })
    } else if (isObject(data['error']) || typeof data['error'] === 'string') {
      reporter.report(untypedError, at, 'An error frame without `type`; expected `{"type":"error","error":{…}}`', { key: '' })
    } else {
      reporter.report(noType, at, `The data has no \`type\`: ${show(data)}`, { key: '' })
    }
  }

  return {
    frame(line) {
      context.at = index++
      if (line.dir === 'out') return
      for (const data of checkFrame(line, framing, context)) lintSafely(data)
    },
    event(data) {
      context.at = index++
      lintSafely(data)
    },
    findings: () => reporter.findings(),
    end() {
      if (events === 0 && reporter.amount() === 0) reporter.report(emptyStream, null, 'There is not one event in the stream')
      endFraming(framing, options.headers ?? null, context)
      checkAnswer(options, context)
      endPace(framing.pace, options.endedAt ?? null, context)
      endSequence(sequence, context)
      reportAge(context)
      endSafely()
      response.end(events === 0 ? 0 : index)
      items.end(response.terminal() !== null && response.terminal()?.type !== 'response.failed' && response.terminal()?.type !== 'error')
      return reporter.findings()
    },
  }
}
