import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createChunkScanner } from './create-chunk-scanner.ts'

const bytesOf = (text: string) => Buffer.from(text, 'latin1')

/** Feeds pieces as a reader does: what was not read comes again before the next piece. */
function scanAll(pieces: readonly Uint8Array[]): { data: string; state: string; rest: string } {
  let data = ''
  let rest = Buffer.alloc(0)
  const scanner = createChunkScanner((bytes, from, to) => (data += Buffer.from(bytes.subarray(from, to)).toString('latin1')))
  for (const [index, piece] of pieces.entries()) {
    const bytes = Buffer.concat([rest, piece])
    const { through, state } = scanner.scan(bytes)
    rest = bytes.subarray(through)
    if (state !== 'open') return { data, state, rest: Buffer.concat([rest, ...pieces.slice(index + 1)]).toString('latin1') }
  }
  return { data, state: 'open', rest: rest.toString('latin1') }
}

test('any chunks cut anywhere give their data, and what follows them is left', () => {
  const chunk = fc.record({
    data: fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    upper: fc.boolean(),
    zeros: fc.nat(3),
    extension: fc.constantFrom('', '', '', ';a=1', ' ; b="x"'),
  })
  fc.assert(
    fc.property(
      fc.array(chunk, { maxLength: 12 }),
      fc.constantFrom('0\r\n\r\n', '000\r\nX-Sum: 7\r\n\r\n', '0;a=b\r\n\r\nHTTP/1.1 200 OK\r\n'),
      fc.array(fc.nat(600), { maxLength: 12 }),
      (chunks, last, cuts) => {
        const body = chunks
          .map(({ data, upper, zeros, extension }) => {
            const size = data.length.toString(16)
            return `${'0'.repeat(zeros)}${upper ? size.toUpperCase() : size}${extension}\r\n${data}\r\n`
          })
          .join('')
        const whole = bytesOf(body + last)
        const places = [0, ...cuts.map((cut) => cut % whole.length).sort((a, b) => a - b), whole.length]
        const pieces = places.slice(1).map((to, index) => whole.subarray(places[index], to))
        expect(scanAll(pieces)).toEqual({ data: chunks.map(({ data }) => data).join(''), state: 'last', rest: last })
      },
    ),
    { numRuns: 500 },
  )
})

test.each([
  ['no size', 'x\r\n'],
  ['a chunk longer than its size', '3\r\nabcd\r\n'],
  ['LF alone', '3\nabc\n'],
  ['CR without LF', '3\rabc'],
  ['a size that no number holds', 'ffffffffffffffff\r\n'],
  ['an extension without end', `3;${'x'.repeat(20_000)}`],
])('%s is bad', (_, text) => {
  expect(scanAll([bytesOf(text)]).state).toBe('bad')
})

test('what stops in the middle is open, and a size line that is not complete is left', () => {
  expect(scanAll([bytesOf('3\r\nab')])).toEqual({ data: 'ab', state: 'open', rest: '' })
  expect(scanAll([bytesOf('3\r\nabc\r\n1')])).toEqual({ data: 'abc', state: 'open', rest: '1' })
  expect(scanAll([bytesOf('3\r\nabc\r\n1f\r')])).toEqual({ data: 'abc', state: 'open', rest: '1f\r' })
})
