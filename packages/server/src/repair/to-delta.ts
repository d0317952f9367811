import { type LogProb, logProbSchema } from '@goldwire/schemas'

import type { RepairStep } from './repair-step.ts'
import type { Piece } from './text-track.ts'
import { fieldsOf, stringOf } from './wire.ts'

/** The steps that send pieces of text, with the log probabilities where those are right, and the padding that came with them. */
export function toDeltas(pieces: readonly Piece[], note: (rule: string, message: string) => void): RepairStep[] {
  return pieces.flatMap(({ text, from }): RepairStep[] => {
    if (text === '' && from === null) return []
    const step: RepairStep = { type: 'delta', delta: text }
    const padding = from?.['obfuscation']
    if (typeof padding === 'string') step.obfuscation = padding
    const given = from?.['logprobs']
    if (Array.isArray(given) && given.length > 0) {
      const entries = fieldsOf(given).flatMap((entry) => {
        const parsed = logProbSchema.safeParse({ bytes: bytesOf(entry['token']), top_logprobs: [], ...entry })
        return parsed.success && isProbability(parsed.data) ? [parsed.data] : []
      })
      if (entries.length === given.length && entries.map(({ token }) => token).join('') === text) step.logprobs = entries.map(withBytes)
      else note('GW613', 'Log probabilities that are none, or of another text, were left out.')
    }
    return [step]
  })
}

/** The logarithm of no more than 1; OpenAI's own are a rounding error above it at times. */
const isProbability = ({ logprob, top_logprobs: others }: LogProb): boolean =>
  [logprob, ...others.map((one) => one.logprob)].every((value) => value < 0.01)

/** Bytes that spell another token than the token itself are made anew; of a character that tokens share, each has some. */
function withBytes(entry: LogProb): LogProb {
  const spelled = new TextDecoder().decode(new Uint8Array(entry.bytes))
  return spelled === entry.token || spelled.includes('\uFFFD') ? entry : { ...entry, bytes: bytesOf(entry.token) }
}

const bytesOf = (token: unknown): number[] => [...new TextEncoder().encode(stringOf(token))]
