import { expect, test } from 'vitest'

import { createFit } from './shapes.ts'

const fit = createFit({
  Event: '@type text:Text number:Count *',
  Text: 'id str, text? str, list~ [Text], both^ str, ...More',
  Count: 'count u8, float num, whole int',
  More: "kind 'a'",
  Mode: '= auto none',
  Choice: '@type text:Text |Mode',
  Either: '| Mode Count',
})
const text = { type: 'text', id: 'x', both: null, kind: 'a' }

test.each([
  ['Event', text, null],
  ['Event', { ...text, text: null, list: [{ ...text }] }, null],
  ['Event', { ...text, id: undefined }, 'id is missing'],
  ['Event', { ...text, id: null }, 'id is null, not str'],
  ['Event', { ...text, list: null }, 'list is null, not [Text]'],
  ['Event', { ...text, list: [{ ...text, id: 1 }] }, 'list.0.id is a number, not str'],
  ['Event', { ...text, both: undefined }, 'both is missing'],
  ['Event', { ...text, kind: 'b' }, "kind is a string, not 'a'"],
  ['Event', { type: 'other' }, null],
  ['Event', {}, 'type is missing, not str'],
  ['Event', [], 'the event is a list, not Event'],
  ['Event', { type: 'number', count: 255, float: 0.5, whole: -1 }, null],
  ['Event', { type: 'number', count: 256, float: 0.5, whole: -1 }, 'count is a number, not u8'],
  ['Event', { type: 'number', count: 1, float: '1', whole: -1 }, 'float is a string, not num'],
  ['Event', { type: 'number', count: 1, float: 1, whole: 1.5 }, 'whole is a number, not int'],
  ['Mode', 'auto', null],
  ['Mode', 'required', 'the event is a string, not Mode'],
  ['Choice', 'none', null],
  ['Choice', { type: 'image' }, 'type image is unknown'],
  ['Either', 'auto', null],
  ['Either', { count: 1, float: 1 }, 'whole is missing'],
] as const)('%s: %j gives %s', (name, value, misfit) => {
  expect(fit(name, value)).toBe(misfit)
})

test('a type that nobody wrote down is a mistake of the shapes', () => {
  expect(() => createFit({ One: 'two Two' })('One', { two: 1 })).toThrow('No shape is called Two')
})
