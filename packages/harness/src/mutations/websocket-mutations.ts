import type { Golden, GoldenLine } from '../golden/golden.ts'
import { isObject } from '../lint/json.ts'
import type { Mutation } from './mutation.ts'
import { type GoldenEdit, plantGolden } from './plant.ts'
/** Changes the messages of a WebSocket golden that the server sent. */
const messages =
  (change: (lines: GoldenLine[], golden: Golden) => boolean | void): GoldenEdit =>
  (golden) =>
    golden.header.response.framing === 'websocket' ? change(golden.lines, golden) : false

const came = (lines: readonly GoldenLine[]) => lines.flatMap((line, index) => (line.dir === 'out' ? [] : [index]))
const eventOf = (line: GoldenLine | undefined) => (isObject(line?.data) ? line.data : {})

export const websocketMutations: readonly Mutation[] = [
  plantGolden(
    'websocket-sse-text',
    'a message holds an SSE frame',
    'sse.framing',
    'GW004',
    messages((lines) => {
      const index = came(lines)[4]
      const line = index === undefined ? undefined : lines[index]
      if (index === undefined || line === undefined) return false
      lines[index] = { t: line.t, dir: 'in', text: `data: ${JSON.stringify(line.data)}\n\n` }
    }),
  ),
  plantGolden(
    'websocket-list',
    'a message holds a list of events',
    'sse.framing',
    'GW005',
    messages((lines) => {
      const index = came(lines)[4]
      const line = index === undefined ? undefined : lines[index]
      if (line === undefined) return false
      line.data = [line.data]
    }),
  ),
  plantGolden(
    'websocket-null',
    'a message holds null',
    'sse.null',
    'GW005',
    messages((lines) => {
      lines.splice(came(lines)[4] ?? 0, 0, { t: null, dir: 'in', data: null })
    }),
  ),
  plantGolden(
    'websocket-done-sentinel',
    'the last message is [DONE]',
    'sse.done-sentinel',
    'GW006',
    messages((lines) => {
      lines.push({ t: lines.at(-1)?.t ?? null, dir: 'in', text: '[DONE]' })
    }),
  ),
  plantGolden(
    'websocket-two-in-one',
    'two events come in one message',
    'sse.framing',
    'GW020 GW004',
    messages((lines) => {
      const [one, two] = came(lines).slice(4, 6)
      if (one === undefined || two === undefined) return false
      const text = `${JSON.stringify(lines[one]?.data)}\n${JSON.stringify(lines[two]?.data)}`
      lines.splice(one, 2, { t: lines[two]?.t ?? null, dir: 'in', text })
    }),
  ),
  plantGolden(
    'websocket-half',
    'one event comes in two messages',
    'sse.framing',
    'GW020 GW004',
    messages((lines) => {
      const index = came(lines)[4]
      const line = index === undefined ? undefined : lines[index]
      if (index === undefined || line === undefined) return false
      const text = JSON.stringify(line.data)
      const half = Math.floor(text.length / 2)
      lines.splice(index, 1, { t: line.t, dir: 'in', text: text.slice(0, half) }, { t: line.t, dir: 'in', text: text.slice(half) })
    }),
  ),
  plantGolden(
    'websocket-no-terminal',
    'the connection ends without a terminal event',
    'life.no-terminal',
    'GW301',
    messages((lines) => {
      lines.pop()
    }),
  ),
  plantGolden(
    'websocket-numbers-missing',
    'messages have no numbers',
    'seq.missing',
    'GW102',
    messages((lines) => {
      for (const index of came(lines)) delete eventOf(lines[index])['sequence_number']
    }),
  ),
  plantGolden(
    'websocket-numbers-zero',
    'every message has the number 0',
    'seq.not-monotonic',
    'GW103',
    messages((lines) => {
      for (const index of came(lines)) eventOf(lines[index])['sequence_number'] = 0
    }),
  ),
  plantGolden(
    'websocket-numbers-go-on',
    'the second response counts on from the first',
    'seq.not-monotonic',
    'GW105',
    messages((lines) => {
      const second = secondResponse(lines)
      const offset = second === null ? 0 : Number(eventOf(lines[second - 1])['sequence_number'] ?? lines.length) + 1
      for (const index of came(lines))
        if (second !== null && index >= second)
          eventOf(lines[index])['sequence_number'] = Number(eventOf(lines[index])['sequence_number']) + offset
      return second !== null
    }),
  ),
  plantGolden(
    'websocket-second-without-created',
    'the second response begins without created',
    'life.created-late',
    'GW304 GW305',
    messages((lines) => {
      const second = secondResponse(lines)
      if (second === null) return false
      lines.splice(second, 1)
      came(lines)
        .filter((index) => index >= second)
        .forEach((index, number) => {
          eventOf(lines[index])['sequence_number'] = number
        })
    }),
  ),
  plantGolden(
    'websocket-same-response-id',
    'the second response has the id of the first',
    'id.response-changes',
    'GW519',
    messages((lines) => {
      const second = secondResponse(lines)
      const first = eventOf(lines[came(lines)[0] ?? 0])['response']
      if (second === null || !isObject(first)) return false
      for (const index of came(lines)) {
        const { response } = eventOf(lines[index])
        if (index >= second && isObject(response)) response['id'] = first['id']
      }
    }),
  ),
  plantGolden(
    'websocket-error-flat',
    'an error comes without type',
    'err.untyped',
    'GW013',
    messages((lines) => {
      lines.splice(came(lines)[4] ?? 0, 0, { t: null, dir: 'in', data: { error: { message: 'Overloaded' } } })
    }),
  ),
  plantGolden(
    'websocket-previous-ignored',
    'previous_response_id of a message is ignored',
    'state.prev-ignored',
    'GW322',
    messages((lines) => {
      const create = lines.find(({ dir }) => dir === 'out')
      if (!isObject(create?.data) || create.data['type'] !== 'response.create') return false
      create.data['previous_response_id'] = `resp_${'7e'.repeat(25)}`
    }),
  ),
]

/** Where the second response of a connection begins; null where there is none. */
function secondResponse(lines: readonly GoldenLine[]): number | null {
  return came(lines).filter((index) => eventOf(lines[index])['type'] === 'response.created')[1] ?? null
}
