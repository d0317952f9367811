import type { LogProb } from '@goldwire/schemas'

/** Keeps tokens' logprobs beside their text until that text is sent or dropped. */
export interface LogProbQueue {
  /** @param length - characters this token completed; 0 for one that only begins a character, which then belongs to the next text */
  add(length: number, logprob: LogProb): void
  /** The entries of the tokens that begin within the next `length` characters, which are thereby gone; undefined when none are kept. */
  take(length: number): LogProb[] | undefined
  drop(length: number): void
}

export function createLogProbQueue(): LogProbQueue {
  /** `at` is where a token's text begins, counted from the first character that is not gone. */
  let entries: { at: number; logprob: LogProb }[] = []
  let total = 0
  let isUsed = false

  const cut = (length: number) => {
    const gone = entries.filter((entry) => entry.at < length)
    entries = entries.filter((entry) => entry.at >= length).map((entry) => ({ ...entry, at: entry.at - length }))
    total -= length
    return gone
  }
  return {
    add(length, logprob) {
      isUsed = true
      entries.push({ at: total, logprob })
      total += length
    },
    take: (length) => (isUsed ? cut(length).map((entry) => entry.logprob) : undefined),
    drop: (length) => void (isUsed && cut(length)),
  }
}
