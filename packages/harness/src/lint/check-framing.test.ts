import { expect, test } from 'vitest'
import { parseStreamText } from '../golden/parse-stream-text.ts'
import { message, soundStreams, madeStream } from '../mutations/sound-streams.ts'
import { lintStream } from './lint-stream.ts'

const rulesOf = (text: string) => lintStream(parseStreamText(text)).map(({ rule }) => rule.slice(0, 5))
const frames = () =>
  madeStream([message('One two three four.')]).map((event) => `event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`)
const withFrame = (index: number, change: (frame: string) => string) => frames().map((frame, at) => (at === index ? change(frame) : frame))

test('a frame of a hundred thousand lines is judged in no time', () => {
  const start = performance.now()
  expect(rulesOf('data\n'.repeat(100_000))).toContain('GW003')
  expect(rulesOf(`${'\n'.repeat(100_000)}: still here\n\n`)).toContain('GW008')
  expect(performance.now() - start).toBeLessThan(2000)
})

test('an event line after the data is unusual, one before it is not', () => {
  const said = (text: string) => lintStream(parseStreamText(text)).map(({ message: what }) => what)
  const after = 'The frame is not framed as OpenAI does: its `event:` line comes after the data'
  expect(said('data: {"type":"keepalive"}\nevent: keepalive\n\n')).toContain(after)
  expect(said('event: keepalive\ndata: {"type":"keepalive"}\nid: 1\n\n')).not.toContain(after)
})

test('a blank line that is missing between two events is one finding, and both are judged', () => {
  for (let index = 0; index < frames().length - 1; index++) {
    expect(rulesOf(withFrame(index, (frame) => frame.slice(0, -1)).join(''))).toEqual(['GW020'])
  }
})

test('the JSON of one event spread over two frames is one finding', () => {
  for (const index of [0, 4, 9]) {
    const split = withFrame(index, (frame) => {
      const [head = '', data = ''] = frame.split('\ndata: ')
      return `${head}\ndata: ${data.slice(0, 30)}\n\n${head}\ndata: ${data.slice(30)}`
    })
    expect(rulesOf(split.join(''))).toEqual(['GW004'])
  }
})

test('data that is cut or no JSON at all is one finding, whatever event it was', () => {
  const count = frames().length
  for (let index = 0; index < count; index++) {
    const cut = withFrame(index, (frame) => `${frame.slice(0, frame.length / 2)}\n\n`).join('')
    expect([index, rulesOf(cut)]).toEqual([index, ['GW004']])
    const gone = withFrame(index, (frame) => frame.replace(/data: .*/, 'data: null')).join('')
    expect([index, rulesOf(gone)]).toEqual([index, ['GW005']])
  }
})

test('a byte order mark, CRLF, an id and a retry line are one finding each', () => {
  expect(rulesOf(`\uFEFF${frames().join('')}`)).toEqual(['GW003'])
  expect(rulesOf(frames().join('').replaceAll('\n', '\r\n'))).toEqual(['GW003'])
  expect(rulesOf(withFrame(3, (frame) => `id: 7\n${frame}`).join(''))).toEqual(['GW003'])
  expect(rulesOf(withFrame(3, (frame) => `retry: 700\n${frame}`).join(''))).toEqual(['GW003'])
  expect(rulesOf(withFrame(3, (frame) => frame.replace('data: ', 'data:')).join(''))).toEqual(['GW003'])
  expect(rulesOf(withFrame(3, (frame) => frame.replace(/,"/, ',\ndata: "')).join(''))).toEqual(['GW003'])
})

test('event lines that are missing, misspelt or alone, and lines that are no field, are one finding each', () => {
  expect(rulesOf(withFrame(4, (frame) => frame.slice(frame.indexOf('\n') + 1)).join(''))).toEqual(['GW001'])
  expect(rulesOf(withFrame(4, (frame) => frame.replace('event: ', 'event: x.')).join(''))).toEqual(['GW002'])
  expect(rulesOf(withFrame(4, (frame) => `event: ping\n\n${frame}`).join(''))).toEqual(['GW011'])
  expect(rulesOf(withFrame(4, (frame) => `nonsense\n${frame}`).join(''))).toEqual(['GW017'])
  expect(rulesOf(withFrame(4, (frame) => `: still here\n\n${frame}`).join(''))).toEqual(['GW008'])
})

test('a last frame that nothing closes, and `[DONE]` once or twice, are told', () => {
  expect(rulesOf(frames().join('').slice(0, -1))).toEqual(['GW010'])
  expect(rulesOf(`${frames().join('')}data: [DONE]\n\n`)).toEqual(['GW006'])
  expect(rulesOf(`${frames().join('')}data: [DONE]\n\ndata: [DONE]\n\n`)).toEqual(['GW006', 'GW003'])
})

test('content type and charset are those of an event stream', () => {
  const told = (type: string) =>
    lintStream(parseStreamText(`HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\n\r\n${frames().join('')}`)).map(
      ({ rule, severity }) => `${severity} ${rule}`,
    )
  expect(told('text/event-stream; charset=utf-8')).toEqual([])
  expect(told('text/event-stream')).toEqual([])
  expect(told('application/json')).toEqual(['error GW009 content-type'])
  expect(told('text/event-stream; charset=iso-8859-1')).toEqual(['warning GW009 content-type'])
})

test('bytes that are not UTF-8 are told', () => {
  const golden = parseStreamText(frames().join(''))
  const line = golden.lines[5]
  if (line === undefined) throw new Error('no line')
  line.bytes = Buffer.from([0xff, 0xfe]).toString('base64')
  expect(lintStream(golden).map(({ rule }) => rule)).toEqual(['GW024 undecodable-bytes'])
})

test('every made stream is framed as it should be', () => {
  for (const make of Object.values(soundStreams)) {
    const text = make()
      .map((event) => `event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`)
      .join('')
    expect(rulesOf(text).filter((rule) => rule.startsWith('GW0'))).toEqual([])
  }
})
