import fc from 'fast-check'
import { expect, test } from 'vitest'

import { TextBuffer } from './text-buffer.ts'

test('the text is all pieces in order, however many, and may be asked for at any time', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 50 }), fc.integer({ min: 1, max: 100 }), (pieces, times) => {
      const text = new TextBuffer()
      const all = Array.from({ length: times }, () => pieces).flat()
      for (const [index, piece] of all.entries()) {
        text.add(piece)
        if (index % 1000 === 0) expect(text.toString()).toBe(all.slice(0, index + 1).join(''))
      }
      expect(text.toString()).toBe(all.join(''))
    }),
    { numRuns: 40 },
  )
})
