import { expect, test } from 'vitest'
import { startProxy, startUpstream } from '../testing/recording.ts'

const key = 'sk-proj-Sent0123456789abcdefABCDEF'
const found = 'sk-proj-Found0123456789abcdefABCDE'
const filler = 'x'.repeat(400)
const frame = (delta: string, item = 'a') =>
  `event: response.output_text.delta\ndata: ${JSON.stringify({ type: 'response.output_text.delta', item_id: item, delta, filler })}\n\n`
/** More than is kept in memory as lines. */
const long = Array.from({ length: 12_000 }, (_, n) => frame(` word ${n}`))
const pieces = (text: string) => (text.match(/.{1,5}/g) ?? []).map((piece) => frame(piece, 'split'))

async function record(frames: readonly string[], input: string): Promise<{ stored: string; deltas: string; sent: string }> {
  const upstream = await startUpstream((_, answer) => {
    answer.writeHead(200, { 'content-type': 'text/event-stream' })
    answer.end(frames.join(''))
  })
  const proxy = await startProxy(upstream.url)
  const headers = { authorization: `Bearer ${key}` }
  const sent = await (await fetch(`${proxy.url}/v1/responses`, { method: 'POST', headers, body: JSON.stringify({ input }) })).text()
  const [golden] = await proxy.goldens()
  expect(golden?.header.cut).toBeUndefined()
  expect(golden?.lines).toHaveLength(frames.length)
  const stored = Object.values(await proxy.files()).join('')
  return { stored, sent, deltas: golden?.lines.map(({ data }) => (data as { delta: string }).delta).join('') ?? '' }
}

test('a long recording in which nothing is secret holds every line as it was, and the key it was asked with is masked', async () => {
  const { stored, sent } = await record(long, 'hi')
  expect(sent).toBe(long.join(''))
  expect(stored).not.toContain(key)
  const lines = stored.trimEnd().split('\n').slice(1)
  expect(lines.map((line) => /"data":(.*),"chunks":/.exec(line)?.[1])).toEqual(long.map((one) => /data: (.*)/.exec(one)?.[1]))
})

test.each([
  ['the key that was sent, in one piece', [...long, frame(key)]],
  ['the key that was sent, in pieces', [...pieces(key), ...long]],
  ['the key that was sent, escaped', [...long, frame('').replace('"delta":""', `"delta":"\\u0073${key.slice(1)}"`)]],
  ['a key that comes in one piece at the end and in pieces before', [...pieces(`it is ${found}.`), ...long, frame(found)]],
  ['a key that comes in pieces only', [...long, ...pieces(`it is ${found}.`)]],
])('a long recording masks %s', async (_, frames) => {
  const { stored, deltas, sent } = await record(frames, 'hi')
  expect(sent).toBe(frames.join(''))
  for (const secret of [key, found]) {
    expect(stored).not.toContain(secret)
    expect(deltas).not.toContain(secret)
  }
  expect(deltas).toContain('REDACTED')
})
