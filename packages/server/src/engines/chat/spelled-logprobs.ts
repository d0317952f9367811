import type { LogProb } from '@goldwire/schemas'

import { spells } from './read-logprobs.ts'

/** Keeps the tokens that came with a text until the text goes out, whole or without its thoughts. */
export interface SpelledLogprobs {
  add(logprobs: readonly LogProb[]): void
  /** The tokens that spell exactly this text, at the beginning or the end of what is kept; undefined when they do not. */
  take(text: string): LogProb[] | undefined
  /** Tokens before the last added ones belong to text that is gone. */
  keepLast(): void
  clear(): void
}

export function createSpelledLogprobs(): SpelledLogprobs {
  let kept: LogProb[] = []
  let last: readonly LogProb[] = []
  return {
    add(logprobs) {
      kept.push(...logprobs)
      last = logprobs
    },
    take(text) {
      const length = Buffer.byteLength(text)
      let [end, size] = [0, 0]
      while (end < kept.length && size < length) size += kept[end++]?.bytes.length ?? 0
      const first = kept.slice(0, end)
      if (spells(first, text)) {
        kept = kept.slice(end)
        return first
      }
      let start = kept.length
      for (size = 0; start > 0 && size < length;) size += kept[--start]?.bytes.length ?? 0
      const tail = kept.slice(start)
      kept = []
      return spells(tail, text) ? tail : undefined
    },
    keepLast: () => void (kept = [...last]),
    clear: () => void (kept = []),
  }
}
