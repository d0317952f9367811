import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { freePort } from '@goldwire/server/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { readAction, root, runAction } from './run-action.ts'

let folder = ''
let runs = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goldwire-action-'))
})
afterAll(() => rm(folder, { recursive: true }))

const run = (inputs: { [name: string]: string }) => runAction(inputs, join(folder, String(runs++)))

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  )
}

test('no input is written into the text of a script, where it could run', async () => {
  const { runs: action, inputs, outputs } = await readAction()
  expect(action.using).toBe('composite')
  for (const step of action.steps.filter((each) => each.run !== undefined)) {
    expect(step.shell).toBe('bash')
    expect(step.run).not.toContain('${{')
  }
  for (const each of [...Object.values(inputs), ...Object.values(outputs)]) expect(each.description).toMatch(/\.$/)
})

test('starts the reference server, waits for it, judges it, writes every report, stops it', async () => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const { success, outputs, summary, log } = await run({
    'base-url': url,
    model: 'reference',
    start: `exec node "${root}/packages/cli/bin/goldwire.js" serve --port ${port}`,
    'wait-on': `${url}/health`,
    scenarios: 'text\nfunction-auto',
  })
  expect(log).toContain('goldwire check: 2 scenarios: 2 passed')
  expect(success).toBe(true)
  expect(outputs).toMatchObject({ status: 'pass', passed: '2', failed: '0' })
  expect(summary).toMatch(/^## ✅ goldwire check: 2 scenarios: 2 passed/)
  const workspace = join(folder, String(runs - 1), 'workspace')
  expect(await readFile(join(workspace, outputs['html'] ?? ''), 'utf8')).toContain('<!doctype html>')
  expect(JSON.parse(await readFile(join(workspace, outputs['sarif'] ?? ''), 'utf8'))).toMatchObject({ version: '2.1.0' })
  expect(await readFile(join(workspace, outputs['junit'] ?? ''), 'utf8')).toContain('tests="2" failures="0"')
  expect(await readFile(outputs['server-log'] ?? '', 'utf8')).toContain(`listening on ${url}`)
  expect(await answers(url)).toBe(false)
})

/** Streams an answer without sequence numbers and without an end. */
const BROKEN = `
require('node:http').createServer((request, response) => {
  response.setHeader('content-type', 'text/event-stream')
  response.end('event: response.created\\ndata: {"type":"response.created","response":{"id":"resp_1"}}\\n\\n')
}).listen(Number(process.argv[2]), '127.0.0.1')
`

test('a server that breaks the protocol fails the job, is annotated, and is stopped all the same', async () => {
  const port = await freePort()
  const script = join(folder, 'broken.cjs')
  await writeFile(script, BROKEN)
  const inputs = { 'base-url': `http://127.0.0.1:${port}/v1`, model: 'm', start: `node "${script}" ${port}`, scenarios: 'text' }
  const failed = await run(inputs)
  expect(failed.success).toBe(false)
  expect(failed.outputs).toMatchObject({ status: 'fail', failed: '1' })
  expect(failed.log).toMatch(/^::error title=GW\d{3} [^:]+ in openai\/text::/m)
  expect(failed.summary).toMatch(/^## ❌/)
  expect(failed.ran).toContain('Stop the server')
  expect(await answers(inputs['base-url'])).toBe(false)
  const lenient = await run({ ...inputs, 'fail-on': 'never' })
  expect([lenient.success, lenient.outputs['status']]).toEqual([true, 'fail'])
})

test('a server that does not start, or is not there, says so', async () => {
  const url = `http://127.0.0.1:${await freePort()}`
  const dead = await run({ 'base-url': url, model: 'm', start: 'echo cannot find the model; exit 3' })
  expect(dead.success).toBe(false)
  expect(dead.log).toContain('::error title=goldwire::The server ended before it answered')
  expect(dead.log).toContain('cannot find the model')
  expect(dead.ran).not.toContain('Check')
  const slow = await run({ 'base-url': url, model: 'm', start: 'sleep 60', 'wait-seconds': '1' })
  expect(slow.log).toContain('within 1 s')
  const absent = await run({ 'base-url': url, model: 'm', scenarios: 'text' })
  expect([absent.success, absent.outputs['status']]).toEqual([false, 'unreachable'])
})

test('wrong inputs end the job with words', async () => {
  const unknown = await run({ 'base-url': 'http://127.0.0.1:9', model: 'm', scenarios: 'no-such *' })
  expect(unknown.success).toBe(false)
  expect(unknown.log).toMatch(/no scenario is called no-such;/)
  expect(unknown.log).toContain('The check did not run (exit code 2)')
  const wish = await run({ 'base-url': 'http://127.0.0.1:9', model: 'm', scenarios: 'text', 'fail-on': 'sometimes' })
  expect(wish.log).toContain('fail-on is sometimes')
})
