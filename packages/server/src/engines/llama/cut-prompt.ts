import type { Token } from 'node-llama-cpp'

export interface PromptPiece {
  text: string
  /** To be tokenised without special tokens. */
  isPlain: boolean
}

export interface CutPromptOptions {
  tokenize: (text: string, options: { special: boolean }) => Token[]
  /** The texts of the vocabulary's control tokens. */
  controlTexts: readonly string[]
  /** Characters a piece has before it is cut. */
  size?: number
}

/**
 * Cuts prompts where it makes no difference to their tokens: before control tokens. llama.cpp's tokenizer takes time that grows with the square of
 * the control tokens in one text, so that a long list of short messages, as one text, would keep it busy for minutes.
 */
export function createPromptCutter({ tokenize, controlTexts, size = 4096 }: CutPromptOptions): (piece: PromptPiece) => PromptPiece[] {
  const sources = controlTexts.filter((text) => text.trim() !== '').map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const pattern = sources.length === 0 ? null : new RegExp(sources.join('|'), 'g')
  const isSafe = new Map<string, boolean>()

  /** Some control tokens take the white space around them away: a cut would bring it back. */
  const mayCutBefore = (control: string): boolean => {
    const known = isSafe.get(control)
    if (known !== undefined) return known
    const tokensOf = (text: string) => tokenize(text, { special: true })
    const safe = ['a', 'a \n', control].every(
      (before) => [...tokensOf(before), ...tokensOf(`${control} b`)].join() === tokensOf(`${before}${control} b`).join(),
    )
    isSafe.set(control, safe)
    return safe
  }

  return (piece) => {
    if (pattern === null || piece.isPlain || piece.text.length <= size) return [piece]
    const pieces: PromptPiece[] = []
    let start = 0
    for (const { 0: control, index } of piece.text.matchAll(pattern)) {
      if (index - start < size || !mayCutBefore(control)) continue
      pieces.push({ text: piece.text.slice(start, index), isPlain: false })
      start = index
    }
    return [...pieces, { text: piece.text.slice(start), isPlain: false }]
  }
}
