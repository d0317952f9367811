import type { Tool } from '@goldwire/schemas'
import { expect, test } from 'vitest'

import type { EngineRequest } from '../engines/engine.ts'
import { offerTools, toChatTools } from './offer-tools.ts'

const add: Tool = {
  type: 'function',
  name: 'add',
  description: 'Adds',
  parameters: { type: 'object', properties: { a: { type: 'number' } } },
  strict: true,
}
const bare: Tool = { type: 'function', name: 'now', parameters: null, strict: null }
const note: Tool = { type: 'custom', name: 'note' }
const maths: Tool = { type: 'namespace', name: 'maths', description: 'Sums', tools: [add, note] }
const search: Tool = { type: 'web_search' }
const tools = [add, bare, note, maths, search]
const names = (list: readonly { promptName: string }[]) => list.map((tool) => tool.promptName)

test('functions, custom tools and namespaces are shown, hosted tools are not', () => {
  const offer = offerTools(tools, 'auto')
  expect(names(offer.tools)).toEqual(['add', 'now', 'note', 'maths.add', 'maths.note'])
  expect(offer).toMatchObject({ required: false, callable: offer.tools })
  expect(offer.tools.map((tool) => tool.param)).toEqual([
    'tools[0].parameters',
    'tools[1].parameters',
    'tools[2].format',
    'tools[3].tools[0].parameters',
    'tools[3].tools[1].format',
  ])
  expect(toChatTools(offer.tools)[1]).toEqual({
    type: 'function',
    function: { name: 'now', parameters: { type: 'object', properties: {} } },
  })
})

test('none shows nothing, required and a named tool demand a call', () => {
  expect(offerTools(tools, 'none')).toEqual({ tools: [], callable: [], required: false })
  expect(offerTools(tools, 'required')).toMatchObject({ required: true })
  const named = offerTools(tools, { type: 'custom', name: 'note' })
  expect([names(named.tools).length, names(named.callable), named.required]).toEqual([5, ['note'], true])
})

test('allowed_tools keeps the prompt and narrows what may be called', () => {
  const choice = { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'now' }] } as const
  const offer = offerTools(tools, { ...choice, tools: [...choice.tools] })
  expect([names(offer.tools).length, names(offer.callable), offer.required]).toEqual([5, ['now'], false])
})

const misses: [EngineRequest['toolChoice'], Tool[]][] = [
  [{ type: 'allowed_tools', mode: 'required', tools: [] }, [add]],
  ['required', []],
  [{ type: 'function', name: 'gone' }, tools],
  [{ type: 'function', name: 'note' }, tools],
  [{ type: 'shell' }, tools],
]

test.each(misses)('a choice that no tool answers is refused: %j', (choice, given) => {
  expect(() => offerTools(given, choice)).toThrow(expect.objectContaining({ status: 400, param: 'tool_choice' }))
})
