import type { LogProb } from '@goldwire/schemas'
import type { Token } from 'node-llama-cpp'

/** What OpenAI sends for a probability of zero. */
const impossible = -9999

/** Writes the API's `logprobs` entries from the model's distribution over the whole vocabulary. */
export interface LogProbWriter {
  /**
   * @param distribution - probability of every token, most likely first, before temperature and `top_p`
   * @param top - how many alternatives to list, 0 to 20
   */
  write(token: Token, distribution: ReadonlyMap<Token, number>, top: number): LogProb
}

export function createLogProbWriter(bytesOf: (token: Token) => Uint8Array): LogProbWriter {
  const entry = (token: Token, probability: number) => {
    const bytes = bytesOf(token)
    return { token: tokenName(bytes), bytes: [...bytes], logprob: probability > 0 ? Math.log(probability) : impossible }
  }
  return {
    write(token, distribution, top) {
      const alternatives = []
      for (const [other, probability] of distribution) {
        if (alternatives.length === top) break
        alternatives.push(entry(other, probability))
      }
      return { ...entry(token, distribution.get(token) ?? 0), top_logprobs: alternatives }
    },
  }
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A token's text; half a character is written as escapes, `\xf0\x9f`, as OpenAI does. */
function tokenName(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    return Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
  }
}
