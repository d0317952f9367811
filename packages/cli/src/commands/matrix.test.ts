import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { main } from '../main.ts'

let folder = ''
let url = ''
const keys: (string | undefined)[] = []
const server = createServer((request, response) => {
  keys.push(request.headers.authorization)
  const isModels = request.url === '/v1/models'
  response.writeHead(isModels ? 200 : 404, { 'content-type': 'application/json' })
  response.end(JSON.stringify(isModels ? { object: 'list', data: [{ id: 'm' }] } : { error: { message: 'no such route' } }))
})

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goldwire-matrix-'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  await rm(folder, { recursive: true })
})

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' }
  const code = await main(['node', 'goldwire', 'matrix', ...args], {
    out: (words) => void (said.out += words),
    err: (words) => void (said.err += words),
    colour: false,
    interactive: false,
    // eslint-disable-next-line require-yield -- nothing is typed
    stdin: async function* () {},
  })
  return { code, ...said }
}

const asked = ['--scenario', 'api/models', 'input-tokens']

test('servers that are asked, and the files that are written of them', async () => {
  process.env['MATRIX_TEST_KEY'] = 'sk-of-the-test'
  const [page, markdown, badges] = ['m.html', 'm.md', '{name}.svg'].map((name) => join(folder, name)) as [string, string, string]
  const { code, out, err } = await run(
    '--server', `one=${url},m`, `two/2=${url},other,MATRIX_TEST_KEY`, ...asked, '--report', page, '--markdown', markdown, '--badge', badges,
  ) // prettier-ignore
  expect([code, err]).toEqual([0, ''])
  expect(out).toMatch(/api\/models +│ pass +│ pass/)
  expect(out).toMatch(/api\/input-tokens +│ no +│ no/)
  expect(keys).toContain('Bearer sk-of-the-test')
  expect(keys).toContain(undefined)
  const data = JSON.parse(/id="data">([\s\S]*?)<\/script>/.exec(await readFile(page, 'utf8'))?.[1] ?? '') as {
    scenarios: { group: string }[]
  }
  expect(data.scenarios.map((each) => each.group)).toEqual(['one', 'one', 'two/2', 'two/2'])
  expect(await readFile(markdown, 'utf8')).toContain('| **passed** | **1/2** | **1/2** |')
  expect(await readFile(join(folder, 'two-2.svg'), 'utf8')).toContain('Responses API: 1/2')
  for (const file of [page, markdown]) expect(await readFile(file, 'utf8')).not.toContain('sk-of-the-test')
})

test('a server that is gone is told, and the others are asked', async () => {
  const { code, out } = await run('--server', `gone=http://127.0.0.1:9,m`, `here=${url},m`, ...asked, '--json')
  const { servers } = JSON.parse(out) as { servers: { name: string; score: object; check: { summary: object } }[] }
  expect(code).toBe(2)
  expect(servers).toMatchObject([
    { name: 'gone', check: { summary: { unreachable: 2 } } },
    { name: 'here', score: { passed: 1, of: 2 } },
  ])
})

test('a list of servers in a file, with a check of yesterday beside it', async () => {
  const { out } = await run('--server', `here=${url},m`, ...asked, '--json')
  const { servers } = JSON.parse(out) as { servers: { check: object }[] }
  await writeFile(join(folder, 'yesterday.json'), JSON.stringify(servers[0]?.check))
  const list = {
    servers: [
      { name: 'yesterday', from: 'yesterday.json' },
      { name: 'today', base_url: url, model: 'm' },
    ],
  }
  await writeFile(join(folder, 'servers.json'), JSON.stringify(list))
  const { code, out: table } = await run('--servers', join(folder, 'servers.json'), ...asked)
  expect(code).toBe(0)
  expect(table).toMatch(/scenario +│ yesterday │ today/)
  expect(table).toMatch(/passed +│ 1\/2 +│ 1\/2/)
})

test.each([
  [[], 'no server is named'],
  [['--server', 'x'], '--server x: write NAME=URL,MODEL'],
  [['--server', 'x=ftp://a,m'], 'server x: ftp://a is not a URL'],
  [['--server', 'x=http://a,m,NO_SUCH_VARIABLE'], '$NO_SUCH_VARIABLE is not set'],
  [['--server', 'x=http://a,m', '--from', 'x=y.json'], 'two servers are called x'],
  [['--from', 'x=/no/such.json'], '/no/such.json cannot be read'],
  [['--servers', '/no/such.json'], '/no/such.json cannot be read'],
  [['--server', 'x=http://a,m', 'y=http://a,m', '--badge', 'b.svg'], 'write {name} where'],
  [['--server', 'x=http://127.0.0.1:9,m', '--scenario', 'nosuch'], 'no scenario is called nosuch'],
])('%j is refused: %s', async (args, says) => {
  const { code, err } = await run(...args)
  expect(code).toBe(2)
  expect(err).toContain(says)
})
