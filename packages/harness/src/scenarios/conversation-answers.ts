import { isObject, type JsonObject } from '../lint/json.ts'
import { answerOf, idOf, listIn } from './answer-of.ts'
import { BrokenOffError, type BuiltinScenario } from './builtin-scenario.ts'
import { say } from './plain-answers.ts'
import type { Talk } from './talk.ts'

async function ask(talk: Talk, method: string, path: string, body?: unknown): Promise<JsonObject> {
  const capture = await talk.send(method, path, body)
  const told = `${method} /v1${path.replaceAll(/\b(conv|msg)_\w+/g, '{$1}')} was answered with ${capture.status}`
  if (capture.status !== 200) throw new BrokenOffError(`${told}: ${say(capture.body)}`)
  if (!isObject(capture.body)) throw new BrokenOffError(`${told}, and the body is not an object`)
  return capture.body
}

export const conversations: BuiltinScenario = {
  name: 'api/conversations',
  title: 'a conversation is created, changed, answered in, listed and deleted',
  async run(talk) {
    const begun = await talk.endpoint('POST', '/conversations', {
      metadata: { topic: 'names' },
      items: [{ type: 'message', role: 'user', content: 'My name is Ada.' }],
    })
    if (!talk.expect(begun.status === 200 && isObject(begun.body), '', `it was answered with ${begun.status}: ${say(begun.body)}`)) return
    const conversation = isObject(begun.body) ? begun.body : {}
    const id = idOf(conversation)
    talk.expect(conversation['object'] === 'conversation', '/object', 'object is not "conversation"')
    talk.expect(Number.isInteger(conversation['created_at']), '/created_at', 'created_at is not a whole number of seconds')
    talk.expectEqual(conversation['metadata'], { topic: 'names' }, '/metadata', 'what was sent')
    talk.expectEqual(await ask(talk, 'GET', `/conversations/${id}`), conversation, '', 'the conversation that was created')
    const changed = await ask(talk, 'POST', `/conversations/${id}`, { metadata: { topic: 'trains' } })
    talk.expectEqual(changed['metadata'], { topic: 'trains' }, '/metadata', 'what it was changed to')

    const answer = answerOf(await talk.create({ input: 'What is my name?', conversation: id }, ['conversation']))
    talk.expectEqual(answer['conversation'], { id }, '/conversation', 'the conversation that was asked in')
    const { data, ids } = await items(talk, `/conversations/${id}/items?order=asc`)
    const roles = data.filter((each) => each['type'] === 'message').map((each) => each['role'])
    talk.expectEqual(roles, ['user', 'user', 'assistant'], '/data', 'the three messages of the conversation, in order')

    const added = await ask(talk, 'POST', `/conversations/${id}/items`, { items: [{ type: 'message', role: 'user', content: 'Thanks.' }] })
    const [thanks] = listIn(added, 'data').filter(isObject)
    if (!talk.expect(thanks !== undefined, '/data', 'adding an item does not list it') || thanks === undefined) return
    talk.expectEqual(await ask(talk, 'GET', `/conversations/${id}/items/${idOf(thanks)}`), thanks, '', 'the item that was added')
    await ask(talk, 'DELETE', `/conversations/${id}/items/${idOf(thanks)}`)
    talk.expectEqual(
      (await items(talk, `/conversations/${id}/items?order=asc`)).ids,
      ids,
      '/data',
      'the items before one was added and deleted',
    )

    const gone = await ask(talk, 'DELETE', `/conversations/${id}`)
    talk.expectEqual(gone, { id, object: 'conversation.deleted', deleted: true }, '', 'what says that it is deleted')
    const { status } = await talk.send('GET', `/conversations/${id}`)
    talk.expect(status === 404, '', `the deleted conversation was answered with ${status}, expected 404`)
  },
}

async function items(talk: Talk, path: string): Promise<{ data: JsonObject[]; ids: unknown[] }> {
  const data = listIn(await ask(talk, 'GET', path), 'data').filter(isObject)
  return { data, ids: data.map((each) => each['id']) }
}
