import fc from 'fast-check'
import { expect, test } from 'vitest'

import { codePoints, createObfuscate } from './obfuscation.ts'
import { createRandomBytes, createSeededBytes } from './random-bytes.ts'

test('padding is alphanumeric and fills the delta up to a multiple of 16 code points', () => {
  const obfuscate = createObfuscate(createRandomBytes())
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (delta) => {
      const padding = obfuscate(delta)
      expect(padding).toMatch(/^[A-Za-z0-9]{0,15}$/)
      expect(([...delta].length + padding.length) % 16).toBe(0)
    }),
  )
})

test('a delta of 16 needs none, and an empty one neither', () => {
  const obfuscate = createObfuscate(createSeededBytes(1))
  expect(obfuscate('x'.repeat(16))).toBe('')
  expect(obfuscate('')).toBe('')
  expect(obfuscate('🌍')).toHaveLength(15)
})

test('code points are counted as the iterator of a string counts them, also with halves of pairs', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'é', '🌍', '\ud83c', '\udf0d')), (pieces) => {
      const text = pieces.join('')
      expect(codePoints(text)).toBe([...text].length)
    }),
  )
})

test('padding does not repeat while thousands of deltas are padded', () => {
  const obfuscate = createObfuscate(createRandomBytes())
  const seen = new Set(Array.from({ length: 5000 }, () => obfuscate('x')))
  expect(seen.size).toBe(5000)
})
