import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import { expect, onTestFinished, test } from 'vitest'

const goldwire = fileURLToPath(new URL('../../bin/goldwire.js', import.meta.url))

interface Served {
  url: string
  /** The lines of JSON on stderr so far. */
  log: () => Record<string, unknown>[]
  child: ChildProcess
}

async function serve(...flags: string[]): Promise<Served> {
  const child = spawn(process.execPath, [goldwire, 'serve', '--port', '0', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let [out, err] = ['', '']
  child.stderr.on('data', (data) => (err += String(data)))
  while (!out.includes('\n')) {
    const [data] = (await once(child.stdout, 'data')) as [Buffer]
    out += String(data)
  }
  const log = () => err.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Record<string, unknown>] : []))
  return { url: /http:\S+/.exec(out)?.[0] ?? '', log, child }
}

test('serve takes its limits, origins and log from the command line', async () => {
  const { url, log, child } = await serve(
    '--api-key',
    'a-secret',
    '--requests-per-minute',
    '1',
    '--cors',
    'https://app.example',
    '--open-metrics',
    '--log',
  )
  const ask = () =>
    fetch(`${url}/v1/responses`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer a-secret', origin: 'https://app.example' },
      body: JSON.stringify({ model: 'reference', input: 'Hello!', max_output_tokens: 16 }),
    })
  const first = await ask()
  expect(first.status).toBe(200)
  expect(first.headers.get('x-ratelimit-limit-requests')).toBe('1')
  expect(first.headers.get('access-control-allow-origin')).toBe('https://app.example')
  const second = await ask()
  expect(second.status).toBe(429)
  expect(await second.json()).toMatchObject({ error: { code: 'rate_limit_exceeded', type: 'requests' } })
  const metrics = await (await fetch(`${url}/metrics`)).text()
  expect(metrics).toMatch(/^goldwire_engine_slots [1-9]/m)
  expect(metrics).toContain('goldwire_responses_total{outcome="completed"}')
  await expect.poll(() => log().map(({ event, status, outcome }) => [event, status ?? outcome])).toContainEqual(['request', 429])
  expect(log()).toContainEqual(
    expect.objectContaining({ event: 'response', model: 'reference', time: expect.stringMatching(/^\d{4}-.*Z$/) }),
  )
  expect(JSON.stringify(log())).not.toMatch(/a-secret|Hello/)
  child.kill('SIGTERM')
  const [code] = (await once(child, 'exit')) as [number]
  expect(code).toBe(0)
})
