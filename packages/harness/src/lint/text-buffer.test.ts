import fc from 'fast-check'
import { expect, test } from 'vitest'

import { TextBuffer } from './text-buffer.ts'

test('the text is all pieces in order, however many, and may be asked for at any time', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 50 }), fc.integer({ min: 1, max: 100 }), (pieces, times) => {
      const text = new TextBuffer()
      const all = Array.from({ length: times }, () => pieces).flat()
      const half = all.length >> 1
      for (const piece of all.slice(0, half)) text.add(piece)
      expect(text.toString()).toBe(all.slice(0, half).join(''))
      for (const piece of all.slice(half)) text.add(piece)
      expect(text.toString()).toBe(all.join(''))
    }),
    { numRuns: 40 },
  )
})
