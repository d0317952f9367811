/** Scripts that are written without spaces; a dictionary finds their words. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}\p{Script=Myanmar}]/u
const word = /[\p{L}\p{M}\p{N}_]+/gu
const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' })

/** The words of a text, as the search compares them. */
export function wordsOf(text: string): string[] {
  return Array.from(text.matchAll(word), ([found]) => found).flatMap((found) => (unspaced.test(found) ? segment(found) : [found]))
}

/** How a word is written when nobody cares: without capitals and accents. */
export function foldWord(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
}

function segment(text: string): string[] {
  return Array.from(segmenter.segment(text)).flatMap(({ segment: found, isWordLike }) => (isWordLike === true ? [found] : []))
}
