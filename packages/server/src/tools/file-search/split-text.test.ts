import fc from 'fast-check'
import { expect, test } from 'vitest'

import { splitText } from './split-text.ts'

const sizes = { max_chunk_size_tokens: 100, chunk_overlap_tokens: 20 }

test('a short text is one chunk, white space none', () => {
  expect(splitText('  A short text.\n', sizes)).toEqual(['A short text.'])
  expect(splitText(' \n\t ', sizes)).toEqual([])
})

test('a long text is cut at paragraphs, and chunks overlap', () => {
  const paragraphs = Array.from({ length: 10 }, (_, index) => `Paragraph ${index}. ${'word '.repeat(50).trim()} end${index}`)
  const chunks = splitText(paragraphs.join('\n\n'), sizes)
  expect(chunks[0]).toBe(paragraphs[0])
  expect(chunks[1]).toMatch(/end0\n\nParagraph 1/)
  expect(chunks.at(-1)).toMatch(/end9$/)
})

test('every chunk fits, no word is lost, and no character is torn', () => {
  // Every stretch of text is told apart by its numbers, so that a chunk can be found in one place only.
  const parts = fc.constantFrom('word', ' ', '\n', '\n\n', '. ', '🌍', 'long', '語')
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 200 }), fc.integer({ min: 0, max: 50 }), (pieces, overlap) => {
      let next = 1_000
      const numbered = (piece: string) => (piece === 'long' ? Array.from({ length: 110 }, () => next++).join('-') : `${piece}${next++}`)
      const text = pieces.map(numbered).join('')
      const chunks = splitText(text, { max_chunk_size_tokens: 100, chunk_overlap_tokens: overlap })
      for (const chunk of chunks) {
        expect(chunk.length).toBeLessThanOrEqual(400)
        expect(Buffer.from(chunk).toString()).toBe(chunk)
      }
      let from = 0
      for (const chunk of chunks) {
        const at = text.indexOf(chunk, Math.max(0, from - 400))
        expect(at).not.toBe(-1)
        expect(text.slice(from, Math.max(from, at)).trim()).toBe('')
        from = Math.max(from, at + chunk.length)
      }
      expect(text.slice(from).trim()).toBe('')
    }),
  )
})
