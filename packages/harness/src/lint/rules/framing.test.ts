import { expect, test } from 'vitest'
import { parseStreamText } from '../../golden/parse-stream-text.ts'
import { lintStream } from '../lint-stream.ts'

const rulesOf = (text: string) => lintStream(parseStreamText(text)).map(({ rule }) => rule.slice(0, 5))

test('a frame of a hundred thousand lines is judged in no time', () => {
  const start = performance.now()
  expect(rulesOf('data\n'.repeat(100_000))).toContain('GW003')
  expect(rulesOf(`${'\n'.repeat(100_000)}: still here\n\n`)).toContain('GW008')
  expect(performance.now() - start).toBeLessThan(2000)
})

test('an event line after the data is unusual, one before it is not', () => {
  const said = (text: string) => lintStream(parseStreamText(text)).map(({ message }) => message)
  const after = 'The frame is not framed as OpenAI does: its `event:` line comes after the data'
  expect(said('data: {"type":"keepalive"}\nevent: keepalive\n\n')).toContain(after)
  expect(said('event: keepalive\ndata: {"type":"keepalive"}\nid: 1\n\n')).not.toContain(after)
})
