import { compareValues } from '../diff/compare-values.ts'
import { isObject, type JsonObject } from '../lint/json.ts'
import { abstractValue } from '../shape/abstract-value.ts'
import { SymbolTable } from '../shape/symbol-table.ts'
import { answerOf, listIn } from './answer-of.ts'
import { BrokenOffError, type BuiltinScenario } from './builtin-scenario.ts'
import type { Talk } from './talk.ts'

const HELLO = 'Say hello.'

/** Whether two Responses look alike; what was said and counted does not matter. */
function expectAlike(talk: Talk, expected: JsonObject, actual: JsonObject, what: string): void {
  const [wanted, got] = [expected, actual].map((each) => abstractValue('', each, new SymbolTable())) as [never, never]
  for (const { kind, pointer } of compareValues(wanted, got)) {
    const told = { 'missing-field': 'is missing', 'extra-field': 'is extra', type: 'has another type', value: 'has another value' }[kind]
    // Undocumented, and only in bodies.
    if (pointer !== '/billing') talk.expect(false, pointer, `${pointer} ${told}, compared with ${what}`)
  }
}

export const nonStreaming: BuiltinScenario = {
  name: 'api/non-streaming',
  title: 'an answer in one body is the response that its stream ends with',
  async run(talk) {
    const streamed = await talk.create({ input: HELLO, stream: true })
    if (streamed.framing !== 'sse') throw new BrokenOffError('a stream was asked for, and a JSON body came')
    const whole = await talk.create({ input: HELLO })
    talk.judge(whole)
    if (talk.expect(whole.framing === 'json', '', 'a stream came back where a JSON body was asked for'))
      expectAlike(talk, answerOf(streamed), answerOf(whole), 'the last event of the stream')
  },
}

export const easyMessages: BuiltinScenario = {
  name: 'api/easy-messages',
  title: 'messages may be {role, content}, without a type; those of the assistant too',
  async run(talk) {
    const asked = (content: unknown) => [
      { role: 'user', content: 'My name is Ada.' },
      { role: 'assistant', content },
      { role: 'user', content: [{ type: 'input_text', text: 'What is my name?' }] },
    ]
    for (const content of ['Hello Ada!', [{ type: 'output_text', text: 'Hello Ada!' }]]) {
      const { status, body } = await talk.send('POST', '/responses', { input: asked(content), temperature: 0 })
      const form = typeof content === 'string' ? 'a string' : 'a list of output_text'
      talk.expect(
        status === 200,
        '/input/1',
        `an assistant message without type whose content is ${form} was answered with ${status}: ${say(body)}`,
      )
    }
  },
}

export const reasoningReturned: BuiltinScenario = {
  name: 'api/reasoning-returned',
  title: 'the output of a turn, reasoning included, is taken back as input (stateless agents)',
  async run(talk) {
    const first = answerOf(
      await talk.create({ input: HELLO, store: false, include: ['reasoning.encrypted_content'], reasoning: { effort: 'low' } }, [
        'reasoning',
      ]),
    )
    const output = listIn(first, 'output').filter(isObject)
    const next = { role: 'user', content: 'And now say goodbye.' }
    const turns: [string, JsonObject[]][] = [['as it came', output]]
    // Codex leaves the raw text away and keeps the cipher: `content` is null then.
    if (output.some(isReasoning))
      turns.push(['without its content (Codex)', output.map((item) => (isReasoning(item) ? withoutContent(item) : item))])
    for (const [how, items] of turns) {
      const { status, body } = await talk.send('POST', '/responses', {
        input: [{ role: 'user', content: HELLO }, ...items, next],
        store: false,
        temperature: 0,
      })
      talk.expect(status === 200, '/input', `the output sent back ${how} was answered with ${status}: ${say(body)}`)
    }
  },
}

const isReasoning = (item: JsonObject) => item['type'] === 'reasoning'

function withoutContent({ content: _, status: __, ...item }: JsonObject): JsonObject {
  return { ...item, content: null }
}

export const inputTokens: BuiltinScenario = {
  name: 'api/input-tokens',
  title: 'POST /responses/input_tokens counts as usage does',
  async run(talk) {
    const input = 'Count from 1 to 5.'
    const { status, body } = await talk.endpoint('POST', '/responses/input_tokens', { model: talk.server.model, input })
    if (!talk.expect(status === 200 && isObject(body), '', `answered with ${status}: ${say(body)}`) || !isObject(body)) return
    talk.expect(
      body['object'] === 'response.input_tokens',
      '/object',
      `object is ${JSON.stringify(body['object'])}, expected "response.input_tokens"`,
    )
    const count = body['input_tokens']
    if (!talk.expect(Number.isInteger(count), '/input_tokens', `input_tokens is ${JSON.stringify(count)}, expected a whole number`)) return
    const { usage } = answerOf(await talk.create({ input }))
    const used = isObject(usage) ? usage['input_tokens'] : undefined
    talk.expect(used === count, '/input_tokens', `counted ${String(count)}, and usage of the same input says ${String(used)}`, {
      severity: 'warning',
    })
  },
}

export const compact: BuiltinScenario = {
  name: 'api/compact',
  title: 'POST /responses/compact gives a window that a request can go on from',
  async run(talk) {
    const input = [
      { role: 'user', content: 'My name is Ada.' },
      { role: 'assistant', content: 'Hello Ada!' },
    ]
    const { status, body } = await talk.endpoint('POST', '/responses/compact', { model: talk.server.model, input })
    if (!talk.expect(status === 200 && isObject(body), '', `answered with ${status}: ${say(body)}`) || !isObject(body)) return
    talk.expect(
      body['object'] === 'response.compaction',
      '/object',
      `object is ${JSON.stringify(body['object'])}, expected "response.compaction"`,
    )
    const output = listIn(body, 'output')
    const kinds = output.map((item) => (isObject(item) ? item['type'] : null))
    talk.expect(kinds.at(-1) === 'compaction', '/output', `output is [${kinds.join(', ')}], expected a compaction item at its end`)
    const next = await talk.send('POST', '/responses', { input: [...output, { role: 'user', content: HELLO }] })
    talk.expect(next.status === 200, '/output', `the compacted window as input was answered with ${next.status}: ${say(next.body)}`)
  },
}

export const models: BuiltinScenario = {
  name: 'api/models',
  title: 'GET /models lists the model that is asked for',
  async run(talk) {
    const { status, body } = await talk.endpoint('GET', '/models')
    if (!talk.expect(status === 200, '', `answered with ${status}: ${say(body)}`)) return
    const ids = listIn(body, 'data').map((each) => (isObject(each) ? each['id'] : null))
    talk.expect(isObject(body) && body['object'] === 'list', '/object', 'the answer is not a list object')
    talk.expect(ids.includes(talk.server.model), '/data', `no model is called ${talk.server.model}`, { severity: 'warning' })
  },
}

/** What an error body says, or the start of whatever came. */
export function say(body: unknown): string {
  const error = isObject(body) && isObject(body['error']) ? body['error'] : body
  const message = isObject(error) ? error['message'] : error
  return (typeof message === 'string' ? message : (JSON.stringify(message) ?? 'nothing')).slice(0, 200)
}
