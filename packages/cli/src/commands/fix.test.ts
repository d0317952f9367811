import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const goldwire = fileURLToPath(new URL('../../bin/goldwire.js', import.meta.url))

interface Running {
  child: ChildProcess
  url: string
  err: () => string
}

async function run(...flags: string[]): Promise<Running> {
  const child = spawn(process.execPath, [goldwire, 'fix', ...flags], { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let out = ''
  let err = ''
  child.stderr.on('data', (data) => (err += String(data)))
  while (!out.includes('\n')) out += String(((await once(child.stdout, 'data')) as [Buffer])[0])
  return { child, url: /http:\/\/[^\s"]+/.exec(out)?.[0] ?? '', err: () => err }
}

/** Sends a text as the poorest of servers would. */
async function startPoorServer(): Promise<string> {
  const server = createServer((incoming, answer) => {
    incoming.resume()
    answer.writeHead(200, { 'content-type': 'text/event-stream' })
    const events = [
      { type: 'response.created', response: { id: 'resp_1' } },
      { type: 'response.output_text.delta', delta: 'Hi ' },
      { type: 'response.output_text.delta', delta: 'there' },
      { type: 'response.done', response: { id: 'resp_1', usage: { prompt_tokens: 1, completion_tokens: 2 } } },
    ]
    answer.end(`${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')}data: [DONE]\n\n`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('fix repairs a stream, tells of it in a line, and writes each repair to its log', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'goldwire-fix-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const log = join(folder, 'repairs.jsonl')
  const { child, url, err } = await run('--upstream', await startPoorServer(), '--log', log, '--upstream-key', 'sk-secret')
  const answer = await fetch(`${url}/v1/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'poor', input: 'Hello', stream: true }),
  })
  const stream = await answer.text()
  const types = [...stream.matchAll(/^event: (.*)$/gm)].map(([, type]) => type)
  expect(types).toEqual([
    'response.created',
    'response.in_progress',
    'response.output_item.added',
    'response.content_part.added',
    'response.output_text.delta',
    'response.output_text.delta',
    'response.output_text.done',
    'response.content_part.done',
    'response.output_item.done',
    'response.completed',
  ])
  expect(stream).toContain('"text":"Hi there"')
  await expect.poll(err).toMatch(/^resp_1 {2}completed .* repaired .*GW001.*GW102.*GW308.*GW401.*GW903/m)
  child.kill('SIGINT')
  expect(((await once(child, 'close')) as [number])[0]).toBe(0)
  const lines = readFileSync(log, 'utf8').trim().split('\n')
  const repairs = lines.map((line) => JSON.parse(line) as { rule: string; place: string; message: string; mended: boolean; path: string })
  expect(repairs.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['GW001', 'GW006', 'GW102', 'GW207', 'GW308', 'GW401', 'GW603']))
  expect(repairs.every(({ path, mended, message }) => path === '/v1/responses' && mended && message.length > 10)).toBe(true)
  expect(`${lines.join('')}${err()}`).not.toContain('sk-secret')
})

test('fix says what it cannot start with', async () => {
  const child = spawn(process.execPath, [goldwire, 'fix', '--upstream', 'ftp://nowhere'], { stdio: ['ignore', 'pipe', 'pipe'] })
  let err = ''
  child.stderr.on('data', (data) => (err += String(data)))
  expect(((await once(child, 'close')) as [number])[0]).toBe(2)
  expect(err).toMatch(/--upstream: it must be an http or https URL/)
})

test('serve --engine responses is the same, and refuses flags that only seem to protect it', async () => {
  const upstream = await startPoorServer()
  const child = spawn(process.execPath, [goldwire, 'serve', '--engine', 'responses', '--upstream', upstream, '--port', '0'])
  onTestFinished(() => void child.kill('SIGKILL'))
  const [out] = (await once(child.stdout, 'data')) as [Buffer]
  const url = /http:\/\/[^\s"]+/.exec(String(out))?.[0] ?? ''
  const body = JSON.stringify({ model: 'poor', input: 'Hello', stream: true })
  const answer = await fetch(`${url}/v1/responses`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  expect(await answer.text()).toContain('event: response.completed')

  const refused = spawn(process.execPath, [goldwire, 'serve', '--engine', 'responses', '--upstream', upstream, '--api-key', 'a-secret'])
  onTestFinished(() => void refused.kill('SIGKILL'))
  let err = ''
  refused.stderr.on('data', (data) => (err += String(data)))
  const [code] = (await once(refused, 'close')) as [number]
  expect(code).toBe(2)
  expect(err).toContain('--api-key cannot be used with --engine responses')
})
