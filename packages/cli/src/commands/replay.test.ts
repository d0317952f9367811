import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { expect, onTestFinished, test } from 'vitest'

const goldwire = fileURLToPath(new URL('../../bin/goldwire.js', import.meta.url))
const golden = fileURLToPath(new URL('../../../../goldens/openai/text.golden.jsonl', import.meta.url))
const [header, ...lines] = readFileSync(golden, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { request: { body: object }; event: string; data: object })

interface Ended {
  code: number | null
  out: string
  err: string
}

/** Runs the command; `use` gets the URL once it listens, then it is told to stop. */
async function replay(flags: string[], use?: (url: string) => Promise<void>): Promise<Ended> {
  const child = spawn(process.execPath, [goldwire, 'replay', ...flags], { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said = { out: '', err: '' }
  child.stdout.on('data', (data) => (said.out += String(data)))
  child.stderr.on('data', (data) => (said.err += String(data)))
  const closed = once(child, 'close') as Promise<[number | null]>
  if (use) {
    while (!said.out.includes('\n')) await once(child.stdout, 'data')
    await use(/http:[^"\s]+/.exec(said.out)?.[0] ?? '')
    child.kill('SIGINT')
  }
  const [code] = await closed
  return { code, ...said }
}

const ask = (url: string, body: object) =>
  fetch(`${url}/v1/responses`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
const whole = lines.map(({ event, data }) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`).join('')

test('replay answers from a golden, explains what it cannot answer, and ends with 0 on Ctrl-C', async () => {
  const { code, out, err } = await replay([golden], async (url) => {
    expect(await (await ask(url, header?.request.body ?? {})).text()).toBe(whole)
    expect((await ask(url, { input: 'nobody asked this' })).status).toBe(404)
  })
  expect(code).toBe(0)
  expect(out).toMatch(/^listening on http:\/\/127\.0\.0\.1:\d+\n$/)
  expect(err).toContain('POST /v1/responses -> 200 openai/text\n')
  expect(err).toContain('The nearest is openai/text; it differs at\n  /input: recorded ')
})

test('replay plants faults and tells of each answer as JSON', async () => {
  const flags = [
    '--json',
    '--fault',
    'status:503',
    '--fault',
    'mutation:sequence-gap',
    '--match',
    'any',
    '--chunk',
    'random:3',
    '--seed',
    '5',
  ]
  const { out, err } = await replay([golden, ...flags], async (url) => {
    expect((await ask(url, { input: 'x', stream: true })).status).toBe(503)
    const damaged = await (await ask(url, { input: 'x', stream: true })).text()
    expect(damaged).not.toBe(whole)
    expect(damaged.split('\n\n')).toHaveLength(whole.split('\n\n').length)
  })
  const entries = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object)
  expect(entries).toMatchObject([
    { goldens: 1 },
    { status: 503, golden: 'openai/text', faults: ['status:503', 'mutation:sequence-gap'] },
    { status: 200, kind: 'recorded', faults: ['mutation:sequence-gap'] },
  ])
  expect(err).toBe('')
})

test('replay says when there are no times to keep', async () => {
  const { code, err } = await replay([golden, '--pace', 'recorded'], async () => undefined)
  // Stopped the moment it is ready.
  expect(code).toBe(0)
  expect(err).toContain('1 of 1 goldens were recorded without times')
})

test('replay lists its faults', async () => {
  const { code, out } = await replay(['--list-faults'])
  expect(code).toBe(0)
  expect(out).toMatch(/^status:CODE\[,TIMES\] +an error/m)
  expect(out).toMatch(/^ {2}sequence-gap +a number is skipped/m)
})

test.each([
  [[], 'name a golden'],
  [['/nowhere/at/all'], '/nowhere/at/all'],
  [[golden, '--fault', 'nothing'], 'there is no fault "nothing"'],
  [[golden, '--pace', 'fast'], 'xN (x10, x0.5)'],
  [[golden, '--chunk', 'words'], 'random:SEED'],
  [[golden, '--match', 'some'], 'subset'],
])('replay %j is a usage error that says what is wrong', async (flags, words) => {
  const { code, out, err } = await replay(flags)
  expect([code, out]).toEqual([2, ''])
  expect(err).toContain(words)
})
