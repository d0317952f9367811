import type { LlamaModel, Token } from 'node-llama-cpp'

/** Token types of GGUF: control and unused. */
const unspoken: readonly number[] = [3, 5]

/**
 * Tokens that no answer may hold: turn markers and reserved ones, unless the model's own call or think syntax is written with them. Hot sampling
 * and grammars, whose strings allow any text, would otherwise put `<|im_start|>` into an answer. What ends an answer is not among them.
 *
 * @param syntax - all that the model writes around calls and thoughts
 */
export function silentTokens(model: LlamaModel, syntax: string): Set<Token> {
  const { tokens, token_type: types } = model.fileInfo.metadata.tokenizer.ggml
  const silent = new Set<Token>()
  types?.forEach((type, index) => {
    const token = index as Token
    const text = tokens[index] ?? ''
    if (unspoken.includes(type) && !model.isEogToken(token) && !(text !== '' && syntax.includes(text))) silent.add(token)
  })
  return silent
}
