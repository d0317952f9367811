import type { Capture } from '../check/capture-response.ts'
import { isObject } from '../lint/json.ts'
import { UndecidedError, type BuiltinScenario } from './builtin-scenario.ts'
import { say } from './plain-answers.ts'
import { expectKeeping, expectNotFound } from './stored-answers.ts'
import type { Talk } from './talk.ts'

/** An error as OpenAI answers it: the status, and `{"error":{message, type, param, code}}`, never a stream. */
function expectError(talk: Talk, capture: Capture, what: string, wanted: { status: number; param?: string; code?: string }): void {
  const { status, body } = capture
  if (
    !talk.expect(
      status === wanted.status,
      '',
      `${what} was answered with ${status}, expected ${wanted.status}${status < 400 ? '' : `: ${say(body)}`}`,
    )
  )
    return
  talk.expect(capture.framing === 'json', '', `${what}: the refusal is a stream, expected a JSON body`)
  talk.judge(capture)
  const error = isObject(body) && isObject(body['error']) ? body['error'] : null
  if (error === null) return
  if (wanted.param !== undefined)
    talk.expect(
      error['param'] === wanted.param,
      '/error/param',
      `${what}: param is ${JSON.stringify(error['param'])}, expected "${wanted.param}"`,
    )
  if (wanted.code !== undefined)
    talk.expect(
      error['code'] === wanted.code,
      '/error/code',
      `${what}: code is ${JSON.stringify(error['code'])}, expected "${wanted.code}"`,
    )
}

export const badRequest: BuiltinScenario = {
  name: 'api/bad-request',
  title: 'a wrong request is refused with 400, before any stream, naming the parameter',
  async run(talk) {
    const wrong = await talk.send('POST', '/responses', { input: 'Hi.', temperature: 'warm' })
    expectError(talk, wrong, 'temperature: "warm"', { status: 400, param: 'temperature' })
    const streamed = await talk.send('POST', '/responses', { input: 'Hi.', stream: true, tools: 'none' })
    expectError(talk, streamed, 'tools: "none" with stream: true', { status: 400, param: 'tools' })
    const range = await talk.send('POST', '/responses', { input: 'Hi.', temperature: 7 })
    expectError(talk, range, 'temperature: 7', { status: 400, param: 'temperature' })
    const kind = await talk.send('POST', '/responses', { input: [{ type: 'no_such_item' }] })
    talk.expect(kind.status === 400, '/input', `an item of unknown type was answered with ${kind.status}, expected 400`)
    expectError(talk, await talk.send('POST', '/responses', undefined, { text: '{"model":' }), 'a body that is not JSON', { status: 400 })
  },
}

export const unknownId: BuiltinScenario = {
  name: 'api/unknown-id',
  title: 'an id that does not exist is a 404, with the body of an error',
  async run(talk) {
    await expectKeeping(talk)
    const id = 'resp_00000000000000000000000000000000000000000000000000'
    for (const [method, path] of [
      ['GET', `/responses/${id}`],
      ['DELETE', `/responses/${id}`],
      ['GET', `/responses/${id}/input_items`],
    ] as const) {
      const { status, body } = await talk.send(method, path)
      if (talk.expect(status === 404, '', `${method} of an unknown id was answered with ${status}, expected 404`))
        expectNotFound(talk, body)
    }
  },
}

export const unknownModel: BuiltinScenario = {
  name: 'api/unknown-model',
  title: 'a model that does not exist is refused',
  async run(talk) {
    const capture = await talk.send('POST', '/responses', { model: 'no-such-model-anywhere', input: 'Hi.' })
    if (capture.status === 200) throw new UndecidedError('the server answers whatever model is asked for')
    talk.expect(capture.status === 400 || capture.status === 404, '', `it was answered with ${capture.status}, expected 400 or 404`)
    talk.judge(capture)
  },
}

export const wrongKey: BuiltinScenario = {
  name: 'api/wrong-key',
  title: 'a wrong key is a 401 invalid_api_key',
  async run(talk) {
    const capture = await talk.send('POST', '/responses', { input: 'Hi.' }, { apiKey: 'sk-goldwire-no-such-key' })
    if (capture.status === 200) throw new UndecidedError('the server asks for no key')
    expectError(talk, capture, 'a wrong key', { status: 401, code: 'invalid_api_key' })
  },
}
