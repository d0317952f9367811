import fc from 'fast-check'
import { expect, test } from 'vitest'

import { createSealer } from './sealer.ts'

test('whatever is sealed comes back, and never twice as the same ciphertext', () => {
  const sealer = createSealer('a secret')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const [first, second] = [sealer.seal('reasoning', text), sealer.seal('reasoning', text)]
      expect(first).not.toBe(second)
      expect(first).toMatch(/^[\w-]+$/)
      expect(sealer.open('reasoning', first)).toBe(text)
      expect(sealer.open('reasoning', second)).toBe(text)
    }),
  )
})

test('the ciphertext does not hold the text', () => {
  expect(Buffer.from(createSealer('k').seal('reasoning', 'the plain thought'), 'base64url').toString('latin1')).not.toContain('plain')
})

test('a ciphertext with one bit changed, cut short or lengthened is not opened', () => {
  const sealer = createSealer('a secret')
  const sealed = sealer.seal('reasoning', 'thought')
  const bytes = Buffer.from(sealed, 'base64url')
  fc.assert(
    fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
      const damaged = Buffer.from(bytes)
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(sealer.open('reasoning', damaged.toString('base64url'))).toBeNull()
    }),
  )
  for (let length = 0; length < sealed.length; length++) expect(sealer.open('reasoning', sealed.slice(0, length))).toBeNull()
  expect(sealer.open('reasoning', `${sealed}AAAA`)).toBeNull()
  expect(sealer.open('reasoning', `${sealed.slice(0, 8)} ${sealed.slice(8)}`)).toBeNull()
})

test('the same secret opens it elsewhere, another one does not, and a kind is never taken for another', () => {
  const sealed = createSealer('shared').seal('compaction', 'summary')
  expect(createSealer('shared').open('compaction', sealed)).toBe('summary')
  expect(createSealer('other').open('compaction', sealed)).toBeNull()
  expect(createSealer().open('compaction', sealed)).toBeNull()
  expect(createSealer('shared').open('reasoning', sealed)).toBeNull()
})

test.each(['', 'x', 'gAAAAABfakeTokenOfAnotherServer=='])('%j is not opened', (foreign) => {
  expect(createSealer('shared').open('reasoning', foreign)).toBeNull()
})
