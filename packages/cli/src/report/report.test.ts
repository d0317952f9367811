import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { main } from '../main.ts'

const golden = fileURLToPath(new URL('../../../../goldens/openai/text.golden.jsonl', import.meta.url))
let folder = ''
let bad = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goldwire-report-'))
  bad = join(folder, 'bad.golden.jsonl')
  const lines = (await readFile(golden, 'utf8')).split('\n')
  await writeFile(bad, lines.filter((line) => !line.includes('"type":"response.output_text.done"')).join('\n'))
})
afterAll(() => rm(folder, { recursive: true }))

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' }
  const code = await main(['node', 'goldwire', ...args], {
    out: (words) => void (said.out += words),
    err: (words) => void (said.err += words),
    colour: true,
    interactive: false,
    stdin: async function* () {
      yield await readFile(bad)
    },
  })
  return { code, ...said }
}

const dataOf = (page: string) => JSON.parse(/id="data">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '') as PageData
interface PageData {
  title: string
  scenarios: {
    name: string
    status?: string
    reason?: string
    findings?: unknown[]
    divergences?: unknown[]
    actual?: { lines: unknown[] }
    expected?: object
  }[]
  rules: { rule: string; why: string }[]
}

test.each(['lint', 'diff'])('%s writes each format, and --json is one of them', async (command) => {
  const args = command === 'lint' ? [command, bad] : [command, golden, bad]
  const json = await run(...args, '--format', 'json')
  expect(json.code).toBe(1)
  expect(JSON.parse(json.out)).toEqual(JSON.parse((await run(...args, '--json')).out))
  expect((await run(...args, '--format', 'junit')).out).toContain('failures="1"')
  expect((await run(...args, '--format', 'markdown')).out).toMatch(/^## ❌ goldwire/)
  const github = (await run(...args, '--format', 'github')).out
  expect(github).toMatch(/^::error file=[^,]+bad\.golden\.jsonl,/m)
  const sarif = JSON.parse((await run(...args, '--format', 'sarif')).out) as { runs: { results: object[] }[] }
  expect(sarif.runs[0]?.results.length).toBeGreaterThan(0)
})

test('annotations and SARIF name the line of the file', async () => {
  const lines = (await readFile(bad, 'utf8')).split('\n')
  const { files } = JSON.parse((await run('lint', bad, '--json')).out) as {
    files: { findings: { event: number | null; severity: string }[] }[]
  }
  const event = files[0]?.findings.find((each) => each.event !== null && each.severity === 'error')?.event ?? -1
  const github = (await run('lint', bad, '--format', 'github')).out
  const line = Number(/line=(\d+)/.exec(github)?.[1])
  expect(line).toBe(event + 2)
  expect(lines[line - 1]).toContain('"type":"response.')
})

test('--output writes the result whole, without colours, and prints nothing', async () => {
  const file = join(folder, 'new', 'result.txt')
  const { code, out } = await run('lint', bad, '--output', file)
  expect([code, out]).toEqual([1, ''])
  const text = await readFile(file, 'utf8')
  expect(text).toContain('1 stream, ')
  expect(text).not.toContain(String.fromCodePoint(27))
  expect(await readdir(join(folder, 'new'))).toEqual(['result.txt'])
})

test('--also writes further formats of the same run', async () => {
  const [sarif, junit] = [join(folder, 'a.sarif'), join(folder, 'a=b.xml')]
  const { code, out } = await run('lint', bad, '--format', 'github', '--also', `sarif=${sarif}`, `junit=${junit}`)
  expect([code, out.startsWith('::error ')]).toEqual([1, true])
  expect(JSON.parse(await readFile(sarif, 'utf8'))).toMatchObject({ version: '2.1.0' })
  expect(await readFile(junit, 'utf8')).toContain('<testsuites')
  for (const wrong of ['yaml=x', 'sarif', 'sarif='])
    expect((await run('lint', bad, '--also', wrong)).err).toContain(`--also ${wrong}: write FORMAT=FILE`)
})

test('a file that cannot be written ends with 2 and leaves nothing behind', async () => {
  const { code, err } = await run('lint', golden, '--output', join(bad, 'x.txt'))
  expect(code).toBe(2)
  expect(err).toMatch(/x\.txt cannot be written/)
  const taken = await run('lint', golden, '--report', folder)
  expect([taken.code, (await readdir(tmpdir())).filter((name) => name.startsWith(`${folder.split('/').at(-1)}.`))]).toEqual([2, []])
})

test('--json with another format is refused before anything is read', async () => {
  const { code, err } = await run('lint', 'nowhere', '--json', '--format', 'sarif')
  expect([code, err]).toEqual([2, 'goldwire: --json and --format sarif exclude each other\n'])
  expect((await run('lint', golden, '--format', 'yaml')).code).toBe(2)
})

test('lint --report: a page with the stream, its findings, and what is known of their rules', async () => {
  const file = join(folder, 'lint.html')
  await run('lint', bad, golden, '--report', file)
  const { scenarios, rules } = dataOf(await readFile(file, 'utf8'))
  expect(scenarios.map((each) => each.status)).toEqual(['fail', 'pass'])
  expect(scenarios[0]?.findings?.length).toBeGreaterThan(0)
  expect(scenarios[0]?.actual?.lines.length).toBeGreaterThan(5)
  expect(rules[0]?.why).not.toBe('')
})

test('lint --report: standard input is on the page too', async () => {
  const file = join(folder, 'stdin.html')
  await run('lint', '-', '--report', file)
  const [scenario] = dataOf(await readFile(file, 'utf8')).scenarios
  expect(scenario).toMatchObject({ name: '-', status: 'fail' })
  expect(scenario?.actual?.lines.length).toBeGreaterThan(5)
})

test('diff --report: both streams and every divergence', async () => {
  const file = join(folder, 'diff.html')
  await run('diff', golden, bad, '--report', file)
  const [scenario] = dataOf(await readFile(file, 'utf8')).scenarios
  expect(scenario?.expected).toBeDefined()
  expect(scenario?.divergences?.length).toBeGreaterThan(0)
})

test('check --report: a server that is not there is told on the page', async () => {
  const file = join(folder, 'check.html')
  const { code } = await run('check', 'http://127.0.0.1:9', '--model', 'm', '--scenario', 'text', '--report', file, '--format', 'github')
  const page = dataOf(await readFile(file, 'utf8'))
  expect(code).toBe(2)
  expect(page.scenarios[0]).toMatchObject({ status: 'unreachable' })
})

test('view writes a page of any stream file and says so', async () => {
  const file = join(folder, 'view.html')
  const { code, out } = await run('view', bad, '--out', file)
  expect([code, out]).toEqual([0, `${file} shows 1 stream\n`])
  expect(dataOf(await readFile(file, 'utf8')).scenarios[0]?.findings?.length).toBeGreaterThan(0)
  const json = JSON.parse((await run('view', bad, '--out', file, '--json')).out) as { page: string; files: { errors: number }[] }
  expect(json).toMatchObject({ page: file, files: [{ file: bad }] })
  expect(json.files[0]?.errors).toBeGreaterThan(0)
  await run('view', bad, '--out', file, '--no-lint')
  expect(dataOf(await readFile(file, 'utf8')).scenarios[0]?.findings).toEqual([])
  expect((await run('view', join(folder, 'none'), '--out', file)).code).toBe(2)
})
