import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { json, openChatUpstream, sse } from '@goldwire/server/testing'
import { expect, onTestFinished, test } from 'vitest'

const goldwire = fileURLToPath(new URL('../../bin/goldwire.js', import.meta.url))

function start(...flags: string[]): ChildProcess {
  const child = spawn(process.execPath, [goldwire, 'serve', '--port', '0', ...flags], { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

async function serve(...flags: string[]): Promise<string> {
  const child = start(...flags)
  let out = ''
  while (!out.includes('\n')) {
    const [data] = (await once(child.stdout as NonNullable<typeof child.stdout>, 'data')) as [Buffer]
    out += String(data)
  }
  return /http:\S+/.exec(out)?.[0] ?? ''
}

async function failure(...flags: string[]): Promise<{ code: unknown; err: string }> {
  const child = start(...flags)
  let err = ''
  child.stderr?.on('data', (data) => (err += String(data)))
  const [code] = (await once(child, 'close')) as [unknown]
  return { code, err }
}

const post = async (url: string, body: object) => {
  const answer = await fetch(`${url}/v1/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return (await answer.json()) as { output: { content: { text: string }[] }[] }
}

test('serve --engine chat answers with the models of its upstream, in its words', async () => {
  await using upstream = await openChatUpstream({
    answer: { body: sse({ choices: [{ index: 0, delta: { content: 'Hello from afar' }, finish_reason: 'stop' }] }) },
    models: [{ id: 'far' }, { id: 'other' }],
  })
  const flags = ['--upstream', upstream.url, '--upstream-key', 'k', '--upstream-option', 'max-tokens=max_completion_tokens', 'images=true']
  const url = await serve('--engine', 'chat', ...flags, '--upstream-header', 'X-Team: 7', '--model', 'far')
  const { data } = (await (await fetch(`${url}/v1/models`)).json()) as { data: { id: string }[] }
  expect(data.map(({ id }) => id)).toEqual(['far'])
  const { output } = await post(url, { model: 'far', input: 'Hi', max_output_tokens: 16 })
  expect(output[0]?.content[0]?.text).toBe('Hello from afar')
  expect(upstream.requests[0]).toMatchObject({
    headers: { authorization: 'Bearer k', 'x-team': '7' },
    body: { model: 'far', max_completion_tokens: 16 },
  })
})

test('serve --engine scripted plays its file', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'goldwire-script-')), 'script.json')
  const message = (text: string) => [
    { type: 'item.start', item: { type: 'message' } },
    { type: 'part.start', part: 'output_text' },
    { type: 'delta', delta: text },
    { type: 'part.end' },
    { type: 'item.end' },
    { type: 'stop' },
  ]
  writeFileSync(path, JSON.stringify({ answers: [{ when: 'say "b"', steps: message('b') }, { steps: message('a') }] }))
  const url = await serve('--engine', 'scripted', '--script', path)
  expect((await post(url, { model: 'scripted', input: 'Hi' })).output[0]?.content[0]?.text).toBe('a')
  expect((await post(url, { model: 'scripted', input: 'Please say "b".' })).output[0]?.content[0]?.text).toBe('b')
  writeFileSync(path, JSON.stringify({ answers: [{ steps: [{ type: 'delat', delta: 'x' }] }] }))
  expect(await failure('--engine', 'scripted', '--script', path)).toMatchObject({
    code: 2,
    err: expect.stringContaining('answers[0].steps[0]'),
  })
})

test('what an engine needs and lacks is told', async () => {
  await using upstream = await openChatUpstream({ answer: json({}), models: json({ error: 'no' }, 500) })
  const cases: [string[], string][] = [
    [['--engine', 'chat'], '--upstream'],
    [['--engine', 'chat', '--upstream', upstream.url], 'name the models'],
    [['--engine', 'chat', '--upstream', upstream.url, '--model', 'a', '--upstream-option', 'colour=red'], "no 'colour'"],
    [['--engine', 'chat', '--upstream', upstream.url, '--model', 'a', '--upstream-option', 'images=maybe'], 'true, false'],
    [['--engine', 'scripted'], '--script'],
    [['--engine', 'responses'], '--upstream'],
  ]
  for (const [flags, told] of cases) expect(await failure(...flags)).toMatchObject({ code: 2, err: expect.stringContaining(told) })
})
