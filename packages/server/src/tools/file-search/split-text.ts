export interface ChunkSizes {
  /** Tokens of the largest chunk; a token is taken to be four characters. */
  max_chunk_size_tokens: number
  /** Tokens that a chunk repeats of the one before it. */
  chunk_overlap_tokens: number
}

/** What OpenAI's `auto` stands for. */
export const defaultChunkSizes: ChunkSizes = { max_chunk_size_tokens: 800, chunk_overlap_tokens: 400 }

const CHARACTERS_PER_TOKEN = 4

/**
 * A text in overlapping chunks, in order; empty for a text of white space alone. A chunk ends at the end of a paragraph, a line, a sentence or a
 * word, whichever comes first in that list and lies in its second half.
 */
export function splitText(text: string, { max_chunk_size_tokens: size, chunk_overlap_tokens: overlap }: ChunkSizes): string[] {
  const longest = size * CHARACTERS_PER_TOKEN
  const repeated = overlap * CHARACTERS_PER_TOKEN
  const chunks: string[] = []
  for (let start = 0; start < text.length;) {
    const end = start + longest >= text.length ? text.length : breakBefore(text, start + Math.ceil(longest / 2), start + longest)
    const chunk = text.slice(start, end).trim()
    if (chunk !== '') chunks.push(chunk)
    if (end === text.length) break
    start = Math.max(start + 1, wordStart(text, end - repeated, end))
  }
  return chunks
}

function breakBefore(text: string, least: number, most: number): number {
  for (const mark of ['\n\n', '\n', '. ', ' ']) {
    const at = text.lastIndexOf(mark, most - mark.length)
    if (at >= least) return at + mark.length
  }
  return isLowSurrogate(text, most) ? most - 1 : most
}

/** The first word that begins at `from` or later; `from` itself where there is none before `end`. */
function wordStart(text: string, from: number, end: number): number {
  const space = text.indexOf(' ', Math.max(0, from - 1))
  if (space !== -1 && space < end - 1) return space + 1
  return isLowSurrogate(text, from) ? from + 1 : from
}

function isLowSurrogate(text: string, index: number): boolean {
  const code = text.charCodeAt(index)
  return code >= 0xdc00 && code <= 0xdfff
}
