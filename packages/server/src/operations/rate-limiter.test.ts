import fc from 'fast-check'
import { expect, test } from 'vitest'

import { ApiError } from '../run/api-error.ts'
import { formatDuration } from './format-duration.ts'
import { createRateLimiter, type LocalRateLimiter } from './rate-limiter.ts'

function refusedBy(limiter: LocalRateLimiter, tokens = 0): ApiError {
  try {
    limiter.take('a', { model: 'm', tokens })
  } catch (error) {
    if (error instanceof ApiError) return error
  }
  throw new Error('Nothing was refused.')
}

test.each([
  [0, '0s'],
  [6, '6ms'],
  [5.2, '6ms'],
  [999, '999ms'],
  [1_000, '1s'],
  [34_142, '34.142s'],
  [72_300, '1m12.3s'],
])('%d milliseconds are written %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text)
})

test('nothing is limited or told unless it is asked for', () => {
  const limiter = createRateLimiter({}, () => 0)
  for (let count = 0; count < 1_000; count++) limiter.take('a', { model: 'm', tokens: 1_000_000 })
  expect(limiter.headers('a')).toEqual({})
})

test('a caller who has used up its requests waits, as OpenAI words it; others do not', () => {
  let time = 1_000_000
  const limiter = createRateLimiter({ requestsPerMinute: 3 }, () => time)
  for (let count = 0; count < 3; count++) limiter.take('a', { model: 'm', tokens: 0 })
  expect(limiter.headers('a')).toEqual({
    'x-ratelimit-limit-requests': '3',
    'x-ratelimit-remaining-requests': '0',
    'x-ratelimit-reset-requests': '1m0s',
  })
  const error = refusedBy(limiter)
  expect(error.toBody().error).toEqual({
    message: 'Rate limit reached for m on requests per min (RPM): Limit 3, Used 3, Requested 1. Please try again in 20s.',
    type: 'requests',
    param: null,
    code: 'rate_limit_exceeded',
  })
  expect(error.status).toBe(429)
  expect(error.headers).toMatchObject({ 'retry-after': '20', 'retry-after-ms': '20000', 'x-ratelimit-remaining-requests': '0' })
  limiter.take('b', { model: 'm', tokens: 0 })
  time += 20_000
  limiter.take('a', { model: 'm', tokens: 0 })
  expect(refusedBy(limiter).headers['retry-after']).toBe('20')
})

test('tokens are charged as estimated and put right when they are known', () => {
  const limiter = createRateLimiter({ tokensPerMinute: 1_000 }, () => 0)
  const remaining = () => Number(limiter.headers('a')['x-ratelimit-remaining-tokens'])
  const settle = limiter.take('a', { model: 'm', tokens: 600 })
  expect(remaining()).toBe(400)
  expect(refusedBy(limiter, 500).message).toBe(
    'Rate limit reached for m on tokens per min (TPM): Limit 1000, Used 600, Requested 500. Please try again in 6s.',
  )
  expect(remaining()).toBe(400)
  settle(100)
  expect(remaining()).toBe(900)
  const more = limiter.take('a', { model: 'm', tokens: 500 })
  more(2_000)
  expect(remaining()).toBe(0)
  expect(refusedBy(limiter, 100).type).toBe('tokens')
})

test('what no wait can allow says so', () => {
  const error = refusedBy(
    createRateLimiter({ tokensPerMinute: 10 }, () => 0),
    11,
  )
  expect(error.message).toBe(
    'Request too large for m on tokens per min (TPM): Limit 10, Requested 11. The input or output tokens must be reduced in order to run successfully.',
  )
  expect(error.headers).not.toHaveProperty('retry-after')
})

test('whoever waits as long as told is let in, and nobody gets more than the limit in a minute', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 60 }), (limit, waits) => {
      let time = 0
      const limiter = createRateLimiter({ requestsPerMinute: limit }, () => time)
      const taken: number[] = []
      for (const wait of waits) {
        time += wait
        try {
          limiter.take('a', { model: 'm', tokens: 0 })
        } catch (error) {
          if (!(error instanceof ApiError)) throw error
          time += Number(error.headers['retry-after-ms'])
          limiter.take('a', { model: 'm', tokens: 0 })
        }
        taken.push(time)
      }
      // A full bucket, and what flowed in meanwhile.
      for (const [index, begin] of taken.entries()) {
        const within = taken.slice(index).filter((one) => one < begin + 60_000).length
        expect(within).toBeLessThanOrEqual(2 * limit)
      }
    }),
  )
})
