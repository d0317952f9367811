import type { Response } from '@goldwire/schemas'

import { createRepairer, type RepairerOptions } from './create-repairer.ts'
import type { Repair } from './repair-log.ts'
import { type Fields, isFields, stringOf } from './wire.ts'

export interface RepairedBody {
  response: Response
  repairs: readonly Repair[]
}

/** Statuses of a response that still runs, or was stopped: nothing of it was streamed, and nothing ends. */
const unfinished: ReadonlySet<string> = new Set(['queued', 'in_progress', 'cancelled'])

/**
 * A Response that came as one JSON body, put right in the same way as a stream that would have brought it.
 *
 * @param body the parsed body; one without a `status` counts as completed
 */
export function repairBody(body: Fields, options: RepairerOptions): RepairedBody {
  const repairer = createRepairer(options)
  const status = stringOf(body['status'])
  const isOpen = unfinished.has(status)
  const ending = status === 'failed' || status === 'incomplete' ? status : 'completed'
  const inner = isOpen ? { ...body, status: 'completed', usage: body['usage'] ?? nothing } : body
  const numbered = { sequence_number: 0, type: `response.${ending}`, response: inner }
  repairer.event(numbered)
  const { response, repairs } = repairer
  if (response === null) throw new TypeError('Failed to repair a body: no response came of it.')
  const isOfStream = (repair: Repair) => repair.place === 'stream' || repair.rule === 'GW305' || streaming.has(repair.rule)
  const kept = repairs.filter((repair) => !isOfStream(repair) || !repair.mended)
  if (!isOpen) return { response: { ...response, ...billing(body) }, repairs: kept }
  const usage = isFields(body['usage']) ? response.usage : null
  return { response: { ...response, status: status as Response['status'], usage, completed_at: null, ...billing(body) }, repairs: kept }
}

const nothing = { input_tokens: 0, output_tokens: 0, total_tokens: 0, input_tokens_details: {}, output_tokens_details: {} }
/** What a body cannot get wrong: how its items were streamed. */
const streaming: ReadonlySet<string> = new Set(['GW313', 'GW402', 'GW614', 'GW705', 'GW803'])

const billing = ({ billing: told }: Fields): Pick<Response, 'billing'> =>
  isFields(told) && typeof told['payer'] === 'string' ? { billing: { payer: told['payer'] } } : {}
