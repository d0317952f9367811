import type { CodeInterpreterTool, InputItem } from '@goldwire/schemas'
import { afterAll, expect, test } from 'vitest'

import { createStoredFiles } from '../../files/stored-files.ts'
import { createSeededBytes } from '../../run/random-bytes.ts'
import { createMemoryObjects } from '../../store/memory-objects.ts'
import { endedItem, runHostedCall } from '../../testing/run-hosted-call.ts'
import { createSourceList } from '../citations/source-list.ts'
import { createCodeInterpreterTool } from './code-interpreter-tool.ts'
import { createContainers } from './containers.ts'

const now = () => 1_800_000_000_000
const objects = createMemoryObjects()
const files = createStoredFiles({ objects, now })
const containers = createContainers({}, { objects, now, random: createSeededBytes(1) })
afterAll(() => containers.close())

function open(tool: Partial<CodeInterpreterTool> = {}, options: { includeOutputs?: boolean; items?: readonly InputItem[] } = {}) {
  const { includeOutputs = false, items = [] } = options
  const whole: CodeInterpreterTool = { type: 'code_interpreter', container: { type: 'auto' }, ...tool }
  return createCodeInterpreterTool(whole, {
    containers,
    files,
    sources: createSourceList(),
    includeOutputs,
    items,
    budget: 20_000,
    param: 'tools[0]',
  })
}

test('a call is told as recorded: code in pieces, then the run; outputs only where they are included', async () => {
  const code = 'x = 20\nprint("seen")\nx + 1'
  const plain = await open()
  const run = await runHostedCall(plain, 'python', { code })
  const deltas = run.steps.flatMap((step) => (step.type === 'delta' ? [step.delta] : []))
  expect(deltas.join('')).toBe(code)
  expect(deltas.length).toBeGreaterThan(3)
  expect(run.steps.filter(({ type }) => type !== 'delta')).toEqual([
    { type: 'item.start', item: { type: 'code_interpreter_call', container_id: expect.stringMatching(/^cntr_/) as string, outputs: null } },
    { type: 'text.end' },
    { type: 'phase', phase: 'interpreting' },
    { type: 'phase', phase: 'completed' },
    { type: 'item.end', item: { outputs: null } },
  ])
  expect(run.output).toBe('seen\n21')
  const [start] = run.steps
  const container = start?.type === 'item.start' && start.item.type === 'code_interpreter_call' ? (start.item.container_id ?? '') : ''
  const again = await runHostedCall(await open({ container }, { includeOutputs: true }), 'python', { code: 'x' })
  expect(endedItem(again)).toEqual({ outputs: [{ type: 'logs', logs: '20' }] })
  const earlier = { type: 'code_interpreter_call', container_id: container, code, id: 'ci_1' } as const
  expect((await runHostedCall(await open({}, { items: [earlier] }), 'python', { code: 'x' })).output).toBe('20')
  const nothing = await runHostedCall(await open({ container }, { includeOutputs: true }), 'python', { code: 'y = 1' })
  expect(endedItem(nothing)).toEqual({ outputs: [] })
})

test('files of the request are in the folder, whatever they are called', async () => {
  const content = Buffer.from('a,b\n1,2')
  const file = {
    object: 'file',
    id: 'file-1',
    purpose: 'assistants',
    filename: '../../data.csv',
    bytes: content.length,
    created_at: 0,
  } as const
  await files.put({ ...file, expires_at: null, status: 'processed', status_details: null }, content)
  const tool = await open({ container: { type: 'auto', file_ids: ['file-1'] } })
  const signal = new AbortController().signal
  for await (const step of tool.prepare?.({ signal }) ?? []) expect(step).toBeUndefined()
  const run = await runHostedCall(tool, 'python', { code: 'import os; print(os.listdir()); open("data.csv").read()' })
  expect(run.output).toBe("['data.csv']\n'a,b\\n1,2'")
  const written = await runHostedCall(tool, 'python', { code: 'open("out.txt", "w").write("x");' })
  expect(written.output).toContain('Files written: /mnt/data/out.txt')
  const missing = await open({ container: { type: 'auto', file_ids: ['file-none'] } })
  await expect(missing.prepare?.({ signal })[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    status: 404,
    param: 'tools[0].container.file_ids[0]',
  })
})

test('code that raises is a completed call, one that never ends a failed one, and the container lives on', async () => {
  const strict = createContainers({ runTime: 1_000 }, { objects: createMemoryObjects(), now, random: createSeededBytes(2) })
  const sources = createSourceList()
  const tool = await createCodeInterpreterTool(
    { type: 'code_interpreter', container: { type: 'auto' } },
    { containers: strict, files, sources, includeOutputs: true, items: [], budget: 20_000, param: 'tools[0]' },
  )
  const raised = await runHostedCall(tool, 'python', { code: '1 / 0' })
  expect(endedItem(raised)['status']).toBeUndefined()
  expect(raised.output).toContain('ZeroDivisionError')
  const endless = await runHostedCall(tool, 'python', { code: 'while True: pass' })
  expect(endedItem(endless)).toEqual({ status: 'failed' })
  expect(endless.output).toContain('took too long')
  expect((await runHostedCall(tool, 'python', { code: '1 + 1' })).output).toBe('2')
  const wrong = await runHostedCall(tool, 'python', '{"code":')
  expect(endedItem(wrong)).toEqual({ status: 'failed' })
  await strict.close()
})

test('what no container here has is refused by name', async () => {
  const refused = (container: CodeInterpreterTool['container'], param: string, code: string | null) =>
    expect(open({ container })).rejects.toMatchObject({ param: `tools[0].${param}`, code })
  await refused(
    { type: 'auto', network_policy: { type: 'allowlist', allowed_domains: ['one.example'] } },
    'container.network_policy',
    'unsupported_value',
  )
  await refused({ type: 'auto', memory_limit: '64g' }, 'container.memory_limit', 'unsupported_value')
  await refused('cntr_none', 'container', null)
  await expect(open({ allowed_callers: ['programmatic'] })).rejects.toThrow('Only the model itself')
  const known = await open({ container: { type: 'auto', memory_limit: '1g', network_policy: { type: 'disabled' } } })
  expect(known.functions).toHaveLength(1)
})
