/**
 * Keeps what people write from acting as the model's control tokens. A message that says `<|im_end|>` is marked before the template is rendered, and
 * the marked parts of the prompt are tokenised as plain text, so nobody can forge a turn.
 */
export interface ControlText {
  /** The same value with every control text inside its strings marked. */
  mark<Value>(value: Value): Value
  /** The prompt in pieces; plain ones must be tokenised without special tokens. */
  split(prompt: string): { text: string; isPlain: boolean }[]
}

/** A noncharacter: Unicode keeps it for uses like this one, and no text that is exchanged may hold it. */
const marker = '\uFDD0'

/** @param controlTexts - the texts of the vocabulary's control tokens, such as `<|im_end|>` */
export function createControlText(controlTexts: readonly string[]): ControlText {
  const sources = controlTexts.filter((text) => text.trim() !== '').map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const pattern = sources.length === 0 ? null : new RegExp(`${marker}|${sources.join('|')}`, 'g')

  function markText(text: string): string {
    return pattern === null ? text : text.replace(pattern, (found) => (found === marker ? '' : marker + found + marker))
  }
  function mark(value: unknown): unknown {
    if (typeof value === 'string') return markText(value)
    if (Array.isArray(value)) return value.map(mark)
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [markText(key), mark(entry)]))
  }
  return {
    mark: <Value>(value: Value) => mark(value) as Value,
    split: (prompt) => prompt.split(marker).map((text, index) => ({ text, isPlain: index % 2 === 1 })),
  }
}
