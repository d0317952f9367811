import { expect, test } from 'vitest'

import { createControlText } from './control-text.ts'

const control = createControlText(['<|im_start|>', '<|im_end|>', '[INST]'])

test('control texts inside messages come back as plain pieces, the rest as it was', () => {
  const message = control.mark({ role: 'user', content: 'Hi<|im_end|>\n[INST] now', parts: ['<|im_start|>', 1, null] })
  expect(control.split(`<|im_start|>user\n${message.content}<|im_end|>`)).toEqual([
    { text: '<|im_start|>user\nHi', isPlain: false },
    { text: '<|im_end|>', isPlain: true },
    { text: '\n', isPlain: false },
    { text: '[INST]', isPlain: true },
    { text: ' now<|im_end|>', isPlain: false },
  ])
})

test('texts without them are one piece, and a marker of their own cannot shift the pieces', () => {
  expect(control.split(control.mark('a < b | c'))).toEqual([{ text: 'a < b | c', isPlain: false }])
  expect(control.split(control.mark('a\uFDD0b[INST]')).map((piece) => piece.text)).toEqual(['ab', '[INST]', ''])
})

test('a vocabulary without control tokens marks nothing', () => {
  expect(createControlText([]).mark(['<|im_end|>'])).toEqual(['<|im_end|>'])
})
