import type { CreateResponseBody } from '@goldwire/schemas'

import type { Engine, EngineModel, EngineRequest } from '../../engines/engine.ts'
import { condense } from './condense.ts'

/** What is compacted while a response is made. */
export interface CompactionPlan {
  /** Tokens from which on the conversation is compacted; null when only a trigger asked for it. */
  threshold: number | null
  /** Characters a condensed conversation may have. */
  most: number
  /** The conversation so far, condensed because it is too long already, or because of a `compaction_trigger`; null when it was not. */
  before: string | null
  /** The trigger stands at the end: the compaction is all that was asked for. */
  isAll: boolean
}

export interface PlannedCompaction {
  plan: CompactionPlan | null
  /** The request without what was condensed. */
  request: EngineRequest
}

/** Of the model's context, this much is the threshold when the request names none, and a condensed conversation may take. */
const THRESHOLD_SHARE = 3 / 4
const TEXT_SHARE = 1 / 4
/** Characters a token has at least, in most texts. */
const CHARACTERS = 2

/**
 * Decides whether the conversation is compacted before the model is asked: when it has reached `compact_threshold`, or where a
 * `compaction_trigger` stands. The current turn, from the last message of a user on, stays as it is.
 */
export async function planCompaction(
  body: CreateResponseBody,
  request: EngineRequest,
  { engine, model }: { engine: Pick<Engine, 'countInputTokens'>; model: EngineModel },
): Promise<PlannedCompaction> {
  const setting = body.context_management?.find((one) => one.type === 'compaction')
  const trigger = request.items.findLastIndex((item) => item.type === 'compaction_trigger')
  if (setting === undefined && trigger === -1) return { plan: null, request }
  const threshold = setting === undefined ? null : (setting.compact_threshold ?? Math.floor(model.contextSize * THRESHOLD_SHARE))
  const most = Math.floor(Math.min(threshold ?? Infinity, model.contextSize) * TEXT_SHARE * CHARACTERS)
  const items = request.items.filter((item) => item.type !== 'compaction_trigger')
  const whole = { ...request, items }
  const plan = { threshold, most, before: null, isAll: false }
  if (trigger !== -1) {
    const split = request.items.slice(0, trigger).filter((item) => item.type !== 'compaction_trigger').length
    const before = condense(items.slice(0, split), { most })
    return { plan: { ...plan, before, isAll: split === items.length }, request: withCompacted(whole, before, split) }
  }
  const turn = items.findLastIndex((item) => 'role' in item && item.role === 'user')
  const hasHistory = items.slice(0, turn).some((item) => !('role' in item && ['system', 'developer'].includes(item.role)))
  if (turn <= 0 || !hasHistory || (await engine.countInputTokens(whole)) < (threshold ?? Infinity)) return { plan, request: whole }
  return {
    plan: { ...plan, before: condense(items, { most }) },
    request: withCompacted(whole, condense(items.slice(0, turn), { most }), turn),
  }
}

/** The request with its first items condensed; rules stay. */
function withCompacted(request: EngineRequest, text: string, count: number): EngineRequest {
  const rules = request.items.slice(0, count).filter((item) => 'role' in item && ['system', 'developer'].includes(item.role))
  return { ...request, items: [...rules, { type: 'compaction', encrypted_content: text }, ...request.items.slice(count)] }
}
