import { dataOf, framesOf, insertText, joinFrames, linesOf, rawOf, rewriteAll, rewriteOne } from './frame-edits.ts'
import type { Mutation } from './mutation.ts'
import { plantGolden } from './plant.ts'
const deep = `${'{"a":'.repeat(4000)}1${'}'.repeat(4000)}`

export const framingMutations: readonly Mutation[] = [
  plantGolden(
    'framing-no-event-lines',
    'no frame has an event line',
    'sse.framing',
    'GW001',
    rewriteAll((raw) => raw.replace(/^event:.*\n/, '')),
  ),
  plantGolden(
    'framing-event-line-missing',
    'one frame has no event line',
    'sse.framing',
    'GW001',
    rewriteOne((raw) => raw.replace(/^event:.*\n/, '')),
  ),
  plantGolden(
    'framing-event-line-empty',
    'one event line is empty',
    'sse.framing',
    'GW001',
    rewriteOne((raw) => raw.replace(/^event:.*\n/, 'event:\n')),
  ),
  plantGolden(
    'framing-event-line-message',
    'every event line says message',
    'sse.framing',
    'GW002',
    rewriteAll((raw) => raw.replace(/^event:.*\n/, 'event: message\n')),
  ),
  plantGolden(
    'framing-event-line-differs',
    'one event line names another event',
    'sse.framing',
    'GW002',
    rewriteOne(
      (raw, type) => raw.replace(/^event:.*\n/, `event: ${type === 'response.in_progress' ? 'response.queued' : 'response.in_progress'}\n`),
      /\.(?:delta|done)$/,
    ),
  ),
  plantGolden(
    'framing-event-line-short',
    'event lines lack the word response',
    'sse.framing',
    'GW002',
    rewriteAll((raw) => raw.replace(/^event: response\./, 'event: ')),
  ),
  plantGolden(
    'framing-crlf',
    'lines end with CRLF',
    'sse.framing',
    'GW003',
    rewriteAll((raw) => raw.replaceAll('\n', '\r\n')),
  ),
  plantGolden(
    'framing-cr',
    'lines end with CR',
    'sse.framing',
    'GW003',
    rewriteAll((raw) => raw.replaceAll('\n', '\r')),
  ),
  plantGolden(
    'framing-crlf-once',
    'one frame ends its lines with CRLF',
    'sse.framing',
    'GW003',
    rewriteOne((raw) => raw.replaceAll('\n', '\r\n')),
  ),
  plantGolden(
    'framing-multi-line-data',
    'the JSON is spread over several data lines',
    'sse.framing',
    'GW003',
    rewriteOne((raw) =>
      raw.replace(/^data: (.*)$/m, (_, json: string) => JSON.stringify(JSON.parse(json), null, 1).replaceAll(/^/gm, 'data: ')),
    ),
  ),
  plantGolden(
    'framing-no-blank-after-colon',
    'no blank after the colons',
    'sse.framing',
    'GW003',
    rewriteAll((raw) => raw.replaceAll(/^(event|data): /gm, '$1:')),
  ),
  plantGolden(
    'framing-event-after-data',
    'the event line comes after the data',
    'sse.framing',
    'GW003',
    rewriteAll((raw) => raw.replace(/^(event:.*\n)(data:.*\n)/, '$2$1')),
  ),
  plantGolden(
    'framing-id-lines',
    'frames carry id lines',
    'sse.framing',
    'GW003',
    rewriteAll((raw) => `id: 7\n${raw}`),
  ),
  plantGolden(
    'framing-retry-line',
    'a frame carries a retry line',
    'sse.framing',
    'GW003',
    rewriteOne((raw) => `retry: 3000\n${raw}`),
  ),
  plantGolden(
    'framing-blank-lines',
    'several blank lines stand between frames',
    'sse.framing',
    'GW003',
    rewriteOne((raw) => `\n\n${raw}`, /\.(?:delta|done|in_progress)$/),
  ),
  plantGolden('framing-byte-order-mark', 'the stream begins with a byte order mark', 'sse.framing', 'GW003', (golden) => {
    const [first] = golden.lines
    if (first === undefined || framesOf(golden)[0] !== 0) return false
    golden.lines.splice(0, 1, ...linesOf(`\uFEFF${rawOf(first)}`, first.t))
  }),
  plantGolden(
    'framing-no-blank-line',
    'no blank line closes a frame',
    'sse.framing',
    'GW020 GW004',
    joinFrames((first, second) => first.slice(0, -1) + second),
  ),
  plantGolden('framing-unterminated', 'no blank line closes the last frame', 'sse.framing', 'GW010', (golden) => {
    const last = golden.lines.length - 1
    const line = golden.lines[last]
    if (line === undefined || !framesOf(golden).includes(last)) return false
    golden.lines.splice(last, 1, ...linesOf(rawOf(line).replace(/\n+$/, '\n'), line.t))
  }),
  plantGolden('framing-cut-in-frame', 'the stream ends inside its last frame', 'life.no-terminal', 'GW004 GW010 GW301 GW320', (golden) => {
    const last = golden.lines.length - 1
    const line = golden.lines[last]
    if (line === undefined || !framesOf(golden).includes(last)) return false
    const raw = rawOf(line)
    golden.lines.splice(last, 1, ...linesOf(raw.slice(0, raw.length / 2), line.t))
  }),
  plantGolden(
    'framing-json-in-two-frames',
    'one JSON is cut into two frames',
    'sse.framing',
    'GW020 GW004',
    rewriteOne((raw) => {
      const json = dataOf(raw)
      const half = Math.floor(json.length / 2)
      return raw.replace(json, `${json.slice(0, half)}\n\ndata: ${json.slice(half)}`)
    }, /\.delta$/),
  ),
  plantGolden(
    'framing-two-in-one-data',
    'two events stand in one data line',
    'sse.framing',
    'GW020 GW004',
    joinFrames((first, second) => first.replace(/\n\n$/, `${dataOf(second)}\n\n`)),
  ),
  plantGolden(
    'framing-list-of-events',
    'a frame brings a list of events',
    'sse.framing',
    'GW005',
    rewriteOne((raw) => raw.replace(/^data: (.*)$/m, 'data: [$1]'), /\.delta$/),
  ),
  plantGolden(
    'framing-double-encoded',
    'the JSON is a string of JSON',
    'sse.framing',
    'GW005',
    rewriteOne((raw) => raw.replace(/^data: (.*)$/m, (_, json: string) => `data: ${JSON.stringify(json)}`), /\.delta$/),
  ),
  plantGolden(
    'framing-python-literals',
    'the data is a Python literal',
    'sse.framing',
    'GW004',
    rewriteOne((raw) => raw.replace(/^data: (.*)$/m, (_, json: string) => `data: ${json.replaceAll('"', "'")}`), /\.delta$/),
  ),
  plantGolden(
    'framing-nan',
    'a number is NaN',
    'sse.framing',
    'GW004',
    rewriteOne((raw) => raw.replace(/"output_index": ?\d+/, '"output_index":NaN')),
  ),
  plantGolden('framing-data-null', 'a frame holds null', 'sse.null', 'GW005', insertText('data: null\n\n')),
  plantGolden('framing-data-text', 'a frame holds plain text', 'sse.null', 'GW004', insertText('data: overloaded, please retry\n\n')),
  plantGolden('framing-data-empty', 'a frame holds nothing', 'sse.null', 'GW004 GW011', insertText('data: \n\n')),
  plantGolden('framing-data-number', 'a frame holds a number', 'sse.null', 'GW005', insertText('data: 42\n\n')),
  plantGolden(
    'framing-event-without-data',
    'a frame has an event line and no data',
    'sse.framing',
    'GW011',
    insertText('event: response.in_progress\n\n'),
  ),
  plantGolden(
    'framing-bare-json',
    'a line of JSON stands there without data:',
    'sse.framing',
    'GW017',
    insertText('{"type":"response.in_progress"}\n\n'),
  ),
  plantGolden(
    'framing-data-in-capitals',
    'a field is called Data',
    'sse.framing',
    'GW017 GW011',
    rewriteOne((raw) => raw.replace(/^data:/m, 'Data:'), /\.delta$/),
  ),
  plantGolden(
    'framing-html',
    'an HTML page comes in the middle of the stream',
    'sse.framing',
    'GW017',
    insertText('<html><body>502 Bad Gateway</body></html>\n\n'),
  ),
  plantGolden('framing-done-sentinel', 'the stream ends with [DONE]', 'sse.done-sentinel', 'GW006', (golden) => {
    if (framesOf(golden).length === 0) return false
    golden.lines.push(...linesOf('data: [DONE]\n\n', golden.lines.at(-1)?.t ?? null))
  }),
  plantGolden(
    'framing-done-sentinel-early',
    '[DONE] comes in the middle of the stream',
    'sse.done-sentinel',
    'GW006 GW304',
    insertText('data: [DONE]\n\n'),
  ),
  plantGolden(
    'framing-done-for-terminal',
    '[DONE] comes instead of the terminal event',
    'sse.done-sentinel',
    'GW301 GW006 GW320',
    (golden) => {
      const last = golden.lines.length - 1
      const line = golden.lines[last]
      if (line === undefined || !framesOf(golden, /^response\.(?:completed|incomplete|failed)$/).includes(last)) return false
      golden.lines.splice(last, 1, ...linesOf('data: [DONE]\n\n', line.t))
    },
  ),
  plantGolden(
    'framing-too-deep',
    'a key of an event is nested thousands of levels deep',
    null,
    'GW019',
    rewriteOne((raw) => raw.replace(/\}\n\n$/, `,"extra":${deep}}\n\n`), /\.delta$/),
  ),
]
