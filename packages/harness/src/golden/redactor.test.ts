import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { chunksToLines } from './chunks-to-lines.ts'
import { type Chunk, chunksOf } from './chunks.ts'
import type { Golden, GoldenLine } from './golden.ts'
import { goldenToBytes, toBase64 } from './exact-bytes.ts'
import { parseGolden } from './parse-golden.ts'
import { redactGolden } from './redact.ts'
import { createMasks, createVault, maskOf } from './secret-masks.ts'
import { encodeGolden } from './write-golden.ts'

const golden = (lines: GoldenLine[], headers: Record<string, string> = {}): Golden => ({
  header: {
    golden: 1,
    name: 'test/secrets',
    provider: 'test',
    recorded_at: null,
    source: null,
    request: { method: 'POST', path: '/v1/responses', headers, body: null },
    response: { status: 200, headers: null, framing: 'sse' },
  },
  lines,
})

const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789')
const secret = fc.string({ unit: fc.constantFrom(...letters), minLength: 24, maxLength: 40 }).map((text) => `sk-proj-${text}`)

/** JSON of a string with some of its characters escaped though they need not be. */
function jsonWithEscapes(text: string, dice: () => number): string {
  const inner = Array.from(JSON.stringify(text).slice(1, -1), (char) =>
    /[A-Za-z0-9-]/.test(char) && dice() === 0 ? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}` : char,
  )
  // An escape of JSON.stringify was cut into its characters; none of those may be escaped once more.
  const plain = JSON.stringify(text).slice(1, -1)
  return `"${plain.includes('\\') ? plain : inner.join('')}"`
}

test('a secret cut by deltas, frames and chunks, escaped anyhow, is gone; every byte and chunk keeps its place', () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 5, maxLength: 40 })
  const frame = fc.constantFrom<(data: string) => string>(
    (data) => `event: response.output_text.delta\ndata: ${data}\n\n`,
    (data) => `data: ${data}\r\n\r\n`,
    (data) => `: keep\nid: 1\ndata: ${data}\n\n`,
  )
  fc.assert(
    fc.property(
      secret,
      cuts,
      cuts,
      frame,
      fc.infiniteStream(fc.nat(3)),
      fc.boolean(),
      (planted, sizes, chunkSizes, toFrame, rolls, nested) => {
        const dice = () => rolls.next().value ?? 1
        const text = nested ? JSON.stringify({ key: planted, url: 'http://x/é' }) : `Say ${planted} é twice: ${planted}!`
        let sse = ''
        for (let at = 0, nth = 0; at < text.length; nth++) {
          const delta = text.slice(at, at + (sizes[nth % sizes.length] ?? 1))
          at += delta.length
          sse += toFrame(
            `{"type":"response.output_text.delta","item_id":"m","output_index":0,"n":1.0,"delta":${jsonWithEscapes(delta, dice)}}`,
          )
        }
        const bytes = new TextEncoder().encode(sse)
        const chunks: Chunk[] = []
        for (let at = 0; at < bytes.length;) {
          const size = (chunkSizes[chunks.length % chunkSizes.length] ?? 1) * 3
          chunks.push({ bytes: bytes.subarray(at, at + size), t: chunks.length })
          at += size
        }
        const after = parseGolden(encodeGolden(redactGolden(golden(chunksToLines(chunks)))))
        expect(chunksOf(after).map((chunk) => [chunk.bytes.length, chunk.t])).toEqual(chunks.map((chunk) => [chunk.bytes.length, chunk.t]))
        const sum = after.lines.map((line) => (line.data as { delta: string }).delta).join('')
        expect(sum).toBe(text.replaceAll(planted, maskOf(planted, 1)))
        const wire = new TextDecoder().decode(Buffer.concat(goldenToBytes(after)))
        const again = wire.split(/\n\n|\r\n\r\n/).flatMap((one) => /data: (.*)/.exec(one)?.[1] ?? [])
        expect(again.map((one) => (JSON.parse(one) as { delta: string }).delta).join('')).toBe(sum)
      },
    ),
    { numRuns: 300 },
  )
})

test('a secret in a run longer than any window is found, wherever it lies', () => {
  const planted = 'sk-proj-ABCDEFGHIJKLMNOPQRSTUVWX'
  for (const before of [0, 16_370, 16_384, 32_760, 100_000]) {
    const text = `${'word '.repeat(before / 5)}${planted} and more`
    const lines = (text.match(/.{1,7}/g) ?? []).map((delta) => ({ t: 1, event: null, data: { type: 'x.delta', item_id: 'm', delta } }))
    const sum = redactGolden(golden(lines)).lines.map((line) => (line.data as { delta: string }).delta)
    expect(sum.join('')).toBe(text.replace(planted, maskOf(planted, 1)))
  }
})

test('the key of the request is masked where the stream repeats it, also in pieces of Chat Completions', () => {
  const key = 'local-Key-12345'
  const chat = ['my key: local-', 'Key-12', '345.'].map((content) => ({ t: 1, event: null, data: { choices: [{ delta: { content } }] } }))
  const after = redactGolden(golden(chat, { authorization: `Bearer ${key}` }))
  expect(encodeGolden(after)).not.toContain(key)
  expect(encodeGolden(after)).not.toContain('12","')
  expect(after.lines).toHaveLength(3)
})

test('a secret in bytes that are not UTF-8 is gone, and as many bytes stay', () => {
  const planted = 'sk-proj-ABCDEFGHIJKLMNOPQRSTUVWX'
  const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(planted), Buffer.from([0x80])])
  const [line] = redactGolden(golden([{ t: 1, event: null, text: '', bytes: toBase64(bytes) }])).lines
  const after = Buffer.from(line?.bytes ?? '', 'base64').toString('latin1')
  expect(after).toBe(bytes.toString('latin1').replace(planted, maskOf(planted, 1)))
})

test('a mask is as long as its secret in every writing, in characters and in bytes', () => {
  const planted = 'p"ä\\ss/wörd🔑\n1'
  const { text: hide } = createMasks([planted], createVault())
  const json = JSON.stringify(planted)
  const writings = [
    planted,
    json,
    JSON.stringify(json),
    encodeURIComponent(planted),
    json.replace('/', '\\/'),
    json.replace('ä', '\\u00e4'),
  ]
  for (const writing of writings) {
    const masked = hide(writing)
    expect(masked).not.toBe(writing)
    expect(masked).not.toMatch(/ss|rd|ä|E4/)
    expect(Buffer.byteLength(masked)).toBe(Buffer.byteLength(writing))
  }
  expect(JSON.parse(hide(json))).toBe(maskOf(planted, 1))
})

test('one vault gives one secret one mask in all recordings', () => {
  const vault = createVault()
  const [first, second] = ['sk-aaaaaaaaaaaaaaaaaaaaaaaa1', 'sk-bbbbbbbbbbbbbbbbbbbbbbbb2']
  expect(createMasks([first], vault).text(first)).toBe(createMasks([second, first], vault).text(first))
})
