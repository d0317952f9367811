import type { InputItem } from '@goldwire/schemas'
import fc from 'fast-check'
import { expect, test } from 'vitest'

import { condense } from './condense.ts'

const talk: InputItem[] = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'What is in\nthe folder?' },
  { type: 'function_call', call_id: 'a', name: 'list', arguments: '{"path":"."}' },
  { type: 'function_call_output', call_id: 'a', output: 'a.txt' },
  { role: 'assistant', content: 'One file: a.txt.' },
]

test('who said, called and got what, in order; rules are no part of it', () => {
  expect(condense(talk, { most: 1000 }).split('\n')).toEqual([
    'User: What is in the folder?',
    'Assistant called list with {"path":"."}',
    'Result of list: a.txt',
    'Assistant: One file: a.txt.',
  ])
})

test('that an image was shown is kept, the image is not', () => {
  const image = { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'auto' } as const
  const seen: InputItem[] = [
    { role: 'user', content: [{ type: 'input_text', text: 'What is this?' }, image] },
    { type: 'function_call', call_id: 'a', name: 'look', arguments: '{}' },
    { type: 'function_call_output', call_id: 'a', output: [image] },
  ]
  expect(condense(seen, { most: 1000 }).split('\n')).toEqual([
    'User: What is this? [image]',
    'Assistant called look with {}',
    'Result of look: [image]',
  ])
})

test('an earlier compaction is carried on, and users can be left out', () => {
  const text = condense([{ type: 'compaction', encrypted_content: 'User: Hello' }, ...talk], { most: 1000, withoutUsers: true })
  expect(text).toMatch(/^User: Hello\nAssistant called/)
  expect(text).not.toContain('folder')
})

test('long lines lose their middle before anything is left out', () => {
  const long = `begin ${'x'.repeat(5000)} end`
  const text = condense(
    [
      { role: 'user', content: long },
      { role: 'assistant', content: 'Yes.' },
    ],
    { most: 300 },
  )
  expect(text).toMatch(/^User: begin x+ … x+ end\nAssistant: Yes\.$/)
})

test('when even that is too long the oldest lines go, and it is said', () => {
  const many = Array.from({ length: 100 }, (_, index): InputItem => ({ role: 'user', content: `Message number ${index} of many` }))
  const text = condense(many, { most: 200 })
  expect(text).toMatch(/^\(\d+ earlier lines are left out\.\)\n/)
  expect(text).toContain('number 99')
  expect(text).not.toContain('number 0 ')
})

test('whatever is said, the text is bounded and whole characters', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary', maxLength: 400 }), { maxLength: 20 }),
      fc.integer({ min: 100, max: 2000 }),
      (contents, most) => {
        const text = condense(
          contents.map((content): InputItem => ({ role: 'user', content })),
          { most },
        )
        expect(text.length).toBeLessThan(most + 200)
        expect(text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '')).not.toMatch(/[\ud800-\udfff]/)
      },
    ),
  )
})
