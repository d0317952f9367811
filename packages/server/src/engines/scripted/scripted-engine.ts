import { setTimeout as sleep } from 'node:timers/promises'

import type { Engine, EngineModel, EngineRequest } from '../engine.ts'
import type { Step, StopStep } from '../step.ts'

/** A step, or a pause before the next one in milliseconds. */
export type ScriptEntry = Step | { type: 'wait'; ms: number }

export type Script = Iterable<ScriptEntry> | AsyncIterable<ScriptEntry>

export interface ScriptedEngineOptions {
  /** The same steps for every request, or what answers this request. A function may throw, as an engine may. */
  script: readonly ScriptEntry[] | ((request: EngineRequest, call: ScriptedCall) => Script)
  /** Pause before every step, in milliseconds. @defaultValue 0: none at all, not even a turn of the event loop */
  delayMs?: number
  /** @defaultValue one model called `scripted` */
  models?: readonly EngineModel[]
  /** What `countInputTokens` says. @defaultValue 0 */
  inputTokens?: number
}

export interface ScriptedCall {
  signal: AbortSignal
  /** 0 for the first request this engine serves. */
  index: number
}

export interface ScriptedEngine extends Engine {
  /** Every request so far, in order. */
  readonly requests: readonly EngineRequest[]
  /** How many answers were aborted or left before their last step. */
  readonly abortedCount: number
}

/** The engine that tests and benches use: it yields what it was told to, honours abort, and remembers what it was asked. */
export function createScriptedEngine({
  script,
  delayMs = 0,
  models = [scriptedModel],
  inputTokens = 0,
}: ScriptedEngineOptions): ScriptedEngine {
  const requests: EngineRequest[] = []
  let abortedCount = 0

  return {
    name: 'scripted',
    models,
    requests,
    get abortedCount() {
      return abortedCount
    },
    async *generate(request, { signal }) {
      const index = requests.push(request) - 1
      let isWhole = false
      try {
        for await (const entry of typeof script === 'function' ? script(request, { signal, index }) : script) {
          const pause = entry.type === 'wait' ? entry.ms : delayMs
          if (pause > 0) await sleep(pause, undefined, { signal }).catch(() => undefined)
          if (signal.aborted) return
          if (entry.type !== 'wait') yield entry
        }
        isWhole = true
      } finally {
        if (!isWhole) abortedCount++
      }
    },
    countInputTokens: () => Promise.resolve(inputTokens),
    close: () => Promise.resolve(),
  }
}

export const scriptedModel: EngineModel = { id: 'scripted', created: 1_750_000_000, owned_by: 'goldwire', contextSize: 8192, reasons: true }

/** The steps of a plain answer, one delta per piece. */
export function textScript(pieces: readonly string[], usage: Partial<StopStep['usage']> = {}): Step[] {
  return [
    { type: 'item.start', item: { type: 'message' } },
    { type: 'part.start', part: 'output_text' },
    ...pieces.map((delta): Step => ({ type: 'delta', delta })),
    { type: 'part.end' },
    { type: 'item.end' },
    stopStep({ output_tokens: pieces.length, ...usage }),
  ]
}

/** The steps of one function call. */
export function callScript(name: string, pieces: readonly string[], usage: Partial<StopStep['usage']> = {}): Step[] {
  return [
    { type: 'item.start', item: { type: 'function_call', name } },
    ...pieces.map((delta): Step => ({ type: 'delta', delta })),
    { type: 'item.end' },
    stopStep({ output_tokens: pieces.length, ...usage }),
  ]
}

/** A `stop` step whose totals add up. */
export function stopStep(usage: Partial<StopStep['usage']> = {}, reason: StopStep['reason'] = 'completed'): StopStep {
  const { input_tokens = 1, output_tokens = 0 } = usage
  return {
    type: 'stop',
    reason,
    usage: {
      input_tokens,
      input_tokens_details: { cache_write_tokens: 0, cached_tokens: 0 },
      output_tokens,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: input_tokens + output_tokens,
      ...usage,
    },
  }
}
