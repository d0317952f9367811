import type { Engine, EngineRequest } from '../engines/engine.ts'
import type { Step } from '../engines/step.ts'
import { earlyStop } from '../engines/early-stop.ts'
import { overriding } from '../engines/overriding.ts'

/**
 * An engine that stops as `steered` at the first safe place after `isSteered` says so, if it would go on: between two items, or in the middle
 * of a message of plain text, of which what was said is kept. A call that was begun is finished, and after a call the engine goes on to its
 * own end: the caller must answer it first. Reasoning and structured text are not cut.
 *
 * Output tokens of an answer that was stopped are the deltas that were sent; an engine says more only at its end.
 */
export function steerableEngine(engine: Engine, isSteered: () => boolean): Engine {
  return overriding(engine, {
    async *generate(request, options) {
      const place = createPlace(request)
      for await (const step of engine.generate(request, options)) {
        const goesOn = step.type === 'delta' || step.type === 'item.start'
        if (goesOn && isSteered() && place.isSafe()) {
          const inputTokens = await engine.countInputTokens(request)
          yield earlyStop('steered', { inputTokens, ...place.tokens })
          return
        }
        yield step
        place.pass(step)
      }
    },
  })
}

interface Place {
  pass(step: Step): void
  isSafe(): boolean
  readonly tokens: { outputTokens: number; reasoningTokens: number }
}

function createPlace({ textFormat }: EngineRequest): Place {
  const open = new Map<string | undefined, string>()
  const tokens = { outputTokens: 0, reasoningTokens: 0 }
  let hasCall = false
  let inText = false
  return {
    tokens,
    pass(step) {
      if (step.type === 'item.start') {
        open.set(step.key, step.item.type)
        hasCall ||= step.item.type !== 'message' && step.item.type !== 'reasoning'
      } else if (step.type === 'item.end') open.delete(step.key)
      else if (step.type === 'delta') {
        tokens.outputTokens += 1
        if (open.get(step.key) === 'reasoning') tokens.reasoningTokens += 1
      }
      inText = step.type === 'delta' && open.size === 1 && open.get(step.key) === 'message' && textFormat.type === 'text'
    },
    isSafe: () => !hasCall && (open.size === 0 || inText),
  }
}
