import { expect, test } from 'vitest'

import type { Golden } from '../golden/golden.ts'
import { parseStreamText } from '../golden/parse-stream-text.ts'
import { goldenToSse } from '../golden/golden-to-frames.ts'
import { baseGoldens } from '../mutations/base-goldens.ts'
import { lintStream } from './lint-stream.ts'

const whole = baseGoldens()[0] as Golden

/** What is heard of the stream before its last events, with what the recorder says of its end. */
const heard = (bytes: number, end: { [key: string]: string }): Golden => {
  const golden = parseStreamText(sse.slice(0, bytes))
  return { ...golden, header: { ...whole.header, ...end } }
}

const sse = goldenToSse(whole)
/** Behind the blank line of an event in the middle. */
const half = sse.indexOf('\n\n', sse.length / 2) + 2
const found = (golden: Golden) => lintStream(golden).map(({ rule, severity }) => `${severity} ${rule.slice(0, 5)}`)

test('a stream whose reader left is noted, and is no error of the server', () => {
  const golden = heard(half, { cut: 'aborted by the client', cut_by: 'client' })
  expect(found(golden)).toContain('info GW301')
  expect(found(golden).filter((each) => each.startsWith('error'))).toEqual([])
  expect(lintStream(golden).find(({ rule }) => rule.startsWith('GW301'))?.message).toContain(
    'as far as it was heard (aborted by the client)',
  )
})

test('a stream that the server broke off is its error', () => {
  expect(found(heard(half, { cut: 'the connection was reset', cut_by: 'upstream' }))).toContain('error GW301')
  expect(found(heard(half, {}))).toContain('error GW301')
})

test('what is wrong before the reader left stays an error', () => {
  const golden = heard(half, { cut: 'aborted by the client', cut_by: 'client' })
  const lines = golden.lines.filter((_, index) => index !== 2)
  expect(found({ ...golden, lines }).some((each) => each.startsWith('error'))).toBe(true)
})

test('wherever a stream breaks off, that is an error', () => {
  const silent: number[] = []
  for (let bytes = 'event:'.length; bytes < sse.length - 2; bytes += bytes % 7 === 0 ? 5 : 1)
    if (!found(heard(bytes, {})).some((each) => each.startsWith('error'))) silent.push(bytes)
  expect(silent.map((bytes) => sse.slice(bytes - 20, bytes))).toEqual([])
})

test('wherever its reader leaves, that is none', () => {
  const blamed: number[] = []
  for (let bytes = 'event:'.length; bytes < sse.length - 2; bytes += bytes % 7 === 0 ? 5 : 1)
    if (found(heard(bytes, { cut: 'aborted by the client', cut_by: 'client' })).some((each) => each.startsWith('error'))) blamed.push(bytes)
  expect(blamed.map((bytes) => sse.slice(bytes - 20, bytes))).toEqual([])
})
