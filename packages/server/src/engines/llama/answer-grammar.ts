import type { LlamaGrammarEvaluationState, Token } from 'node-llama-cpp'

import type { GenerationPlan, GrammarSource } from './generation-plan.ts'
import { acceptToken } from './grammar-cache.ts'
import type { LlamaRuntime } from './llama-runtime.ts'
import type { OutputParser } from './output-parser.ts'

/** The grammar of one answer: off during thoughts and free text, on from where the plan says. */
export interface AnswerGrammar {
  /** The state the next token is sampled under; undefined = free. */
  state(): LlamaGrammarEvaluationState | undefined
  /** A token was chosen. */
  accept(token: Token): void
  /** The parser has read it: switch the grammar on where it starts. */
  follow(parser: Pick<OutputParser, 'mode' | 'sinceThought' | 'callOpening'>): void
}

export interface AnswerGrammarOptions {
  /** Tokens are chosen outside the binding, so its own moves of the state must not count. */
  choosesOutside: boolean
}

/** @throws ApiError 400 when llama.cpp refuses a grammar that this answer may need */
export function createAnswerGrammar(
  { llama, model, grammars, renderer }: Pick<LlamaRuntime, 'llama' | 'model' | 'grammars' | 'renderer'>,
  plan: GenerationPlan,
  { choosesOutside }: AnswerGrammarOptions,
): AnswerGrammar {
  const start = ({ text, param }: GrammarSource) => grammars.start(text, param)
  const after = renderer.think?.after ?? ''
  let state: LlamaGrammarEvaluationState | undefined
  if (plan.answerGrammar && !plan.startsInThought) state = start(plan.answerGrammar(''))
  // Parsed now, so that a grammar that cannot be parsed is an error before the first step and not in the middle of the stream.
  else if (plan.answerGrammar) start(plan.answerGrammar(after))
  else if (plan.callGrammar) start(plan.callGrammar(renderer.call.open))

  return {
    state: () => (choosesOutside ? state?.clone() : state),
    accept(token) {
      if (choosesOutside && state && !model.isEogToken(token)) acceptToken(llama, state, token)
    },
    follow({ mode, sinceThought, callOpening }) {
      if (state || mode === 'thought') return
      if (plan.answerGrammar) state = start(plan.answerGrammar(after.startsWith(sinceThought) ? after.slice(sinceThought.length) : ''))
      else if (plan.callGrammar && callOpening !== '') state = start(plan.callGrammar(callOpening))
    },
  }
}
