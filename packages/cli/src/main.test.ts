import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { main } from './main.ts'
import type { Terminal } from './terminal.ts'

const goldens = fileURLToPath(new URL('../../../goldens/openai', import.meta.url))
const text = join(goldens, 'text.golden.jsonl')
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goldwire-cli-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs one command line; standard input is `input`. */
async function run(args: string[], input = ''): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' }
  const terminal: Terminal = {
    out: (words) => void (said.out += words),
    err: (words) => void (said.err += words),
    colour: false,
    interactive: false,
    stdin: async function* () {
      yield new TextEncoder().encode(input)
    },
  }
  const code = await main(['node', 'goldwire', ...args], terminal)
  return { code, ...said }
}

/** The golden's stream as raw SSE, with each event passed through `change` (undefined = dropped). */
async function sse(change: (event: { [key: string]: unknown }) => object | undefined = (event) => event): Promise<string> {
  const lines = (await readFile(text, 'utf8')).trim().split('\n').slice(1)
  const events = lines.map((line) => (JSON.parse(line) as { data: { [key: string]: unknown } }).data)
  return events
    .flatMap((event) => change(event) ?? [])
    .map((event) => `event: ${(event as { type: string }).type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join('')
}

test('lint finds nothing wrong with the goldens', async () => {
  const { code, out } = await run(['lint', goldens, '--json'])
  const { files, summary } = JSON.parse(out) as { files: unknown[]; summary: { files: number; errors: number; events: number } }
  expect(code).toBe(0)
  expect(summary).toMatchObject({ files: files.length, errors: 0 })
  expect(summary.events).toBeGreaterThan(300)
})

test('lint reads standard input, names the rule and ends with 1', async () => {
  const { code, out } = await run(
    ['lint', '-', '--json'],
    await sse((event) => (event['type'] === 'response.output_text.done' ? undefined : event)),
  )
  expect(code).toBe(1)
  const [file] = (
    JSON.parse(out) as {
      files: { file: string; findings: { rule: string; severity: string; event: number; pointer: string; message: string }[] }[]
    }
  ).files
  expect(file?.file).toBe('-')
  expect(file?.findings.map((finding) => finding.rule)).toContain('GW601 text-done-missing')
})

test('diff of a stream with itself is empty, of a damaged one is not', async () => {
  expect((await run(['diff', text, text])).code).toBe(0)
  const { code, out } = await run(
    ['diff', text, '-', '--json'],
    await sse((event) => (event['type'] === 'response.content_part.done' ? undefined : event)),
  )
  expect(code).toBe(1)
  expect(JSON.parse(out)).toMatchObject({
    divergences: [{ kind: 'missing-event', severity: 'error', actual: null }],
    summary: { equal: false, errors: 1 },
  })
})

test('diff takes rules from a file, and says so when it is none', async () => {
  const rules = join(folder, 'rules.json')
  await writeFile(rules, JSON.stringify([{ kind: 'missing-event', severity: 'ignore', because: 'known' }]))
  const damaged = await sse((event) => (event['type'] === 'response.content_part.done' ? undefined : event))
  expect((await run(['diff', text, '-', '--rules', rules], damaged)).code).toBe(0)
  await writeFile(rules, '[{"severity":"loud"}]')
  const { code, err } = await run(['diff', text, '-', '--rules', rules], damaged)
  expect(code).toBe(2)
  expect(err).toContain(rules)
})

test('diff compares bodies, and tells rules of no use', async () => {
  const [one, other, rules] = ['one.json', 'other.json', 'stale.json'].map((name) => join(folder, name)) as [string, string, string]
  await writeFile(one, JSON.stringify({ object: 'list', data: [], has_more: false }))
  await writeFile(other, JSON.stringify({ object: 'list', data: [] }))
  await writeFile(rules, JSON.stringify([{ pointer: '/nowhere', severity: 'ignore', because: 'mended' }]))
  const { code, out, err } = await run(['diff', one, other, '--rules', rules, '--json'])
  expect(code).toBe(1)
  expect(JSON.parse(out)).toMatchObject({ divergences: [{ pointer: '/has_more' }], unused_rules: [{ pointer: '/nowhere' }] })
  expect(err).toContain('of no use')
})

test('drift of a set with itself is nothing; a new field is told with a note', async () => {
  expect(await run(['drift', text, text])).toMatchObject({ code: 0, out: 'no drift\n' })
  const newer = join(folder, 'newer.sse')
  await writeFile(newer, await sse((event) => (event['type'] === 'response.output_text.done' ? { ...event, mood: 'calm' } : event)))
  const { code, out } = await run(['drift', text, newer, '--json'])
  expect(code).toBe(1)
  expect(JSON.parse(out)).toMatchObject({
    drift: [
      {
        kind: 'new-field',
        noun: 'event response.output_text.done',
        pointer: '/mood',
        old: { captures: 0, of: 1 },
        new: { captures: 1, of: 1 },
      },
    ],
    notes: expect.stringContaining("field: 'output-text-done.mood'"),
    summary: { changes: 1 },
  })
  expect((await run(['drift', newer])).out).toContain('unknown field')
  expect(await run(['drift', text, '--provider', 'nobody'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('no capture of nobody'),
  })
})

test('resynth proves the emitter on the goldens and sees a changed number', async () => {
  const { code, out } = await run(['resynth', goldens, '--json'])
  const { summary } = JSON.parse(out) as { summary: { files: number; equal: number } }
  expect(code).toBe(0)
  expect(summary.files).toBe(summary.equal)
  const damaged = await run(
    ['resynth', '-', '--json'],
    await sse((event) => ({ ...event, sequence_number: (event['sequence_number'] as number) * 2 })),
  )
  expect(damaged.code).toBe(1)
  expect(JSON.parse(damaged.out)).toMatchObject({ files: [{ equal: false, first_divergence: { event: 1, pointer: '/sequence_number' } }] })
})

test.each([
  [['lint', '/nowhere/at/all'], '/nowhere/at/all'],
  [['lint'], 'missing required argument'],
  [['lint', text, '--profile', 'other'], 'openai'],
  [['diff', text], 'missing required argument'],
  [['check', 'nonsense', '--model', 'm'], 'http://HOST:PORT'],
  [['check', 'http://127.0.0.1:9'], '--model'],
  [['check', 'http://127.0.0.1:9', '--model', 'm', '--scenario', 'nobody'], 'no scenario is called nobody'],
  [['serve', '--port', 'x'], 'whole number'],
  [['nonsense'], 'unknown command'],
])('%j is a usage error that says what is wrong', async (args, words) => {
  const { code, out, err } = await run(args)
  expect(code).toBe(2)
  expect(err).toContain(words)
  expect(out).toBe('')
})

test('a server that is not there ends check with 2 and is told in the document', async () => {
  const { code, out } = await run(['check', 'http://127.0.0.1:9', '--model', 'm', '--json'])
  expect(code).toBe(2)
  expect(JSON.parse(out)).toMatchObject({ summary: { pass: 0, fail: 0 } })
})

test.each(['serve', 'lint', 'diff', 'check', 'replay', 'resynth'])('%s --help has examples', async (command) => {
  const { code, out } = await run([command, '--help'])
  expect(code).toBe(0)
  expect(out).toContain('Examples:')
})

test('an empty or foreign file is told, not judged', async () => {
  const file = join(folder, 'empty.sse')
  await writeFile(file, '')
  const { code, err } = await run(['diff', text, file])
  expect(code).toBe(2)
  expect(err).toContain(file)
})

test('one unreadable file among others is told, the others are judged', async () => {
  const mixed = await mkdtemp(join(folder, 'mixed-'))
  await writeFile(join(mixed, 'a.sse'), await sse())
  await writeFile(join(mixed, 'b.jsonl'), 'no stream at all')
  const { code, out, err } = await run(['lint', mixed, '--json'])
  expect(code).toBe(2)
  expect(err).toContain('b.jsonl')
  expect(JSON.parse(out)).toMatchObject({ summary: { files: 1, errors: 0 }, unreadable: [{ file: join(mixed, 'b.jsonl') }] })
})
