import { expect, test } from 'vitest'

import { roundLogprobs } from './round-logprobs.ts'

test('log probabilities are rounded to six decimals at both levels, and nothing else changes', () => {
  const entry = { token: 'a', bytes: [97], logprob: -0.0000004, top_logprobs: [{ token: 'b', bytes: [98], logprob: -13.500003814697266 }] }
  const [rounded] = roundLogprobs([entry])
  expect(rounded).toEqual({ ...entry, logprob: -0, top_logprobs: [{ token: 'b', bytes: [98], logprob: -13.500004 }] })
  expect(JSON.stringify(rounded)).toContain('"logprob":0,')
  expect(entry.logprob).toBe(-0.0000004)
})
