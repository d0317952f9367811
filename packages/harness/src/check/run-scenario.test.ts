import { fileURLToPath } from 'node:url'

import { expect, test } from 'vitest'

import { eventsOf } from '../golden/events-of.ts'
import { readGolden } from '../golden/read-golden.ts'
import { sendEvents, sendJson, startFakeServer } from '../testing/fake-server.ts'
import { captureResponse } from './capture-response.ts'
import { runCheck } from './run-check.ts'
import { runScenario } from './run-scenario.ts'
import { toScenario, type Scenario } from './scenario.ts'

const goldens = fileURLToPath(new URL('../../../../goldens/openai', import.meta.url))
const golden = await readGolden(`${goldens}/function-parallel.golden.jsonl`)
const events = eventsOf(golden)
const scenario = toScenario(golden) as Scenario
const refuse = (code: string | null, message: string) => ({ error: { message, type: 'invalid_request_error', param: 'tools', code } })

test('a server that answers as the golden does passes, and is asked with its own model name', async () => {
  await using server = await startFakeServer((response) => sendEvents(response, events))
  const result = await runScenario(scenario, { baseUrl: server.url, model: 'mine' })
  expect(result).toMatchObject({ status: 'pass', reason: '', events: events.length })
  expect(server.bodies[0]).toMatchObject({ model: 'mine', stream: true })
})

test('a stream without numbers fails, and says which clients break', async () => {
  const unnumbered = events.map(({ sequence_number: _, ...event }) => ({ ...event, type: event.type }))
  await using server = await startFakeServer((response) => sendEvents(response, unnumbered))
  const result = await runScenario(scenario, { baseUrl: server.url, model: 'm' })
  expect(result.status).toBe('fail')
  expect(result.findings.some((finding) => finding.rule.startsWith('GW102'))).toBe(true)
  expect(result.clients.find((each) => each.client === 'async-openai')).toMatchObject({ verdict: 'breaks' })
})

test('a stream that is cut off fails and is told as cut', async () => {
  await using server = await startFakeServer((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(`event: ${events[0]?.type}\ndata: ${JSON.stringify(events[0])}\n\n`, () => response.destroy())
  })
  const result = await runScenario(scenario, { baseUrl: server.url, model: 'm' })
  expect(result).toMatchObject({
    status: 'fail',
    reason: expect.stringMatching(/^the stream broke off after 1 event \(response\.created\): /),
  })
  expect(result.capture?.cut).toEqual(expect.any(String))
})

test('a stream that is whole but never closed fails', async () => {
  await using server = await startFakeServer((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const event of events) response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
  })
  const result = await runScenario(scenario, { baseUrl: server.url, model: 'm', timeoutMs: 400 })
  expect(result).toMatchObject({ status: 'fail', reason: 'the stream was not closed after response.completed: no end within 0.4 s' })
  expect(result.divergences.map(({ message }) => message)).toEqual([result.reason])
})

test('a stream that flows without end is given up before it fills the memory', async () => {
  const frame = `event: ping\ndata: {"type":"ping","pad":"${'x'.repeat(64 * 1024)}"}\n\n`
  await using server = await startFakeServer((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const pour = (): void => {
      while (!response.destroyed && response.write(frame));
    }
    response.on('drain', pour)
    pour()
  })
  const capture = await captureResponse({ baseUrl: server.url, body: {}, maxBytes: 1024 * 1024 })
  expect(capture.cut).toBe('more than 1 MiB came')
  expect(capture.frames.length).toBeLessThan(100)
})

test('JSON where a stream was asked for fails', async () => {
  await using server = await startFakeServer((response) => sendJson(response, 200, { object: 'response' }))
  expect(await runScenario(scenario, { baseUrl: server.url, model: 'm' })).toMatchObject({
    status: 'fail',
    divergences: [{ kind: 'type' }],
  })
})

test('a refusal is unsupported only where the scenario needs a feature', async () => {
  await using server = await startFakeServer((response) => sendJson(response, 400, refuse('unsupported_tool', 'not here')))
  const target = { baseUrl: server.url, model: 'm' }
  expect(await runScenario(scenario, target)).toMatchObject({ status: 'fail', reason: expect.stringContaining('unsupported_tool') })
  expect(await runScenario({ ...scenario, needs: ['tool:web_search'] }, target)).toMatchObject({ status: 'unsupported' })
})

test('a server error is never unsupported', async () => {
  await using server = await startFakeServer((response) => sendJson(response, 500, refuse(null, 'boom')))
  expect(await runScenario({ ...scenario, needs: ['tool:x'] }, { baseUrl: server.url, model: 'm' })).toMatchObject({ status: 'fail' })
})

test('what no request can provoke is not asked for', async () => {
  await using server = await startFakeServer((response) => sendEvents(response, events))
  const result = await runScenario({ ...scenario, unprovokable: 'a failure inside the server' }, { baseUrl: server.url, model: 'm' })
  expect(result).toMatchObject({ status: 'unsupported', reason: 'a failure inside the server' })
  expect(server.bodies).toEqual([])
})

test('earlier answers fill the request', async () => {
  await using server = await startFakeServer((response, body) => {
    if ((body as { stream?: boolean }).stream) sendEvents(response, events)
    else sendJson(response, 200, { id: 'resp_first' })
  })
  const continued = { ...scenario, setup: [{ body: { model: 'x', input: 'hi' } }], fill: { '/previous_response_id': '0#/id' } }
  await runScenario(continued, { baseUrl: server.url, model: 'm' })
  expect(server.bodies).toMatchObject([
    { model: 'm', input: 'hi' },
    { model: 'm', previous_response_id: 'resp_first' },
  ])
})

test('an expected error body is compared, message apart', async () => {
  const expected = toScenario(await readGolden(`${goldens}/error-missing-parameter.golden.jsonl`)) as Scenario
  await using good = await startFakeServer((response) =>
    sendJson(response, 400, {
      error: { message: 'Another wording', type: 'invalid_request_error', param: 'text.format.name', code: 'missing_required_parameter' },
    }),
  )
  expect(await runScenario(expected, { baseUrl: good.url, model: 'm' })).toMatchObject({ status: 'pass' })
  await using bad = await startFakeServer((response) =>
    sendJson(response, 400, { error: { message: 'x', type: 'invalid_request_error', code: 400 } }),
  )
  expect(await runScenario(expected, { baseUrl: bad.url, model: 'm' })).toMatchObject({ status: 'fail' })
})

test('a server that is not there is asked once', async () => {
  const report = await runCheck([scenario, scenario], { baseUrl: 'http://127.0.0.1:9', model: 'm' })
  expect(report.summary).toMatchObject({ unreachable: 2, fail: 0, pass: 0 })
  expect(report.scenarios[0]?.reason).toContain('127.0.0.1:9')
})

test('a model that does not use the tool it was given is not judged, a server that drops the tool is', async () => {
  const code = toScenario(await readGolden(`${goldens}/code-interpreter.golden.jsonl`)) as Scenario
  const plain = eventsOf(await readGolden(`${goldens}/text.golden.jsonl`))
  const echoing = plain.map((event) => {
    const response = event['response']
    return typeof response === 'object'
      ? { ...event, response: { ...response, tools: [{ type: 'code_interpreter', container: { type: 'auto' } }] } }
      : event
  })
  await using taken = await startFakeServer((response) => sendEvents(response, echoing))
  expect(await runScenario(code, { baseUrl: taken.url, model: 'm' })).toMatchObject({
    status: 'unsupported',
    reason: expect.stringContaining('did not use it'),
  })
  await using dropped = await startFakeServer((response) => sendEvents(response, plain))
  expect(await runScenario(code, { baseUrl: dropped.url, model: 'm' })).toMatchObject({ status: 'fail' })
})
