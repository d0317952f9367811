import type { Token } from 'node-llama-cpp'
import { expect, test } from 'vitest'

import { createLogProbWriter } from './logprobs.ts'

const texts = [Buffer.from('Hi'), Buffer.from([0xf0, 0x9f]), Buffer.from(' é')]
const writer = createLogProbWriter((token) => texts[token] ?? new Uint8Array())
const distribution = new Map([0.75, 0.25, 0].map((probability, token) => [token as Token, probability]))

test('natural logarithms at full precision, alternatives as many as asked for', () => {
  const { top_logprobs: top, ...chosen } = writer.write(1 as Token, distribution, 2)
  expect(chosen).toEqual({ token: '\\xf0\\x9f', bytes: [0xf0, 0x9f], logprob: Math.log(0.25) })
  expect(top).toEqual([
    { token: 'Hi', bytes: [72, 105], logprob: Math.log(0.75) },
    { token: '\\xf0\\x9f', bytes: [0xf0, 0x9f], logprob: Math.log(0.25) },
  ])
  expect(writer.write(0 as Token, distribution, 0).top_logprobs).toEqual([])
})

test('a probability of zero is -9999, which JSON can carry', () => {
  expect(writer.write(2 as Token, distribution, 0)).toMatchObject({ token: ' é', logprob: -9999 })
})
