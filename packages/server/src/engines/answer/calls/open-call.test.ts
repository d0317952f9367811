import fc from 'fast-check'
import { expect, test } from 'vitest'

import { offerTools } from '../../../prompt/offer-tools.ts'
import { runItems } from '../../../testing/run-steps.ts'
import { openCall } from './open-call.ts'

const { tools } = offerTools(
  [
    { type: 'function', name: 'look', parameters: null, strict: false },
    { type: 'custom', name: 'write' },
    { type: 'local_shell' },
    { type: 'shell', environment: { type: 'local' } },
    { type: 'apply_patch' },
    { type: 'tool_search', execution: 'client' },
  ],
  'auto',
)

/** The events of a call whose arguments come in these pieces. */
function eventsOf(name: string, pieces: readonly string[], { cut = false } = {}) {
  const call = openCall(tools, name)
  return runItems([...call.push(''), ...pieces.flatMap((piece) => call.push(piece)), ...call.end(cut)])
}
const itemOf = (event: unknown) => (event as { item?: object } | undefined)?.item
const doneOf = (...args: Parameters<typeof eventsOf>) => itemOf(eventsOf(...args).at(-1))

test('a local shell command is announced empty and told whole', () => {
  const events = eventsOf('local_shell', ['{"command": ["ls", "-', 'a"], "timeout_ms": 5}'])
  expect(events.map(({ type }) => type)).toEqual(['response.output_item.added', 'response.output_item.done'])
  expect(itemOf(events[0])).toMatchObject({ type: 'local_shell_call', action: { type: 'exec', command: [], env: {} } })
  expect(itemOf(events[1])).toMatchObject({ status: 'completed', action: { type: 'exec', command: ['ls', '-a'], env: {}, timeout_ms: 5 } })
})

test('commands of a shell stream one by one', () => {
  const events = eventsOf('shell', ['{"commands": ["l', 's", "echo \\"h', 'i\\""], "timeout_ms": 7}'])
  expect(events.map(({ type }) => type.replace('response.', ''))).toEqual([
    'output_item.added',
    'shell_call_command.added',
    'shell_call_command.delta',
    'shell_call_command.delta',
    'shell_call_command.done',
    'shell_call_command.added',
    'shell_call_command.delta',
    'shell_call_command.delta',
    'shell_call_command.done',
    'output_item.done',
  ])
  expect(itemOf(events.at(-1))).toMatchObject({
    status: 'completed',
    environment: { type: 'local' },
    action: { commands: ['ls', 'echo "hi"'], timeout_ms: 7, max_output_length: null },
  })
})

test('a patch is announced with its path, and its diff streams', () => {
  const events = eventsOf('apply_patch', ['{"type": "create_', 'file", "path": "a.ts", "di', 'ff": "+one\\n', '+two"}'])
  expect(itemOf(events[0])).toMatchObject({ type: 'apply_patch_call', operation: { type: 'create_file', path: 'a.ts', diff: '' } })
  expect(events.filter(({ type }) => type.endsWith('diff.delta'))).toHaveLength(2)
  expect(itemOf(events.at(-1))).toMatchObject({ status: 'completed', operation: { type: 'create_file', path: 'a.ts', diff: '+one\n+two' } })
})

test('a file is deleted without a diff', () => {
  const events = eventsOf('apply_patch', ['{"type": "delete_file", "path": "a.ts"}'])
  expect(events).toHaveLength(2)
  expect(itemOf(events[1])).toMatchObject({ operation: { type: 'delete_file', path: 'a.ts' } })
  expect(itemOf(events[1])).not.toHaveProperty('operation.diff')
})

test("a client's tool search has a call_id and is told whole", () => {
  const [added, done] = eventsOf('tool_search', ['{"query": "weather"}']).map(itemOf) as { call_id: string }[]
  expect(added).toMatchObject({ type: 'tool_search_call', execution: 'client', arguments: {}, call_id: expect.stringMatching(/^call_/) })
  expect(done).toMatchObject({ status: 'completed', arguments: { query: 'weather' }, call_id: added?.call_id })
})

test.each([
  ['look', '{"a": "b', 'incomplete'],
  ['write', '{"input": "b', 'incomplete'],
  ['local_shell', '{"command": ["l', 'incomplete'],
  ['shell', '{"commands": ["l', 'incomplete'],
  ['apply_patch', '{"type": "update_file", "path": "a", "diff": "+', 'in_progress'],
  ['tool_search', '{"query": "l', 'incomplete'],
])('%s that is cut off says so', (name, text, status) => {
  expect(doneOf(name, [text], { cut: true })).toMatchObject({ status })
})

test('a patch cut off before its path was never announced', () => {
  const call = openCall(tools, 'apply_patch')
  expect([...call.push('{"type": "upd'), ...call.end(true)]).toEqual([])
})

test('however the arguments are cut into pieces, the item is the same', () => {
  const text = fc.string({
    unit: fc.oneof(fc.constantFrom('"', '\\', '\n', '😀', 'é', 'a'), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 })),
  })
  const whole = fc.record({ commands: fc.array(text, { minLength: 1 }), patch: text, ascii: fc.boolean(), cuts: fc.array(fc.nat(400)) })
  fc.assert(
    fc.property(whole, ({ commands, patch, ascii, cuts }) => {
      const json = (value: unknown) => {
        const plain = JSON.stringify(value)
        return ascii ? plain.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`) : plain
      }
      const pieces = (source: string) => {
        const at = [0, ...cuts.filter((cut) => cut < source.length).sort((a, b) => a - b), source.length]
        return at.slice(1).map((end, index) => source.slice(at[index], end))
      }
      expect(doneOf('shell', pieces(json({ commands })))).toMatchObject({ action: { commands } })
      expect(doneOf('apply_patch', pieces(json({ type: 'update_file', path: 'p', diff: patch })))).toMatchObject({
        operation: { diff: patch },
      })
      expect(doneOf('write', pieces(json({ input: patch })))).toMatchObject({ input: patch })
    }),
  )
})
