import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { main } from '../main.ts'

const events = ['created', 'completed'].map((name) => `event: response.${name}\ndata: {"type":"response.${name}"}\n\n`)
const key = 'sk-proj-0123456789abcdefABCDEFGH'

async function folder(): Promise<string> {
  const out = await mkdtemp(join(tmpdir(), 'goldwire-record-'))
  onTestFinished(() => rm(out, { recursive: true, force: true }))
  return out
}

/** Sends the first event at once and the second when the path does not ask it to wait; says what it was sent as key. */
async function startUpstream(): Promise<string> {
  const server = createServer((incoming, answer) => {
    incoming.resume()
    answer.writeHead(200, { 'content-type': 'text/event-stream' })
    answer.write(`: ${incoming.headers.authorization}\n\n${events[0]}`)
    if (!incoming.url?.includes('wait')) answer.end(events[1])
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

interface Running {
  child: ChildProcess
  url: string
  printed: () => string
}

/** The command as its user runs it. */
async function run(...flags: string[]): Promise<Running> {
  const child = spawn(process.execPath, ['--conditions=source', join(import.meta.dirname, '../../bin/goldwire.js'), 'record', ...flags])
  onTestFinished(() => void child.kill('SIGKILL'))
  let text = ''
  child.stdout.on('data', (bytes) => (text += String(bytes)))
  child.stderr.on('data', (bytes) => (text += String(bytes)))
  await expect.poll(() => text, { timeout: 15_000 }).toMatch(/listening on http|"listening"/)
  return { child, url: /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0] ?? '', printed: () => text }
}

async function runHere(...flags: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', '']
  const terminal = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    colour: false,
    interactive: false,
    stdin: () => process.stdin,
  }
  return { code: await main(['node', 'goldwire', 'record', ...flags], terminal), out, err }
}

test('a proxy records what a client does, finishes on Ctrl-C, and neither files nor output hold the key', { timeout: 30_000 }, async () => {
  const out = await folder()
  const { child, url, printed } = await run('--upstream', await startUpstream(), '--out', out)
  const body = JSON.stringify({ input: 'hi', stream: true })
  const headers = { authorization: `Bearer ${key}` }
  expect(await (await fetch(`${url}/v1/responses`, { method: 'POST', headers, body })).text()).toContain(key)
  const hanging = await fetch(`${url}/v1/responses?wait`, { headers })
  await hanging.body?.getReader().read()
  child.kill('SIGINT')
  const [code] = (await once(child, 'exit')) as [number]
  expect(code).toBe(0)
  expect(printed()).toMatch(/0001-post-responses-stream\.golden\.jsonl {2}200 {2}3 frames/)
  expect(printed()).toMatch(/0002-get-responses-stream\.golden\.jsonl .* not whole: the recorder was stopped/)
  const names = await readdir(join(out, 'local'))
  expect(names).toEqual(['0001-post-responses-stream.golden.jsonl', '0002-get-responses-stream.golden.jsonl'])
  const texts = await Promise.all(names.map((name) => readFile(join(out, 'local', name), 'utf8')))
  expect([...texts, printed()].join('\n')).not.toContain(key)
  expect(texts[0]).toContain('sk-REDACTED1')
})

test('a proxy that is killed in the middle leaves no file at all, however long the stream was', { timeout: 30_000 }, async () => {
  const out = await folder()
  const server = createServer((_, answer) => {
    answer.writeHead(200, { 'content-type': 'text/event-stream' })
    for (let at = 0; at < 3000; at++) answer.write(`data: {"type":"x","text":"${key} ${'word '.repeat(200)}"}\n\n`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { child, url } = await run('--upstream', `http://127.0.0.1:${(server.address() as AddressInfo).port}`, '--out', out, '--json')
  const reader = (await fetch(`${url}/v1/responses`)).body?.getReader()
  for (let bytes = 0; bytes < 3_000_000;) bytes += (await reader?.read())?.value?.length ?? 3_000_000
  child.kill('SIGKILL')
  await once(child, 'exit')
  const left = (await readdir(out, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  expect(left.map(({ name }) => name)).toEqual([])
})

test('scenarios are recorded from a server, one line each, and kept the next time', { timeout: 30_000 }, async () => {
  const out = await folder()
  const flags = ['--scenario', 'text', '--base-url', await startUpstream(), '--out', out, '--model', 'm']
  const first = await runHere(...flags)
  expect([first.code, first.out.split('  ')[0]?.trim()]).toEqual([0, 'recorded'])
  expect(first.err).toBe(`1 of 1 recorded whole in ${out}\n`)
  const second = await runHere(...flags, '--json')
  expect(JSON.parse(second.out)).toMatchObject({ scenario: 'openai/text', outcome: 'kept' })
})

test('nothing is sent for money without a yes, nor to OpenAI without a key, nor when it is unclear what to record', async () => {
  const out = await folder()
  const asked = await runHere('--scenario', 'text', '--base-url', 'https://example.com', '--api-key', key, '--out', out)
  expect(asked.code).toBe(2)
  expect(asked.err).toMatch(/1 scenario, 1 request to example\.com: about \$0\.\d{4} \(prices as of \d{4}-\d{2}, tokens estimated\)/)
  expect(asked.err).toContain('nothing was sent; say --yes')
  expect((await runHere('--out', out)).err).toContain('say what to record')
  expect((await runHere('--out', out, '--upstream', 'nonsense')).err).toContain('--upstream: the upstream must be an http or https URL')
  expect((await runHere('--out', out, '--scenario', 'nosuch', '--base-url', 'http://127.0.0.1:1')).err).toContain(
    'no golden is called nosuch',
  )
})
