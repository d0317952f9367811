import { expect, test } from 'vitest'

import { install, run, toolchains } from './clients.ts'
import { codexScript } from './codex-script.ts'
import { tableOf } from './table.ts'

const folder = process.cwd()

test('a toolchain that is missing is told, with its name', async () => {
  const reason = await install({ name: 'Zig', needs: ['no-such-toolchain', 'version'], install: [], clients: [] }, () => undefined)
  expect(reason).toBe('no-such-toolchain is not installed')
})

test('an installation that fails is told, with the command and its last words', async () => {
  const command = [process.execPath, '-e', 'console.error("registry is away"); process.exit(3)']
  const told: string[] = []
  const reason = await install(
    { name: 'Node', needs: [process.execPath, '--version'], install: [{ command, folder }], clients: [] },
    (step) => told.push(step),
  )
  expect(reason).toContain('ended with 3: registry is away')
  expect(told).toHaveLength(1)
})

test('a program that hangs is killed at its limit, with the lines it had printed', async () => {
  const lines: string[] = []
  const command = [process.execPath, '-e', 'console.log("one\\ntwo"); setInterval(() => {}, 1000)']
  const { code } = await run(command, { folder, limit: 5_000, onLine: (line) => lines.push(line) })
  expect(code).toBeNull()
  expect(lines).toEqual(['one', 'two'])
})

test('the table has a row for each client, a column for each check, and every failure and skip in words', () => {
  const text = tableOf({
    results: [
      { client: 'rig', version: '1.0', check: 'text', status: 'pass' },
      { client: 'rig', version: '1.0', check: 'stream', status: 'fail', detail: 'three pieces' },
      { client: 'codex', version: '2.0', check: 'stream', status: 'skip', detail: 'no such thing' },
    ],
    skipped: [{ client: 'openai-go', reason: 'go is not installed' }],
    summary: { passed: 1, failed: 1, skipped: 1, clientsSkipped: 1, seconds: 7 },
  })
  expect(text.split('\n').slice(0, 5)).toEqual([
    '           ┌ text',
    '           │ ┌ stream',
    'rig 1.0    ✓ ✗',
    'codex 2.0    ·',
    'openai-go  SKIPPED: go is not installed',
  ])
  expect(text).toContain('rig stream: three pieces')
  expect(text).toContain('codex stream: no such thing')
  expect(text).toContain('1 passed, 1 failed, 1 skipped, 1 clients skipped in 7 s')
})

test('clients have names of their own', () => {
  const names = toolchains.flatMap(({ clients }) => clients.map(({ name }) => name))
  expect(new Set(names).size).toBe(names.length)
  expect(names.length).toBeGreaterThanOrEqual(14)
})

test('the script runs the commands it is given, then tells what they said', () => {
  const user = (text: string) => ({ type: 'message' as const, role: 'user' as const, content: [{ type: 'input_text' as const, text }] })
  const request = { textFormat: { type: 'text' as const } } as Parameters<typeof codexScript>[0]
  const asked = codexScript({ ...request, items: [user('Run `ls` and `pwd`.')] })
  expect(asked.filter(({ type }) => type === 'item.start')).toHaveLength(2)
  const output = { type: 'function_call_output' as const, call_id: 'call_1', output: 'a b c' }
  const told = codexScript({ ...request, items: [user('Run `ls`.'), output] })
  expect(told.map((step) => (step.type === 'delta' ? step.delta : '')).join('')).toBe('The command said: a b c')
})
