import { createMemoryStore, type EngineRequest, type RunningServer, startServer, type Step } from '@goldwire/server'
import { callScript, createScriptedEngine, textScript } from '@goldwire/server/testing'
import OpenAI, { toFile } from 'openai'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { itemsIn, lintedResponse } from './linted-response.ts'

let server: RunningServer
let client: OpenAI
let answer: (request: EngineRequest) => readonly Step[] = () => []

beforeAll(async () => {
  const engine = createScriptedEngine({ script: (request) => answer(request) })
  server = await startServer({ engine, store: createMemoryStore(), codeInterpreter: { runTime: 4_000 } })
  client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any', maxRetries: 0 })
})
afterAll(() => server.close())

const outputsOf = ({ items }: EngineRequest) => items.filter((item) => item.type === 'function_call_output')

/** A model that runs this code, then says this. */
function runThenSay(code: string, ...deltas: string[]) {
  const told: string[] = []
  answer = (request) => {
    const outputs = outputsOf(request)
    told.splice(0, told.length, ...outputs.map((item) => JSON.stringify(item)))
    return outputs.length === 0 ? callScript('python', [JSON.stringify({ code })]) : textScript(deltas)
  }
  return told
}
const ask = (more: object = {}, container: unknown = { type: 'auto' }) => ({
  model: 'scripted',
  input: 'What is it?',
  tools: [{ type: 'code_interpreter', container }],
  ...more,
})
const include = ['code_interpreter_call.outputs']

test('code streams, runs, and its result is told to the model', async () => {
  const code = 'total = sum(range(10))\ntotal'
  const told = runThenSay(code, 'It is 45.')
  const { events } = await lintedResponse(client, ask())
  const types = events.map(({ type }) => type).filter((type) => type.includes('code_interpreter'))
  expect(types.filter((type, index) => type !== types[index - 1])).toEqual([
    'response.code_interpreter_call.in_progress',
    'response.code_interpreter_call_code.delta',
    'response.code_interpreter_call_code.done',
    'response.code_interpreter_call.interpreting',
    'response.code_interpreter_call.completed',
  ])
  const [added] = itemsIn(events, 'added', 'code_interpreter_call')
  expect(added).toMatchObject({ status: 'in_progress', code: '', outputs: null, container_id: expect.stringMatching(/^cntr_/) as string })
  expect(itemsIn(events, 'done', 'code_interpreter_call')).toMatchObject([
    { status: 'completed', code, outputs: null, container_id: added?.['container_id'] },
  ])
  expect(told[0]).toContain('45')
})

test('a container goes on: by its id, and by the conversation', async () => {
  runThenSay('kept = 7', 'Kept.')
  const first = await lintedResponse(client, ask())
  const id = String(itemsIn(first.events, 'done', 'code_interpreter_call')[0]?.['container_id'])
  runThenSay('kept + 1', 'Eight.')
  const second = await lintedResponse(client, ask({ include }, id))
  expect(itemsIn(second.events, 'added', 'code_interpreter_call')[0]?.['outputs']).toEqual([])
  expect(itemsIn(second.events, 'done', 'code_interpreter_call')[0]).toMatchObject({
    container_id: id,
    outputs: [{ type: 'logs', logs: '8' }],
  })
  runThenSay('kept + 2', 'Nine.')
  const third = await lintedResponse(client, ask({ include, previous_response_id: first.response.id }))
  expect(itemsIn(third.events, 'done', 'code_interpreter_call')[0]).toMatchObject({ container_id: id, outputs: [{ logs: '9' }] })
})

test('uploaded files are there, and a file that was written is cited', async () => {
  const file = await client.files.create({ file: await toFile(Buffer.from('a,b\n1,2\n'), 'table.csv'), purpose: 'user_data' })
  const code = 'rows = open("table.csv").read()\nopen("copy.csv", "w").write(rows)\nrows'
  runThenSay(code, 'Here: [copy.csv](sandbox:/mnt/data', '/copy.csv).')
  const { events } = await lintedResponse(client, ask({ include }, { type: 'auto', file_ids: [file.id] }))
  const [call] = itemsIn(events, 'done', 'code_interpreter_call')
  expect(call).toMatchObject({ outputs: [{ logs: "'a,b\\n1,2\\n'" }] })
  const annotations = events.flatMap((event) => (event.type === 'response.output_text.annotation.added' ? [event.annotation] : []))
  expect(annotations).toMatchObject([{ type: 'container_file_citation', container_id: call?.['container_id'], filename: 'copy.csv' }])
  const cited = annotations[0]?.type === 'container_file_citation' ? annotations[0] : null
  const content = await client.containers.files.content.retrieve(cited?.file_id ?? '', { container_id: cited?.container_id ?? '' })
  expect(await content.text()).toBe('a,b\n1,2\n')
})

test('code that raises is a completed call; code that never ends a failed one', async () => {
  const told = runThenSay('1 / 0', 'It fails.')
  const raised = await lintedResponse(client, ask({ include }))
  expect(itemsIn(raised.events, 'done', 'code_interpreter_call')[0]).toMatchObject({ status: 'completed' })
  expect(told[0]).toContain('ZeroDivisionError')
  const stopped = runThenSay('while True: pass', 'It does not end.')
  const endless = await lintedResponse(client, ask({ include }))
  expect(itemsIn(endless.events, 'done', 'code_interpreter_call')[0]).toMatchObject({ status: 'failed', code: 'while True: pass' })
  expect(stopped[0]).toContain('took too long')
  expect(endless.response.status).toBe('completed')
})

test('code reaches neither the network nor the disk', async () => {
  const told = runThenSay(
    `import urllib.request\ntry:\n    print(urllib.request.urlopen('${server.url}/health').read())\nexcept OSError as error:\n    print('refused')\n` +
      `try:\n    print(open('/etc/passwd').read())\nexcept OSError:\n    print('no file')`,
    'Nothing.',
  )
  await lintedResponse(client, ask())
  expect(told[0]).toContain('refused\\nno file')
})

test('what is not there is refused by name', async () => {
  const create = (container: unknown) => client.responses.create(ask({}, container) as OpenAI.Responses.ResponseCreateParamsNonStreaming)
  await expect(create('cntr_none')).rejects.toMatchObject({ status: 404, param: 'tools[0].container' })
  await expect(create({ type: 'auto', file_ids: ['file-none'] })).rejects.toMatchObject({ param: 'tools[0].container.file_ids[0]' })
  await expect(create({ type: 'auto', memory_limit: '16g' })).rejects.toMatchObject({
    status: 400,
    param: 'tools[0].container.memory_limit',
  })
})

test('where it is turned off the tool is refused', async () => {
  await using bare = await startServer({ engine: createScriptedEngine({ script: [] }), store: createMemoryStore(), codeInterpreter: false })
  const other = new OpenAI({ baseURL: `${bare.url}/v1`, apiKey: 'any', maxRetries: 0 })
  const refused = other.responses.create(ask() as OpenAI.Responses.ResponseCreateParamsNonStreaming)
  await expect(refused).rejects.toMatchObject({ status: 400, code: 'unsupported_tool', param: 'tools[0].type' })
})
