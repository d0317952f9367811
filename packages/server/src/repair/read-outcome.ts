import { incompleteReasons, type IncompleteDetails } from '@goldwire/schemas'

import type { FailStep, StopStep } from '../engines/step.ts'
import type { RepairLog } from './repair-log.ts'
import { repairUsage } from './repair-usage.ts'
import { type Fields, isFields, stringOf, textOrNull } from './wire.ts'

/**
 * How a response ended, where its terminal event, its status and its details may say three different things: what is worse is believed.
 *
 * @param response the Response of the terminal event; null where it carried none
 * @param error the `error` event that came before, if one did
 */
export function readOutcome(
  response: Fields | null,
  type: string,
  { error, request, log }: { error: Fields | null; request: unknown; log: RepairLog },
): StopStep | FailStep {
  const status = stringOf(response?.['status'])
  const details = isFields(response?.['incomplete_details']) ? response['incomplete_details'] : null
  const failed = isFields(response?.['error']) ? response['error'] : null
  const usage = () => repairUsage(response?.['usage'], log)
  const said = type.slice('response.'.length)
  if (response === null && error === null) log.note('GW207', 'response', `${type} carried no Response; it was made from what was streamed.`)
  if (error !== null || failed !== null || said === 'failed' || status === 'failed' || status === 'cancelled') {
    if (said !== 'failed') log.note('GW307', 'response', `${type} told of a failure; it was told as response.failed.`)
    return toFailure(error, failed, { status, usage: isFields(response?.['usage']) ? usage() : null, log })
  }
  const reason = reasonOf(details, log)
  if (said === 'incomplete' || status === 'incomplete' || reason !== null) {
    if (said !== 'incomplete')
      log.note('GW307', 'response', `${type} was told with an answer that is incomplete; it was told as response.incomplete.`)
    else if (status !== 'incomplete') log.note('GW307', 'response', `${type} was told with status ${JSON.stringify(status)}.`)
    if (reason === null) log.note('GW315', 'response', 'Why the answer is incomplete was not told; the token limit is the usual reason.')
    return { type: 'stop', reason: reason ?? 'max_output_tokens', usage: usage() }
  }
  if (status !== 'completed' && response !== null)
    log.note('GW307', 'response', `${type} was told with status ${JSON.stringify(status)}; it is completed.`)
  const counts = usage()
  const limit = isFields(request) ? request['max_output_tokens'] : null
  if (typeof limit === 'number' && limit > 0 && counts.output_tokens >= limit) {
    log.note('GW316', 'response', 'The token limit was reached and the response was told as completed; it was told as incomplete.')
    return { type: 'stop', reason: 'max_output_tokens', usage: counts }
  }
  return { type: 'stop', reason: 'completed', usage: counts }
}

function reasonOf(details: Fields | null, log: RepairLog): IncompleteDetails['reason'] | null {
  if (details === null) return null
  const reason = stringOf(details['reason'])
  const known = incompleteReasons.find((one) => one === reason)
  if (known !== undefined) return known
  log.note('GW204', 'response', `incomplete_details gave the reason ${JSON.stringify(reason)}; the token limit is the usual one.`)
  return 'max_output_tokens'
}

function toFailure(
  event: Fields | null,
  told: Fields | null,
  { status, usage, log }: { status: string; usage: FailStep['usage'] | null; log: RepairLog },
): FailStep {
  const nested = isFields(event?.['error']) ? event['error'] : null
  const flat = nested ?? event ?? {}
  if (event !== null && nested === null) log.note('GW221', 'response', 'The error event was not nested as OpenAI sends it; it was.')
  if (told === null && event === null) log.note('GW315', 'response', 'Why the response failed was not told.')
  const words = typeof event?.['error'] === 'string' ? event['error'] : null
  const unknown = status === 'cancelled' ? 'The response was cancelled.' : 'The upstream failed without saying why.'
  const code = codeOf(told?.['code']) ?? codeOf(flat['code']) ?? (nested === null ? null : codeOf(nested['type'])) ?? 'server_error'
  const { code: _code, message: _message, ...rest } = told ?? {}
  return {
    type: 'fail',
    error: { ...rest, code, message: textOrNull(told?.['message']) ?? textOrNull(flat['message']) ?? words ?? unknown },
    event: {
      ...(textOrNull(flat['type']) !== null && nested !== null && { type: stringOf(flat['type']) }),
      ...(typeof flat['param'] === 'string' && { param: flat['param'] }),
    },
    ...(usage !== null && usage !== undefined && { usage }),
  }
}

/** HTTP statuses stand for codes in the errors of many servers. */
function codeOf(code: unknown): string | null {
  if (code === 429 || code === '429') return 'rate_limit_exceeded'
  if (typeof code === 'number' || (typeof code === 'string' && /^\d+$/.test(code))) return 'server_error'
  return textOrNull(code)
}
