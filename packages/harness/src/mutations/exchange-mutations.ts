import type { Golden } from '../golden/golden.ts'
import { isObject, type JsonObject } from '../lint/json.ts'
import { TERMINAL } from './edits.ts'
import type { Mutation } from './mutation.ts'
import { type GoldenEdit, plantGolden } from './plant.ts'
const json = 'application/json'

/** The golden as an answer with another content type. */
const contentType =
  (value: string | null): GoldenEdit =>
  ({ header }) => {
    const { headers, framing } = header.response
    if (framing !== 'sse' || headers === null) return false
    if (value === null) delete headers['content-type']
    else headers['content-type'] = value
  }

const finalOf = ({ lines }: Golden): JsonObject | null => {
  const last = lines.findLast(({ data }) => isObject(data) && TERMINAL.test(String(data['type'])))?.data
  return isObject(last) && isObject(last['response']) ? last['response'] : null
}

/** The answer is one JSON body. */
const asBody =
  (status: number, body: (golden: Golden) => unknown): GoldenEdit =>
  (golden) => {
    const { header, lines } = golden
    const { request, response } = header
    if (response.framing !== 'sse' || !isObject(request?.body) || request.body['stream'] !== true) return false
    const made = body(golden)
    if (made === null) return false
    header.response = { ...response, status, headers: { 'content-type': json }, framing: 'json' }
    lines.splice(0, lines.length, { t: lines.at(-1)?.t ?? null, body: made })
  }

/** Deals the events other arrival times. */
const arriving =
  (times: (count: number, isDelta: readonly boolean[]) => number[]): GoldenEdit =>
  ({ header, lines }) => {
    const { framing } = header.response
    if (framing !== 'sse' && framing !== 'websocket') return false
    const came = lines.filter(({ dir }) => dir !== 'out')
    const isDelta = came.map(({ data }) => isObject(data) && String(data['type']).endsWith('.delta'))
    // Fewer deltas in a row may well come at once.
    if (!/1{20}/.test(isDelta.map(Number).join(''))) return false
    const t = times(came.length, isDelta)
    came.forEach((line, index) => {
      line.t = t[index] ?? line.t
    })
  }

export const timingMutations: readonly Mutation[] = [
  plantGolden(
    'timing-burst',
    'a long silence, then everything at once',
    'time.burst',
    'GW015',
    arriving((count) => Array.from({ length: count }, (_, index) => (index < 2 ? 100 + index : 9000 + index / 50))),
  ),
  plantGolden(
    'timing-burst-of-deltas',
    'the item begins in time, its deltas come all at once',
    'time.burst',
    'GW015',
    arriving((_, isDelta) => {
      const first = isDelta.indexOf(true)
      return isDelta.map((_one, index) => (index < first ? 100 + index : 12_000 + index / 50))
    }),
  ),
  plantGolden(
    'timing-all-at-the-end',
    'nothing comes until everything is there',
    'time.burst',
    'GW015 GW021',
    arriving((count) => Array.from({ length: count }, (_, index) => 15_000 + index / 100)),
  ),
  plantGolden(
    'timing-created-late',
    'created comes only with the first token',
    'life.created-late',
    'GW021',
    arriving((count) => Array.from({ length: count }, (_, index) => (index < 4 ? 8000 + index / 10 : 8000 + index * 30))),
  ),
  plantGolden('timing-eof-late', 'the connection is held open after the terminal event', 'sse.eof-late', 'GW022', ({ header, lines }) => {
    const last = lines.at(-1)
    if (header.response.framing !== 'sse' || last?.t === null || last?.t === undefined || finalOf({ header, lines }) === null) return false
    header.response['ended'] = last.t + 30_000
  }),
]

export const httpMutations: readonly Mutation[] = [
  plantGolden('http-content-type-json', 'the stream says it is JSON', 'sse.framing', 'GW009', contentType(json)),
  plantGolden(
    'http-content-type-text',
    'the stream says it is plain text',
    'sse.framing',
    'GW009',
    contentType('text/plain; charset=utf-8'),
  ),
  plantGolden('http-content-type-binary', 'the stream says it is binary', 'sse.framing', 'GW009', contentType('application/octet-stream')),
  plantGolden('http-content-type-missing', 'the stream does not say what it is', 'sse.framing', 'GW009', contentType(null)),
  plantGolden('http-not-streamed', 'a stream was asked for, one body came', null, 'GW016', asBody(200, finalOf)),
  plantGolden('http-no-event', 'the stream is empty', 'life.no-terminal', 'GW014', ({ header, lines }) => {
    if (header.response.framing !== 'sse') return false
    lines.splice(0)
  }),
  plantGolden(
    'http-error-of-another-api',
    'the error has the shape of another API',
    'err.untyped',
    'GW018 GW201',
    asBody(500, () => ({ detail: 'Internal Server Error' })),
  ),
  plantGolden(
    'http-error-as-text',
    'the error is a text',
    'err.untyped',
    'GW018 GW203 GW221',
    asBody(500, () => ({ error: 'Internal Server Error' })),
  ),
  plantGolden(
    'http-error-null',
    'the body is null',
    'err.untyped',
    'GW018',
    asBody(502, () => 'Bad Gateway'),
  ),
  plantGolden(
    'http-error-with-ok',
    'an error comes with status 200',
    'err.untyped',
    'GW016 GW018 GW023',
    asBody(200, () => ({ error: { message: 'No slot left', type: 'server_error', param: null, code: null } })),
  ),
]
