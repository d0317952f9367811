import type { Llama, LlamaGrammar, LlamaGrammarEvaluationState, LlamaModel, Token } from 'node-llama-cpp'

import { ApiError } from '../../run/api-error.ts'
import type { Binding } from './binding.ts'

export interface GrammarCache {
  /**
   * A fresh state at the beginning of this grammar.
   *
   * @param param - names what the grammar came from, for the error
   * @throws ApiError 400 when llama.cpp refuses the grammar, such as for a schema that refers to itself and nothing else
   */
  start(text: string, param: string): LlamaGrammarEvaluationState
}

/** Grammars that were used lately stay parsed: clients send the same tools and schemas again and again. */
export function createGrammarCache(binding: Binding, llama: Llama, model: LlamaModel, { max = 64 } = {}): GrammarCache {
  const grammars = new Map<string, LlamaGrammar>()

  function parse(text: string, param: string): LlamaGrammar {
    try {
      return new binding.LlamaGrammar(llama, { grammar: text })
    } catch (cause) {
      throw new ApiError({
        code: null,
        param,
        message: `The schema in '${param}' cannot be turned into a grammar: it is too large, or it refers to itself without end.`,
        cause,
      })
    }
  }
  return {
    start(text, param) {
      const grammar = grammars.get(text) ?? parse(text, param)
      grammars.delete(text)
      grammars.set(text, grammar)
      for (const [oldest] of grammars) {
        if (grammars.size <= max) break
        grammars.delete(oldest)
      }
      return new binding.LlamaGrammarEvaluationState({ model, grammar })
    },
  }
}

interface BindingInternals {
  _bindings: { AddonSampler: { acceptGrammarEvaluationStateToken(state: unknown, token: Token): void } }
}

/**
 * Moves a grammar state past `token`. The binding does this itself for tokens that it sampled; for tokens chosen outside it has the function
 * but no public name (3.21.1, the version this package pins).
 */
export function acceptToken(llama: Llama, state: LlamaGrammarEvaluationState, token: Token): void {
  const { AddonSampler } = (llama as unknown as BindingInternals)._bindings
  AddonSampler.acceptGrammarEvaluationStateToken((state as unknown as { _state: unknown })._state, token)
}
