import type { LogProb } from '@goldwire/schemas'

import { isObject, textAt } from './json.ts'

const utf8 = new TextEncoder()
/** Half a character cannot be written as text: servers write U+FFFD, or the bytes. */
const isPartOfCharacter = (token: string) => /\uFFFD|^bytes:|\\x/.test(token)

/** What servers send for a token without any probability, where JSON has no infinity. */
const LEAST = -9999

/** The entries of `logprobs.content` as the Responses API has them: bytes always there and true, no probability above 1. */
export function readLogprobs(content: unknown): LogProb[] {
  if (!Array.isArray(content)) return []
  return content.filter(isObject).map((entry) => {
    const alternatives = Array.isArray(entry['top_logprobs']) ? (entry['top_logprobs'] as unknown[]) : []
    return { ...readToken(entry), top_logprobs: alternatives.filter(isObject).map(readToken) }
  })
}

function readToken(entry: { readonly [key: string]: unknown }) {
  const token = textAt(entry, 'token')
  const { bytes, logprob } = entry
  const own = [...utf8.encode(token)]
  const isGiven = Array.isArray(bytes) && bytes.every((byte) => Number.isInteger(byte) && byte >= 0 && byte < 256)
  return {
    token,
    bytes: isGiven && isPartOfCharacter(token) ? (bytes as number[]) : own,
    logprob: typeof logprob === 'number' && Number.isFinite(logprob) ? Math.min(logprob, 0) : LEAST,
  }
}

/** The tokens spell exactly this text. */
export function spells(logprobs: readonly LogProb[], text: string): boolean {
  return Buffer.from(logprobs.flatMap(({ bytes }) => bytes)).equals(utf8.encode(text))
}
