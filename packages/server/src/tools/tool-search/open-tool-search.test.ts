import type { CreateResponseBody, Tool } from '@goldwire/schemas'
import { expect, test } from 'vitest'

import type { Step } from '../../engines/step.ts'
import type { HostedOutcome, HostedTool } from '../hosted-tool.ts'
import type { HostedToolOptions } from '../open-hosted-tools.ts'
import { openToolSearch } from './open-tool-search.ts'

const signal = new AbortController().signal
const deferred = (name: string, description: string): Tool => ({
  type: 'function',
  name,
  description,
  parameters: null,
  strict: false,
  defer_loading: true,
})
const weather = deferred('get_weather', 'Get the weather of a city')
const crm: Tool = {
  type: 'namespace',
  name: 'crm',
  description: 'Customers',
  tools: [
    { type: 'function', name: 'find', parameters: {}, strict: false, defer_loading: true },
    { type: 'function', name: 'shown', parameters: {}, strict: false },
  ],
}

async function open(tools: Tool[]): Promise<HostedTool> {
  const search: Tool = { type: 'tool_search' }
  return await openToolSearch(search, { body: { tools: [...tools, search] } as CreateResponseBody } as HostedToolOptions)
}

async function call(tool: HostedTool, args: object): Promise<{ steps: Step[]; outcome: HostedOutcome }> {
  const steps: Step[] = []
  const running = tool.call({ name: 'tool_search', arguments: JSON.stringify(args) }, { signal })
  for (;;) {
    const { done, value } = await running.next()
    if (done === true) return { steps, outcome: value }
    steps.push(value)
  }
}

test('the model chooses among what is deferred, and gets it once', async () => {
  const tool = await open([weather, crm, { type: 'function', name: 'plain', parameters: null, strict: false }])
  expect(tool.functions[0]?.parameters).toMatchObject({ properties: { paths: { items: { enum: ['get_weather', 'crm'] } } } })
  const { steps, outcome } = await call(tool, { paths: ['crm'] })
  expect(steps).toMatchObject([
    { type: 'item.start', item: { type: 'tool_search_call' } },
    { type: 'item.end', item: { arguments: { paths: ['crm'] } } },
    {
      type: 'item.start',
      item: { type: 'tool_search_output', tools: [{ type: 'namespace', tools: [{ name: 'find', defer_loading: true }] }] },
    },
    { type: 'item.end' },
  ])
  expect(outcome).toMatchObject({ tools: [{ type: 'namespace', name: 'crm', tools: [{ name: 'find' }] }] })
  expect(tool.functions[0]?.parameters).toMatchObject({ properties: { paths: { items: { enum: ['get_weather'] } } } })
  expect(await call(tool, { paths: ['crm'] })).toEqual({ steps: [], outcome: { tools: [] } })
})

test('a function that was found stands in a namespace of its own name, and is not deferred any more', async () => {
  const { outcome } = await call(await open([weather]), { paths: ['get_weather'] })
  const [found] = 'tools' in outcome ? outcome.tools : []
  expect(found).toMatchObject({ type: 'namespace', name: 'get_weather', tools: [{ type: 'function', name: 'get_weather' }] })
  expect(JSON.stringify(found)).not.toContain('defer_loading')
})

test('of very many tools the words decide', async () => {
  const many = Array.from({ length: 100 }, (_, index) => deferred(`tool_${index}`, `Does thing number ${index}`))
  const tool = await open([...many, weather])
  expect(tool.functions[0]?.parameters).toMatchObject({ required: ['query'] })
  const { steps } = await call(tool, { query: 'weather in town' })
  expect(steps[1]).toMatchObject({ item: { arguments: { paths: ['get_weather'] } } })
})

test('a search in vain is told, and without deferred tools there is nothing to search', async () => {
  expect((await call(await open([weather]), { query: 'zzzz' })).outcome).toEqual({ output: 'No such tool was found.' })
  expect((await open([])).functions).toEqual([])
})
