import { isObject, type JsonObject } from '../lint/json.ts'
import { idOf } from './answer-of.ts'
import { BrokenOffError, type BuiltinScenario } from './builtin-scenario.ts'
import { openSocket } from './open-socket.ts'

export const websocket: BuiltinScenario = {
  name: 'api/websocket',
  title: 'WebSocket mode: two turns on one connection, kept by it alone (store: false), and an error in between',
  async run(talk) {
    const { model } = talk.server
    using socket = await openSocket(talk.server)
    const turn = (rest: JsonObject) => socket.ask({ type: 'response.create', model, store: false, temperature: 0, ...rest })
    const first = await turn({ input: 'My name is Ada.' })
    const id = idOf(responseOf(first))
    const refused = (await turn({ input: 'Hi.', temperature: 'warm' })).at(-1)
    talk.expect(refused?.['type'] === 'error', '', `temperature: "warm" was answered with ${String(refused?.['type'])}, expected an error`)
    talk.expect(refused?.['status'] === 400, '/status', `the error says status ${String(refused?.['status'])}, expected 400`)
    const again = responseOf(await turn({ input: 'My name is Ada.' }))
    const second = responseOf(await turn({ input: 'What is my name?', previous_response_id: idOf(again) }))
    talk.expect(
      second['previous_response_id'] === again['id'],
      '/response/previous_response_id',
      'the second turn does not go on from the first',
    )
    talk.expect(second['id'] !== id, '/response/id', 'two responses have one id')
    talk.judgeGolden({
      header: {
        golden: 1,
        name: 'api/websocket',
        provider: 'unknown',
        recorded_at: new Date().toISOString(),
        source: null,
        request: { method: 'GET', path: '/v1/responses', headers: null, body: null },
        response: { status: 101, headers: null, framing: 'websocket' },
      },
      lines: socket.lines,
    })
  },
}

function responseOf(events: readonly JsonObject[]): JsonObject {
  const last = events.at(-1)
  if (last?.['type'] === 'error')
    throw new BrokenOffError(`response.create was answered with an error: ${JSON.stringify(last['error'] ?? last)}`)
  const response = last?.['response']
  if (!isObject(response)) throw new BrokenOffError('the last message carries no response')
  return response
}
