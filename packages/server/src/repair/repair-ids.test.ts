import fc from 'fast-check'
import { expect, test } from 'vitest'

import { createIdBook } from './repair-ids.ts'

test('ids of the right form stay as they are', () => {
  const ids = createIdBook()
  expect(ids.ours('msg_0123', ['msg_'])).toBe('msg_0123')
  expect(ids.theirs('msg_0123')).toBe('msg_0123')
})

test('whatever the upstream calls an item, the id can be sent back to OpenAI, and leads back to its own', () => {
  const ids = createIdBook()
  fc.assert(
    fc.property(
      fc.oneof(fc.uuid(), fc.string({ minLength: 1 }), fc.string({ minLength: 70, maxLength: 400 }), fc.constant('msg_gwx')),
      (theirs) => {
        const ours = ids.ours(theirs, ['msg_'])
        expect(ours).toMatch(/^msg_[\w-]{1,60}$/)
        expect(ids.ours(theirs, ['msg_'])).toBe(ours)
        expect(ids.theirs(ours)).toBe(theirs)
      },
    ),
  )
})

test('an id that only lacks its prefix is undone by a process that never saw it', () => {
  const uuid = '0f8b2c7e-1111-4222-8333-444455556666'
  expect(createIdBook().theirs(createIdBook().ours(uuid, ['resp_']))).toBe(uuid)
})

test('what was made up means nothing to the upstream', () => {
  const ids = createIdBook()
  const made = ids.made('fc_', 'resp_1', 3)
  expect(ids.theirs(made)).toBe(null)
  expect(ids.made('fc_', 'resp_1', 3)).toBe(made)
  expect(ids.made('fc_', 'resp_1', 4)).not.toBe(made)
})

test('the oldest ids are forgotten first', () => {
  const ids = createIdBook({ most: 2 })
  for (const one of ['a', 'b', 'c']) ids.remember(`msg_${one}`, one)
  expect(['a', 'b', 'c'].map((one) => ids.theirs(`msg_${one}`))).toEqual(['msg_a', 'b', 'c'])
})
