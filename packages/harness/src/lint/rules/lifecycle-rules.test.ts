import { expect, test } from 'vitest'
import { problemOfTimes } from './lifecycle-rules.ts'

const now = 1_780_000_000

test('times are seconds since 1970, not milliseconds, and in order', () => {
  expect(problemOfTimes({ created_at: now, completed_at: now + 5 })).toBeNull()
  expect(problemOfTimes({ created_at: now, completed_at: null })).toBeNull()
  expect(problemOfTimes({})).toBeNull()
  expect(problemOfTimes({ created_at: now, completed_at: now * 1000 })).toEqual({
    field: 'completed_at',
    message: 'completed_at is 1780000000000, expected seconds since 1970: milliseconds?',
  })
  expect(problemOfTimes({ created_at: now, completed_at: now - 1 })?.field).toBe('completed_at')
})
