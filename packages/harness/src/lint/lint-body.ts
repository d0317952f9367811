import { itemGrammarOf, readErrorBody, readResponse } from '@goldwire/schemas'
import { checkEcho } from './check-echo.ts'
import { checkOutcome } from './check-outcome.ts'
import { textOf } from './compare-texts.ts'
import { createContext, type LintContext, type LintOptions, readContextFor } from './context.ts'
import type { Finding } from './finding.ts'
import { asText, isObject, type JsonObject, parseJson, show } from './json.ts'
import { classifyBodyIssue } from './classify-issue.ts'
import { argumentsJson } from './rules/call-rules.ts'
import { httpStatus, nestedTooDeeply, notAResponse, notStreamed } from './rules/framing.ts'
import { callIdTwice, idNotReplayable, itemIdTwice } from './rules/id-rules.ts'
import { blankMessage, itemStatus, statusDisagrees } from './rules/item-rules.ts'
import { completedWithError, cutAsCompleted, problemOfTimes, statusMismatch, times } from './rules/lifecycle-rules.ts'
import { createSequenceState } from './rules/sequence.ts'
import { checkToolUsage, checkUsage, usageMissing } from './rules/usage.ts'
import { reportAge, reportResult } from './check-schema.ts'

export type LintBodyOptions = LintOptions

/**
 * Lints the JSON body of an answer that was not streamed: a Response (schema, agreement of status and output, ids, usage, echo) or an
 * error. Other objects of the API (lists, conversations, token counts) are not judged.
 */
export function lintBody(body: unknown, options: LintBodyOptions = {}): Finding[] {
  const context = createContext(options)
  context.read = readContextFor([body], options)
  try {
    lintAny(body, options.status ?? 200, context)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    context.reporter.report(nestedTooDeeply, null, 'The body is nested too deeply to be judged')
  }
  return context.reporter.findings().map(unwrap)
}

function lintAny(body: unknown, status: number, context: LintContext): void {
  const { reporter, request } = context
  if (!isObject(body)) reporter.report(notAResponse, null, `The body is ${show(body)}, expected an object`)
  else if ((body['error'] ?? null) !== null && body['object'] !== 'response') {
    if (status < 400) reporter.report(httpStatus, context.at, `The status is ${status}, and the body is an error`, { pointer: '/error' })
    lintErrorBody(body, context)
  } else if (isResponse(body)) {
    const asked = request?.['stream'] === true && status < 400
    if (asked) reporter.report(notStreamed, context.at, 'The request asked for a stream (`stream: true`) and got one JSON body')
    if (status >= 400) reporter.report(httpStatus, context.at, `The status is ${status}, and the body is a Response`)
    lintResponse(body, context)
  } else if (!isOtherObject(body)) {
    const what = typeof body['object'] === 'string' ? `an object ${show(body['object'])}` : show(body)
    const expected = status >= 400 ? 'an error `{"error":{message,type,param,code}}`' : 'a Response (`"object":"response"`)'
    reporter.report(notAResponse, null, `The body is ${what}, expected ${expected}`)
  }
}

/** Lists, compacted and deleted responses, token counts, conversations and their items are not judged here. */
function isOtherObject(body: JsonObject): boolean {
  const { object, type } = body
  return typeof object === 'string' ? /^(?:list|(?:response|conversation)(?:\.\w+)*)$/.test(object) : typeof type === 'string'
}

/** Compacted responses, lists, conversations and the like name themselves in `object`. */
function isResponse(body: JsonObject): boolean {
  return body['object'] === 'response' || (body['object'] === undefined && (Array.isArray(body['output']) || 'status' in body))
}

function lintErrorBody(body: JsonObject, { reporter, read }: LintContext): void {
  if (!isObject(body['error'])) {
    const message = `The body is an error whose \`error\` is ${show(body['error'])}, expected {message,type,param,code}`
    reporter.report(notAResponse, null, message, { pointer: '/error' })
    return
  }
  for (const issue of readErrorBody(body, read).issues) {
    const { rule, key } = classifyBodyIssue(issue, body)
    reporter.report(rule, null, `error body: ${issue.pointer} ${issue.message}`, { pointer: issue.pointer, key })
  }
}

function lintResponse(body: JsonObject, context: LintContext): void {
  const result = readResponse(body, context.read)
  const event = { type: `response.${asText(body['status'])}`, response: body }
  const inEvent = {
    ...result,
    issues: result.issues.map((issue) => ({ ...issue, pointer: `/response${issue.pointer}` })),
    deviations: result.deviations.map((hit) => ({ ...hit, pointer: `/response${hit.pointer}` })),
    unknownKeys: result.unknownKeys.map((pointer) => `/response${pointer}`),
  }
  reportResult(event, inEvent, createSequenceState(), context)
  reportAge(context)
  checkOutcomeFields(body, context)
  checkFinished(body, context)
  checkItems(body, context)
  checkUsage(body['usage'], '/usage', madeIn(body), context)
  checkToolUsage(body, '', context)
  checkEcho(body, context)
  checkOutcome(body, event.type, context, '')
}

/** What was read as part of an event stands by itself in a body. */
function unwrap(finding: Finding): Finding {
  const message = finding.message.replace(/^response\.\w+: /, '').replaceAll('/response/', '/')
  return { ...finding, event: null, pointer: finding.pointer.replace(/^\/response(?=\/|$)/, ''), message }
}

/** `error`, `incomplete_details`, `completed_at` and `usage` go with the status. */
function checkOutcomeFields(body: JsonObject, { reporter, request }: LintContext): void {
  const { status, error, incomplete_details: incomplete, usage, completed_at: to } = body
  const say = (message: string, field: string) => reporter.report(completedWithError, null, message, { pointer: `/${field}`, key: field })
  if (status === 'failed' && (error ?? null) === null) say('status is failed, but error is null', 'error')
  if (status !== 'failed' && (error ?? null) !== null) say(`status is ${show(status)}, but error is set`, 'error')
  if (status === 'incomplete' && (incomplete ?? null) === null)
    say('status is incomplete, but incomplete_details is null', 'incomplete_details')
  if (status !== 'incomplete' && (incomplete ?? null) !== null)
    say(`status is ${show(status)}, but incomplete_details is set`, 'incomplete_details')
  if (status !== 'completed' && typeof to === 'number') say(`status is ${show(status)}, but completed_at is set`, 'completed_at')
  if ((status === 'completed' || status === 'incomplete') && !isObject(usage))
    reporter.report(usageMissing, null, `status is ${show(status)}, but there is no usage`, {
      pointer: '/usage',
      key: 'response:/usage missing',
    })
  const time = problemOfTimes(body)
  if (time !== null) reporter.report(times, null, time.message, { pointer: `/${time.field}` })
  const limit = body['max_output_tokens'] ?? request?.['max_output_tokens']
  const used = isObject(usage) ? usage['output_tokens'] : undefined
  if (status === 'completed' && typeof limit === 'number' && typeof used === 'number' && used >= limit) {
    reporter.report(cutAsCompleted, null, `All ${limit} allowed output tokens were used (${used}), and the response says completed`, {
      pointer: '/status',
    })
  }
}

/** Items that a model writes; of reasoning it may be that nothing is left. A program that goes on by itself spends no tokens. */
const written = new Set(['function_call', 'custom_tool_call', 'mcp_call', 'mcp_approval_request', 'program'])

/** What the model made, for messages; null for nothing. */
function madeIn({ output }: JsonObject): string | null {
  const items = (Array.isArray(output) ? (output as unknown[]) : []).filter(isObject)
  if (items.some((item) => item['type'] === 'program_output')) return null
  const own = items.findIndex(
    (item) => (item['type'] === 'message' && textOf(item) !== '') || (written.has(asText(item['type'])) && !isObject(item['caller'])),
  )
  return own === -1 ? null : `output/${own} was made`
}

/** Only a response in the background is told before it is finished. */
function checkFinished({ status, background }: JsonObject, { reporter, request, requestPath }: LintContext): void {
  const isUnfinished = status === 'in_progress' || status === 'queued'
  if (!isUnfinished || background === true || request === null || request['background'] === true) return
  if (requestPath === null || !/\/responses(?:\?|$)/.test(requestPath)) return
  reporter.report(statusMismatch, null, `The answer has status ${show(status)}, and the request did not ask for the background`, {
    pointer: '/status',
  })
}

function checkItems(body: JsonObject, { reporter, profile, faults }: LintContext): void {
  const items = Array.isArray(body['output']) ? (body['output'] as unknown[]) : []
  // Beside an image OpenAI sends a message without text (captures openai-dotnet-imagegentoolworks and three more).
  const hasImage = items.some((item) => isObject(item) && item['type'] === 'image_generation_call')
  const faultless = (position: number) => !hasImage && !faults.isAt(position, '/content')
  const ids = new Set<unknown>()
  const calls = new Set<string>()
  items.forEach((item, position) => {
    if (!isObject(item)) return
    const { id, type, status, call_id: callId, arguments: json, caller } = item
    const pointer = `/output/${position}`
    if (
      type === 'message' &&
      Array.isArray(item['content']) &&
      textOf(item).trim() === '' &&
      status !== 'incomplete' &&
      faultless(position)
    ) {
      reporter.report(blankMessage, null, `output/${position} holds ${textOf(item) === '' ? 'no text' : 'only white space'}`, {
        pointer: `${pointer}/content`,
        key: '',
      })
    }
    const grammar = typeof type === 'string' ? itemGrammarOf(type) : null
    if (typeof id === 'string' && ids.has(id))
      reporter.report(itemIdTwice, null, `output/${position} has the id of another item`, { pointer: `${pointer}/id`, key: '' })
    ids.add(id)
    if (typeof callId === 'string' && typeof type === 'string' && type.endsWith('_call')) {
      if (calls.has(callId))
        reporter.report(callIdTwice, null, `output/${position} has the call_id of another call`, { pointer: `${pointer}/call_id`, key: '' })
      calls.add(callId)
    }
    const prefixes = grammar?.idPrefixes ?? []
    if (
      profile === 'openai' &&
      typeof id === 'string' &&
      id !== '' &&
      prefixes.length > 0 &&
      (id.length > 64 || !prefixes.some((prefix) => id.startsWith(prefix)))
    ) {
      const severity = id.length > 64 ? 'error' : 'warning'
      reporter.report(
        idNotReplayable,
        null,
        `output/${position}: OpenAI would refuse the id ${show(id, 40)} as input: expected ${prefixes.join(' or ')}, 64 characters at most`,
        { pointer: `${pointer}/id`, key: '', severity },
      )
    }
    const isProgram = isObject(caller) && caller['type'] === 'program'
    if (body['status'] === 'completed' && status === 'in_progress' && !isProgram)
      reporter.report(itemStatus, null, `output/${position} is in_progress in a completed response`, {
        pointer: `${pointer}/status`,
        key: '',
        severity: 'warning',
      })
    if (body['status'] === 'completed' && status === 'incomplete')
      reporter.report(statusDisagrees, null, `output/${position} is incomplete in a completed response`, {
        pointer: `${pointer}/status`,
        key: '',
      })
    if (
      (type === 'function_call' || type === 'mcp_call') &&
      status === 'completed' &&
      typeof json === 'string' &&
      parseJson(json) === undefined
    ) {
      reporter.report(argumentsJson, null, `output/${position}: the arguments are not JSON: ${show(json)}`, {
        pointer: `${pointer}/arguments`,
        key: '',
      })
    }
  })
}
