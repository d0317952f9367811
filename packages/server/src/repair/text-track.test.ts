import { expect, test } from 'vitest'

import { createTextTrack } from './text-track.ts'

/** Deltas, then wholes; what went out at once, at the end, and what was noted. */
function play(deltas: string[], wholes: string[], { json = false, prefill = '' } = {}) {
  const noted: string[] = []
  const rules = { differs: 'differs', again: 'again', afterDone: 'after' }
  const track = createTextTrack({ json, rules, note: (rule) => noted.push(rule) })
  if (prefill !== '') track.prefill(prefill)
  const live = deltas.flatMap((delta) => track.delta(delta, null)).map(({ text }) => text)
  for (const whole of wholes) track.whole(whole)
  const { pieces, failure } = track.end()
  return { live: live.join('|'), end: pieces.map(({ text }) => text).join('|'), failure, noted: [...new Set(noted)] }
}

test('deltas go out at once, and wholes that agree change nothing', () => {
  expect(play(['a', 'b'], ['ab', 'ab', 'ab'])).toEqual({ live: 'a|b', end: '', failure: null, noted: [] })
})

test('a piece that says what was said before waits for the whole, which tells whether it is a repetition', () => {
  expect(play(['ha', 'ha'], ['haha'])).toEqual({ live: 'ha', end: 'ha', failure: null, noted: [] })
  expect(play(['ha', 'ha'], ['ha'])).toEqual({ live: 'ha', end: '', failure: null, noted: ['again'] })
  expect(play(['ha', 'ha', '!'], [])).toMatchObject({ live: 'ha|ha|!', end: '' })
})

test('what the deltas lack at their end is sent at the end, if more wholes say so than do not', () => {
  expect(play(['Hell'], ['Hello', 'Hello'])).toEqual({ live: 'Hell', end: 'o', failure: null, noted: ['differs'] })
  expect(play(['Hell'], ['Hello', 'Hell'])).toEqual({ live: 'Hell', end: '', failure: null, noted: ['differs'] })
  expect(play([], ['Hello'])).toEqual({ live: '', end: 'Hello', failure: null, noted: [] })
})

test('deltas that nothing confirms and that are no beginning of the whole cannot stand', () => {
  expect(play(['Helo'], ['Hello', 'Hello']).failure).toMatch(/do not add up/)
  expect(play(['Helo'], ['Hello', 'Helo']).failure).toBe(null)
})

test('text that goes on after its end is no other text', () => {
  const noted: string[] = []
  const track = createTextTrack({
    json: false,
    rules: { differs: 'differs', again: 'again', afterDone: 'after' },
    note: (rule) => noted.push(rule),
  })
  track.delta('one', null)
  track.whole('one')
  expect(track.delta(' two', null).map(({ text }) => text)).toEqual([' two'])
  expect(track.end().failure).toBe(null)
  expect(noted).toEqual(['after'])
})

test('arguments that come twice, in pieces or in their whole, are sent once', () => {
  const twice = play(['{"a":', '1}', '{"a":', '1}'], ['{"a":1}{"a":1}'], { json: true })
  expect(twice).toMatchObject({ live: '{"a":|1}', end: '', failure: null, noted: ['again'] })
  expect(play(['{"a":1}{"a":1}'], ['{"a":1}'], { json: true })).toMatchObject({ live: '{"a":1}', end: '', failure: null })
})

test('an empty object before the real arguments is dropped, and stays where it is all', () => {
  expect(play(['{}', '{"a":1}'], ['{"a":1}'], { json: true })).toMatchObject({ live: '{"a":1}', end: '', failure: null })
  expect(play(['{}'], ['{}'], { json: true })).toMatchObject({ end: '{}', failure: null })
})

test('something else after the arguments cannot stand', () => {
  expect(play(['{"a":1}', 'garbage'], [], { json: true }).failure).toMatch(/no JSON/)
})

test('an announced text counts only if nothing else brings it', () => {
  expect(play([], [], { prefill: 'Hi' }).end).toBe('Hi')
  expect(play(['Hi'], ['Hi'], { prefill: 'Hi' })).toMatchObject({ live: 'Hi', end: '' })
})
