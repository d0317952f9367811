import type { Engine } from './engine.ts'
import { overriding } from './overriding.ts'
import { earlyStop } from './early-stop.ts'

/**
 * Answers `generate: false` and `prompt_cache_options.prewarm`: the engine reads the prompt, which is what its prefix cache makes the next request faster by, and is stopped
 * before it says a word. The response is complete and empty, with no output tokens (observed on api.openai.com in 2026-09).
 */
export function warmUpEngine(engine: Engine): Engine {
  return overriding(engine, {
    async *generate(request, options) {
      const inputTokens = await engine.countInputTokens(request)
      for await (const step of engine.generate(request, options)) {
        if (step.type === 'fail') {
          yield step
          return
        }
        break
      }
      if (!options.signal.aborted) yield earlyStop('completed', { inputTokens, outputTokens: 0, reasoningTokens: 0 })
    },
  })
}
