import type { Token } from 'node-llama-cpp'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { createTokenText } from './token-text.ts'

/** A byte-level vocabulary: token n is the byte n, in GPT-2's printable disguise. */
const byteLevel = Array.from({ length: 256 }, (_, byte) => {
  const isPrintable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae
  const before = Array.from({ length: byte }, (__, other) => other).filter(
    (other) => !((other >= 0x21 && other <= 0x7e) || (other >= 0xa1 && other <= 0xac) || other >= 0xae),
  )
  return String.fromCodePoint(isPrintable ? byte : 0x100 + before.length)
})
const none = () => ''
const vocabulary = {
  model: 'gpt2',
  tokens: [...byteLevel, '<|end|>', 'Ġhello'],
  tokenTypes: [...byteLevel.map(() => 1), 3, 1],
  detokenize: none,
}

test('any text comes out whole, whatever its tokens cut through', () => {
  const text = createTokenText(vocabulary)
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (source) => {
      const decoder = text.createDecoder()
      const pieces = [...Buffer.from(source)].map((byte) => decoder.push(byte as Token))
      expect(pieces.join('')).toBe(Buffer.from(source).toString())
    }),
  )
})

test('a character appears with the token that completes it', () => {
  const decoder = createTokenText(vocabulary).createDecoder()
  expect([...Buffer.from('aé😀b')].map((byte) => decoder.push(byte as Token))).toEqual(['a', '', 'é', '', '', '', '😀', 'b'])
})

test('bytes of special and of plain tokens are exact', () => {
  const text = createTokenText(vocabulary)
  expect(Buffer.from(text.bytes(256 as Token)).toString()).toBe('<|end|>')
  expect(Buffer.from(text.bytes(257 as Token)).toString()).toBe(' hello')
  expect([...text.bytes(0xff as Token)]).toEqual([0xff])
})

test('a SentencePiece vocabulary has its spaces and bytes', () => {
  const text = createTokenText({ model: 'llama', tokens: ['▁Hello', '<0xE2>', '▁'], tokenTypes: [1, 6, 1], detokenize: none })
  expect(Buffer.from(text.bytes(0 as Token)).toString()).toBe(' Hello')
  expect([...text.bytes(1 as Token)]).toEqual([0xe2])
  expect(Buffer.from(text.bytes(2 as Token)).toString()).toBe(' ')
})

test('another kind of vocabulary is asked from the binding', () => {
  const text = createTokenText({ model: 'bert', tokens: undefined, tokenTypes: undefined, detokenize: ([token]) => `<${token}>` })
  expect(Buffer.from(text.bytes(7 as Token)).toString()).toBe('<7>')
})
