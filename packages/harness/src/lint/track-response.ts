import { streamGrammar } from '@goldwire/schemas'
import type { LintContext } from './context.ts'
import { firstDifference, isObject, type JsonObject, show } from './json.ts'
import { neverRepeated } from './reduce-response.ts'
import type { Rule } from './rule.ts'
import { responseIdChanges } from './rules/id-rules.ts'
import {
  afterTerminal,
  createdNotFirst,
  doubleCreated,
  doubleTerminal,
  errorDisagrees,
  errorWithoutFailed,
  inProgressMissing,
  lifecycleOrder,
  noTerminal,
  problemOfTimes,
  responseDrift,
  times,
} from './rules/lifecycle-rules.ts'
import { keepalive, keepaliveFirst } from './rules/usage.ts'

/** Follows the life of the response: which lifecycle events come when, and whether the Response object stays itself. */
export interface ResponseTracker {
  readonly terminal: () => { type: string; at: number } | null
  readonly isCreated: () => boolean
  /** Returns false for an event after the end, which is not looked at any further. */
  handle(event: JsonObject, type: string, isItemEvent: boolean): boolean
  /** An event came before the begin of the response, which came then. */
  reportEarly(type: string, before: string, at: number): void
  end(events: number): void
}

const transport = new Set(streamGrammar.transportEvents)
const terminals = new Set(streamGrammar.terminal)
const changing = new Set(streamGrammar.changing)
const early = new Set(['response.created', 'response.queued', 'response.in_progress'])

export function createResponseTracker(context: LintContext): ResponseTracker {
  const { reporter } = context
  let first: { response: JsonObject; type: string } | null = null
  let started = false
  let created = false
  let inProgress = false
  let queued = false
  let waits = false
  let items = false
  let failure: { error: JsonObject; at: number } | null = null
  let terminal: { type: string; at: number } | null = null
  /** What the first event after the end was a breach of; all others there belong to it. */
  let afterEnd: Rule | null = null
  const resumed = context.resumedAfter !== null

  function handleTransport(type: string): void {
    if (type !== 'keepalive') return
    if (!started && !resumed) reporter.report(keepaliveFirst, context.at, 'A keepalive comes before response.created', { key: '' })
    else reporter.report(keepalive, context.at, 'A keepalive: OpenAI sends it, and no type of its SDKs knows it', { key: '' })
  }

  function handleAfterEnd(event: JsonObject, type: string, end: { type: string; at: number }): boolean {
    if (end.type === 'error' && type === 'response.failed') return true
    if (type === 'response.output_item.added') reporter.withdraw(`unannounced ${show(event['output_index'])}`)
    afterEnd ??=
      terminals.has(type) && end.type !== 'error'
        ? doubleTerminal
        : type === 'response.created'
          ? created
            ? doubleCreated
            : createdNotFirst
          : afterTerminal
    reporter.withdraw(`missing ${type}`)
    reporter.report(afterEnd, context.at, `${type} comes after ${end.type} at event ${end.at} ended the response`, { key: '' })
    return false
  }

  function checkOrder(type: string, isItemEvent: boolean): void {
    const { at } = context
    if (type === 'response.created') {
      if (created) reporter.report(doubleCreated, at, 'A second response.created', { key: '' })
      else if (started) reporter.report(createdNotFirst, at, 'response.created comes after other events', { key: '' })
      created = true
    } else if (!started && !resumed && type !== 'error' && type !== 'response.failed') {
      reporter.report(createdNotFirst, at, `The first event is ${type}, expected response.created`, { key: '', lost: { from: 0, to: at } })
    }
    if (!started && resumed && isItemEvent) context.joinedInside = true
    started = true
    if (type === 'response.in_progress' || type === 'response.queued') {
      const again = type === 'response.in_progress' ? inProgress : queued || inProgress
      if (items) reporter.withdraw(`missing ${type}`)
      if (items || again)
        reporter.report(
          lifecycleOrder,
          at,
          `${type} comes ${items ? 'after the first item' : again && inProgress ? 'after response.in_progress' : 'twice'}`,
          { key: '' },
        )
      if (type === 'response.in_progress' && waits && !queued && !resumed) {
        reporter.report(lifecycleOrder, at, 'response.queued is missing: response.created said queued', {
          key: 'queued',
          severity: 'warning',
        })
      }
      inProgress ||= type === 'response.in_progress'
      queued ||= type === 'response.queued'
    } else if (isItemEvent || type === 'response.completed' || type === 'response.incomplete') {
      if (isItemEvent) items = true
      if (!inProgress && !resumed) {
        const isElsewhere = context.displaced.take('response.in_progress') !== null
        if (!isElsewhere)
          reporter.report(inProgressMissing, at, `${type} comes without response.in_progress before it`, {
            key: '',
            tag: 'missing response.in_progress',
            lost: { from: 0, to: at },
          })
        inProgress = true
      }
    }
  }

  function checkResponse(response: JsonObject, type: string): void {
    checkId(response)
    if (first === null) {
      first = { response, type }
      waits = type === 'response.created' && response['status'] === 'queued'
    } else {
      checkConstant(first.response, response, type)
    }
    // Where it changes, as is reported, the first counts.
    const { created_at: from, completed_at: to } = response
    const time = problemOfTimes({ created_at: first.response['created_at'] ?? from, completed_at: to })
    if (time !== null && !context.faults.isAt('response', `/${time.field}`) && !context.faults.isAt('response', '/created_at'))
      reporter.report(times, context.at, time.message, { pointer: `/response/${time.field}`, key: '' })
    if (type === 'response.queued' && response['background'] === false && !(items || inProgress)) {
      reporter.report(lifecycleOrder, context.at, 'response.queued in a response that does not run in the background', {
        key: 'background',
      })
    }
  }

  /** A response that is read again by its id is that response. */
  function checkId({ id }: JsonObject): void {
    const { responseId } = context
    if (responseId === null || typeof id !== 'string' || id === responseId || first !== null) return
    reporter.report(responseIdChanges, context.at, `response.id is ${show(id, 40)}, asked for was ${show(responseId, 40)}`, {
      pointer: '/response/id',
      key: '',
    })
  }

  function checkConstant(before: JsonObject, after: JsonObject, type: string): void {
    const { at } = context
    const isEarly = early.has(type)
    const { isWhole, names } = context.repetition
    const keys = isWhole ? (names.size === 0 ? neverRepeated : [...neverRepeated, ...names]) : Object.keys(after)
    for (const key of keys) {
      if (!isWhole && names.has(key)) continue
      if (isWhole && !Object.hasOwn(after, key)) continue
      if ((isEarly ? key === 'status' : changing.has(key)) || key === 'sequence_number') continue
      // A field that only comes later is for the schemas to judge, unless it brings something.
      if (!Object.hasOwn(before, key) && (after[key] === null || context.isMinimal)) continue
      const place = firstDifference(before[key], after[key])
      if (place === null || context.faults.isAt('response', `/${key}`)) continue
      if (key === 'id') {
        const message = `${type}: response.id is ${show(after['id'], 40)}, it began as ${show(before['id'], 40)}`
        reporter.report(responseIdChanges, at, message, { pointer: '/response/id', key: '' })
      } else {
        const message = `${type}: response.${key}${place} is not what ${first?.type ?? 'the first event'} said`
        reporter.report(responseDrift, at, message, { pointer: `/response/${key}${place}`, key })
      }
    }
  }

  function checkError(event: JsonObject, type: string): void {
    if (type === 'error') failure = { error: isObject(event['error']) ? event['error'] : event, at: context.at }
    else if (failure !== null && type === 'response.failed') {
      const error = isObject(event['response']) && isObject(event['response']['error']) ? event['response']['error'] : {}
      for (const field of ['code', 'message']) {
        const before = failure.error[field]
        const after = error[field]
        if (typeof before !== 'string' || typeof after !== 'string' || before === after) continue
        const message = `response.failed has the ${field} ${show(after)}, the error event before it ${show(before)}`
        reporter.report(errorDisagrees, context.at, message, { pointer: `/response/error/${field}`, key: field })
      }
    }
  }

  return {
    terminal: () => terminal,
    isCreated: () => created,
    handle(event, type, isItemEvent) {
      if (transport.has(type)) {
        handleTransport(type)
        return true
      }
      if (terminal !== null && !handleAfterEnd(event, type, terminal)) return false
      checkOrder(type, isItemEvent)
      if (isObject(event['response'])) checkResponse(event['response'], type)
      checkError(event, type)
      if (terminals.has(type) || type === 'error') terminal = { type, at: context.at }
      return true
    },
    reportEarly(type, before, at) {
      const rule = before === 'response.created' ? createdNotFirst : lifecycleOrder
      reporter.report(rule, at, `${type} comes before ${before}`, { key: before })
    },
    end(events) {
      if (terminal === null) {
        const elsewhere = [...terminals].find((type) => context.displaced.take(type) !== null)
        if (elsewhere !== undefined) terminal = { type: elsewhere, at: events - 1 }
      }
      if (terminal === null && events > 0) {
        reporter.report(noTerminal, events - 1, 'The stream ends without response.completed, response.incomplete or response.failed', {
          lost: { from: events - 2, to: events, isEnd: true },
        })
      } else if (terminal?.type === 'error' && afterEnd === null) {
        reporter.report(errorWithoutFailed, terminal.at, 'The error event is not followed by response.failed', {
          lost: { from: terminal.at, to: events, isEnd: true },
        })
      }
    },
  }
}
