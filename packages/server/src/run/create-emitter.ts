import type { OutputItem, Response } from '@goldwire/schemas'

import type { FailStep, ItemEndStep, ItemStartStep, Step, StopStep } from '../engines/step.ts'
import { apiErrorTable } from './api-error.ts'
import { createItemEmitter, type ItemEmitter } from './emit/item-emitter.ts'
import type { InnerStep } from './emit/item-kind.ts'
import { normaliseUsage } from './emit/normalise-usage.ts'
import { type ResponseBase, responseSnapshot } from './emit/response-snapshot.ts'
import type { IdSource } from './ids.ts'
import type { UnstampedEvent } from './unstamped-event.ts'

export interface EmitterOptions {
  ids: IdSource
  /** Milliseconds since 1970; `completed_at` is made of it. */
  now: () => number
  /**
   * Asked once, for the terminal event: the fields of the response that only the end knows. Default: `service_tier` "auto" becomes
   * "default" (unless the response failed), `tool_usage` counts the web searches, everything else stays as it was created.
   */
  settle?: () => Partial<Response>
}

/** Turns steps into events, one response's worth. Synchronous: what a step means is known at once. */
export interface Emitter {
  /** `response.created`, and `response.queued` for a background response. */
  start(): UnstampedEvent[]
  /** `response.in_progress`. The first step does it if nobody did. */
  begin(): UnstampedEvent[]
  /**
   * What one step sends.
   * @throws TypeError for a step where none of its kind can be: a mistake of the engine, not of the caller of the API
   */
  step(step: Step): UnstampedEvent[]
  /** Ends a run whose engine stopped without saying so: an `error` and `response.failed`. Sends nothing when it is over already. */
  end(): UnstampedEvent[]
  /** The terminal event was given out. */
  readonly ended: boolean
}

interface OpenItem {
  emitter: ItemEmitter
  outputIndex: number
}

/**
 * The server's one way from steps to events, for all kinds of output item. Events carry neither `sequence_number` nor `obfuscation` (see
 * `createStamp`), are new objects, and are not touched once given out.
 */
export function createEmitter(base: ResponseBase, { ids, now, settle }: EmitterOptions): Emitter {
  const output: OutputItem[] = []
  const keyed = new Map<string, OpenItem>()
  const reasons = base.reasoning?.effort !== null && base.reasoning?.effort !== undefined
  let single: OpenItem | null = null
  let nextIndex = 0
  let begun = false
  let ended = false

  const snapshot = (state: Parameters<typeof responseSnapshot>[1]) => responseSnapshot(base, state)

  const startItem = ({ item, key }: ItemStartStep): UnstampedEvent[] => {
    if (key === undefined ? single !== null : keyed.has(key)) {
      throw new TypeError(`Failed to start a ${item.type}: the item before it${key === undefined ? '' : ` with key ${key}`} is still open.`)
    }
    const outputIndex = nextIndex
    nextIndex += 1
    const emitter = createItemEmitter(item, { outputIndex, ids, reasons, keyed: key !== undefined })
    if (key === undefined) single = { emitter, outputIndex }
    else keyed.set(key, { emitter, outputIndex })
    return emitter.open()
  }
  const findItem = (step: InnerStep | ItemEndStep): OpenItem => {
    const open = step.key === undefined ? single : keyed.get(step.key)
    if (open === null || open === undefined) {
      throw new TypeError(
        `Failed to emit step ${JSON.stringify(step.type)}: no item${step.key === undefined ? '' : ` with key ${step.key}`} is open.`,
      )
    }
    return open
  }
  const finish = ({ emitter, outputIndex }: OpenItem, end: { fields?: ItemEndStep['item']; cut: boolean }): UnstampedEvent[] => {
    const { fields, cut } = end
    const { events, item } = emitter.close(fields === undefined ? { cut } : { fields, cut })
    output[outputIndex] = item
    return events
  }
  const endItem = (step: ItemEndStep): UnstampedEvent[] => {
    const open = findItem(step)
    const events = finish(open, { fields: step.item, cut: false })
    if (step.key === undefined) single = null
    else keyed.delete(step.key)
    return step.silent === true ? events.slice(0, -1) : events
  }
  const cutOpenItems = (cut: boolean): UnstampedEvent[] => {
    const open = [...(single === null ? [] : [single]), ...keyed.values()].sort((a, b) => a.outputIndex - b.outputIndex)
    single = null
    keyed.clear()
    return open.flatMap((item) => finish(item, { cut }))
  }

  const stop = ({ reason, usage: reported }: StopStep): UnstampedEvent[] => {
    const events = cutOpenItems(reason !== 'completed')
    const usage = normaliseUsage(reported)
    const settled = { ...settleByDefault(base, output), ...settle?.() }
    const common = { output: [...output], usage, settled }
    ended = true
    return reason === 'completed'
      ? [
          ...events,
          {
            type: 'response.completed',
            response: snapshot({ ...common, status: 'completed', completed_at: Math.floor(now() / 1000) }),
          } as UnstampedEvent,
        ]
      : [
          ...events,
          {
            type: 'response.incomplete',
            response: snapshot({ ...common, status: 'incomplete', incomplete_details: { reason } }),
          } as UnstampedEvent,
        ]
  }
  const fail = ({ error, event, usage }: FailStep): UnstampedEvent[] => {
    const events = cutOpenItems(true)
    const { param, type, ...told } = error
    const row = (apiErrorTable as { [code: string]: { type: string } | undefined })[error.code]
    ended = true
    const nested = {
      type: event?.type ?? type ?? row?.type ?? 'server_error',
      code: error.code,
      message: error.message,
      param: event?.param ?? param ?? null,
    }
    const response = snapshot({
      status: 'failed',
      output: [...output],
      error: told,
      usage: usage === undefined ? null : normaliseUsage(usage),
      settled: settle?.() ?? {},
    })
    return [...events, { type: 'error', error: nested }, { type: 'response.failed', response } as UnstampedEvent]
  }
  const emitStep = (step: Step): UnstampedEvent[] => {
    if (step.type === 'item.start') return startItem(step)
    if (step.type === 'item.end') return endItem(step)
    if (step.type === 'stop') return stop(step)
    if (step.type === 'fail') return fail(step)
    return findItem(step).emitter.step(step)
  }
  const begin = (): UnstampedEvent[] => {
    if (begun) return []
    begun = true
    return [{ type: 'response.in_progress', response: snapshot({ status: 'in_progress' }) } as UnstampedEvent]
  }

  return {
    start() {
      const status = base.background ? 'queued' : 'in_progress'
      const created = { type: 'response.created', response: snapshot({ status }) } as UnstampedEvent
      return base.background ? [created, { type: 'response.queued', response: snapshot({ status }) } as UnstampedEvent] : [created]
    },
    begin,
    step(step) {
      if (ended) throw new TypeError(`Failed to emit step ${JSON.stringify(step.type)}: the response has ended.`)
      return begun ? emitStep(step) : [...begin(), ...emitStep(step)]
    },
    end() {
      if (ended) return []
      const message = 'The model stopped before its answer was finished.'
      return [...begin(), ...fail({ type: 'fail', error: { code: 'server_error', message } })]
    },
    get ended() {
      return ended
    },
  }
}

/** What the end of every answer settles. `num_requests` counted one for one search, wherever `tool_usage` was there and searches were made (2 captures). */
function settleByDefault(base: ResponseBase, output: readonly OutputItem[]): Partial<Response> {
  const searches = output.filter((item) => item.type === 'web_search_call' && item.action.type === 'search' && item.status === 'completed')
  return {
    ...(base.service_tier === 'auto' && { service_tier: 'default' as const }),
    ...(searches.length > 0 &&
      base.tool_usage !== undefined && { tool_usage: { ...base.tool_usage, web_search: { num_requests: searches.length } } }),
  }
}
