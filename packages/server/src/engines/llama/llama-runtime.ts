import type { LlamaContextSequence, Token, TokenBias } from 'node-llama-cpp'

import { createControlText, type ControlText } from '../../prompt/control-text.ts'
import { createPromptRenderer, type PromptRenderer } from '../../prompt/render-prompt.ts'
import { createPromptCutter, type PromptPiece } from './cut-prompt.ts'
import { createGrammarCache, type GrammarCache } from './grammar-cache.ts'
import type { LoadedModel } from './load-model.ts'
import { createLogProbWriter, type LogProbWriter } from './logprobs.ts'
import { silentTokens } from './silent-tokens.ts'
import { createTokenText, type TokenText } from './token-text.ts'

/** A loaded model with everything about it that all requests share. */
export interface LlamaRuntime extends Pick<LoadedModel, 'binding' | 'llama' | 'model' | 'context'> {
  renderer: PromptRenderer
  control: ControlText
  cut: (piece: PromptPiece) => PromptPiece[]
  /** Characters of the vocabulary's longest token. */
  longestToken: number
  tokenText: TokenText
  logProbs: LogProbWriter
  grammars: GrammarCache
  /** Tokens that no answer may hold, and the same for the binding's sampler. */
  silent: ReadonlySet<Token>
  silentBias: TokenBias
  /** One per slot, for the life of the process. */
  sequences: LlamaContextSequence[]
}

/** GGUF's token type of turn markers and the like. */
const controlTypes: readonly number[] = [3]

export function createLlamaRuntime({ binding, llama, model, context, slots }: LoadedModel): LlamaRuntime {
  const { tokenizer } = model.fileInfo.metadata
  const { ggml } = tokenizer
  const tokenText = createTokenText({
    model: ggml.model,
    tokens: ggml.tokens,
    tokenTypes: ggml.token_type,
    detokenize: (tokens) => model.detokenize(tokens, true),
  })
  const renderer = createPromptRenderer({
    template: tokenizer.chat_template ?? null,
    bosToken: model.tokens.bosString ?? '',
    eosToken: model.tokens.eosString ?? '',
    addBos: model.tokens.shouldPrependBosToken,
  })
  const { call, think } = renderer
  const controlTexts = (ggml.tokens ?? []).filter((_, token) => controlTypes.includes(ggml.token_type?.[token] ?? 1))
  const silent = silentTokens(model, [call.first, call.middle, call.joint, call.last, think?.open, think?.close].join(' '))
  const silentBias = binding.TokenBias.for(model)
  for (const token of silent) silentBias.set(token, 'never')
  return {
    binding,
    llama,
    model,
    context,
    renderer,
    control: createControlText(controlTexts),
    cut: createPromptCutter({ tokenize: (text, { special }) => model.tokenize(text, special), controlTexts }),
    longestToken: (ggml.tokens ?? []).reduce((most, { length }) => Math.max(most, length), 1),
    tokenText,
    logProbs: createLogProbWriter((token) => tokenText.bytes(token)),
    grammars: createGrammarCache(binding, llama, model),
    silent,
    silentBias,
    sequences: Array.from({ length: slots }, () => context.getSequence()),
  }
}
