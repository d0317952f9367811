import { isObject } from '../lint/json.ts'
import { answerOf, idOf, listIn } from './answer-of.ts'
import { UnsupportedError, type BuiltinScenario } from './builtin-scenario.ts'
import { say } from './plain-answers.ts'
import type { Talk } from './talk.ts'

/**
 * Creates a response that is kept.
 * @throws UnsupportedError when the server says that it keeps none
 */
async function createStored(talk: Talk, input: unknown) {
  const answer = answerOf(await talk.create({ input, store: true }, ['store']))
  if (answer['store'] === false)
    throw new UnsupportedError('the server keeps no responses: store was asked for, and the response says store: false')
  return answer
}

/** Makes sure that the server keeps responses at all. @throws UnsupportedError when it does not */
export async function expectKeeping(talk: Talk): Promise<void> {
  const answer = await createStored(talk, 'Say hello.')
  await reach(talk, 'GET', `/responses/${idOf(answer)}`, answer['store'] === true)
}

/** Reads an answer's own endpoint. A server that promised to keep the answer and does not know it is wrong; one that promised nothing lacks it. */
async function reach(talk: Talk, method: string, path: string, promised: boolean) {
  if (!promised) return talk.endpoint(method, path)
  const capture = await talk.send(method, path)
  if (capture.status === 404 && !isErrorBody(capture.body)) return talk.endpoint(method, path)
  return capture
}

const isErrorBody = (body: unknown) => isObject(body) && isObject(body['error'])

export const retrieve: BuiltinScenario = {
  name: 'api/retrieve',
  title: 'GET /responses/{id} gives the response as it was',
  async run(talk) {
    const answer = await createStored(talk, 'Say hello.')
    const got = await reach(talk, 'GET', `/responses/${idOf(answer)}`, answer['store'] === true)
    if (!talk.expect(got.status === 200, '', `a response with store: true was answered with ${got.status}: ${say(got.body)}`)) return
    talk.judge(got)
    talk.expectEqual(got.body, answer, '', 'the response that was created')
  },
}

export const remove: BuiltinScenario = {
  name: 'api/delete',
  title: 'DELETE /responses/{id}, after which it is not found',
  async run(talk) {
    const answer = await createStored(talk, 'Say hello.')
    const path = `/responses/${idOf(answer)}`
    const { status, body } = await reach(talk, 'DELETE', path, answer['store'] === true)
    if (!talk.expect(status === 200, '', `DELETE was answered with ${status}: ${say(body)}`)) return
    talk.expect(isObject(body) && body['id'] === answer['id'], '/id', 'the answer does not carry the id of the response')
    talk.expect(isObject(body) && body['deleted'] === true, '/deleted', 'the answer does not say deleted: true')
    const again = await talk.send('GET', path)
    talk.expect(again.status === 404, '', `the deleted response was answered with ${again.status}, expected 404`)
    expectNotFound(talk, again.body)
  },
}

export const inputItems: BuiltinScenario = {
  name: 'api/input-items',
  title: 'GET /responses/{id}/input_items lists the input, page by page, in both orders',
  async run(talk) {
    const texts = ['My name is Ada.', 'I like trains.', 'Say hello.']
    const answer = await createStored(
      talk,
      texts.map((content) => ({ role: 'user', content })),
    )
    const path = `/responses/${idOf(answer)}/input_items`
    const page = async (query: string) => {
      const { status, body } = await reach(talk, 'GET', `${path}?${query}`, answer['store'] === true)
      talk.expect(status === 200, '', `input_items?${query.replace(/after=[^&]+/, 'after=…')} was answered with ${status}: ${say(body)}`)
      return { body, ids: listIn(body, 'data').map((each) => (isObject(each) ? each['id'] : undefined)) }
    }
    const all = await page('order=asc')
    if (!talk.expect(all.ids.length === 3, '/data', `${all.ids.length} items are listed, 3 were sent`)) return
    talk.expect(isObject(all.body) && all.body['object'] === 'list', '/object', 'the answer is not a list object')
    const asked = listIn(all.body, 'data').map((each) => listIn(each, 'content').map((part) => (isObject(part) ? part['text'] : null))[0])
    talk.expectEqual(asked, texts, '/data', 'what was sent, in order')
    if (
      !talk.expect(
        all.ids.every((id) => typeof id === 'string'),
        '/data/0/id',
        'items have no id: nothing can be paged by',
      )
    )
      return
    const first = await page('order=asc&limit=2')
    talk.expectEqual(first.ids, all.ids.slice(0, 2), '/data', 'the first two (limit=2)')
    const facts = isObject(first.body) ? first.body : {}
    talk.expect(facts['has_more'] === true, '/has_more', 'has_more is not true, and one item is left')
    talk.expect(
      facts['first_id'] === all.ids[0] && facts['last_id'] === all.ids[1],
      '/last_id',
      'first_id and last_id are not those of the page',
    )
    const rest = await page(`order=asc&after=${String(all.ids[1])}`)
    talk.expectEqual(rest.ids, all.ids.slice(2), '/data', 'what follows `after`')
    talk.expect(isObject(rest.body) && rest.body['has_more'] === false, '/has_more', 'has_more is not false at the end')
    const newest = await page('limit=3')
    talk.expectEqual(newest.ids, all.ids.toReversed(), '/data', 'the newest first, which is the default order')
  },
}

export const notStored: BuiltinScenario = {
  name: 'api/not-stored',
  title: 'with store: false nothing is kept: neither by its id nor by previous_response_id',
  async run(talk) {
    // Who keeps nothing at all would pass, and has shown nothing.
    await expectKeeping(talk)
    const answer = answerOf(await talk.create({ input: 'Say hello.', store: false }, ['store']))
    const got = await talk.send('GET', `/responses/${idOf(answer)}`)
    talk.expect(got.status === 404 || got.status === 405, '', `a response with store: false was answered with ${got.status}, expected 404`)
    const next = await talk.send('POST', '/responses', { input: 'And now?', previous_response_id: idOf(answer) })
    talk.expect(
      next.status >= 400 && next.status < 500,
      '',
      `a request that goes on from a response with store: false was answered with ${next.status}, expected 400`,
    )
  },
}

/** OpenAI's 404: type invalid_request_error. */
export function expectNotFound(talk: Talk, body: unknown): void {
  const error = isObject(body) && isObject(body['error']) ? body['error'] : {}
  const isRight = typeof error['message'] === 'string' && error['type'] === 'invalid_request_error'
  talk.expect(isRight, '/error', 'the body of the 404 is not {"error":{message, type:"invalid_request_error", param, code}}')
}
