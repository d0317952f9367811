import { AsyncLocalStorage } from 'node:async_hooks'

import * as api from '@opentelemetry/api'
import { afterEach, expect, onTestFinished, test } from 'vitest'

import type { Step } from '../engines/step.ts'
import type { HostedTool } from '../tools/hosted-tool.ts'
import { askInProcess } from '../testing/matrix.ts'
import { createTestApp, createTestEngine, saying } from '../testing/test-app.ts'
import { createTracing, openTracing } from './tracing.ts'

interface Told {
  name: string
  parent: string | null
  attributes: api.Attributes
  failed: boolean
  ended: boolean
}

/** As little of an SDK as makes spans and knows which one is active. */
function register(): Told[] {
  const spans: Told[] = []
  const ids = new Map<string, Told>()
  const storage = new AsyncLocalStorage<api.Context>()
  api.context.setGlobalContextManager({
    active: () => storage.getStore() ?? api.ROOT_CONTEXT,
    with: (context, work, self, ...args) => storage.run(context, () => work.apply(self, args)),
    bind: (_context, target) => target,
    enable() {
      return this
    },
    disable() {
      return this
    },
  })
  api.propagation.setGlobalPropagator({
    inject: () => undefined,
    extract: (context, carrier) => {
      const spanId = (carrier as { traceparent?: string }).traceparent?.split('-')[2]
      return spanId === undefined ? context : api.trace.setSpanContext(context, { traceId: '1'.repeat(32), spanId, traceFlags: 1 })
    },
    fields: () => [],
  })
  const startSpan: api.Tracer['startSpan'] = (name, options = {}, context = api.context.active()) => {
    const parentId = api.trace.getSpanContext(context)?.spanId
    const told: Told = {
      name,
      parent: parentId === undefined ? null : (ids.get(parentId)?.name ?? parentId),
      attributes: { ...options.attributes },
      failed: false,
      ended: false,
    }
    const spanId = String(spans.length + 1).padStart(16, '0')
    spans.push(told)
    ids.set(spanId, told)
    const span: Partial<api.Span> = {
      spanContext: () => ({ traceId: '1'.repeat(32), spanId, traceFlags: 1 }),
      setAttribute: (key, value) => ((told.attributes[key] = value), span as api.Span),
      setAttributes: (attributes) => (Object.assign(told.attributes, attributes), span as api.Span),
      setStatus: () => ((told.failed = true), span as api.Span),
      end: () => void (told.ended = true),
    }
    return span as api.Span
  }
  api.trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan, startActiveSpan: () => undefined }) })
  return spans
}

afterEach(() => {
  api.trace.disable()
  api.context.disable()
  api.propagation.disable()
})

test('nothing is traced unless a provider is registered', async () => {
  expect(await openTracing()).toBeNull()
  register()
  expect(await openTracing()).not.toBeNull()
})

test('a request and what the engine does for it are told, one below the other, without what was said', async () => {
  const spans = register()
  const engine = createTestEngine(({ items }) =>
    JSON.stringify(items).includes('fail') ? [{ type: 'fail', error: { code: 'server_error', message: 'a secret' } }] : saying('a secret'),
  )
  const app = createTestApp({ engine, tracing: await openTracing() })
  onTestFinished(() => app.close())
  const ask = askInProcess(app)
  const headers = { traceparent: `00-${'1'.repeat(32)}-${'a'.repeat(16)}-01`, authorization: 'Bearer secret' }
  await ask({ body: { model: 'test-model', input: 'a secret', stream: true }, headers })
  await ask({ body: { model: 'test-model', input: 'fail' } })
  await expect.poll(() => spans.every(({ ended }) => ended)).toBe(true)
  expect(spans).toMatchObject([
    {
      name: 'POST /v1/responses',
      parent: 'a'.repeat(16),
      failed: false,
      attributes: { 'http.request.method': 'POST', 'http.route': '/v1/responses', 'http.response.status_code': 200 },
    },
    {
      name: 'chat test-model',
      parent: 'POST /v1/responses',
      failed: false,
      attributes: { 'gen_ai.usage.input_tokens': 5, 'gen_ai.usage.output_tokens': 3, 'gen_ai.response.finish_reasons': ['completed'] },
    },
    { name: 'POST /v1/responses', parent: null, failed: true, attributes: { 'http.response.status_code': 500 } },
    { name: 'chat test-model', parent: 'POST /v1/responses', failed: true, attributes: { 'error.type': 'server_error' } },
  ])
  expect(JSON.stringify(spans)).not.toContain('secret')
})

test('a call of a tool is told, and keeps what it is made of', async () => {
  const spans = register()
  class Echo implements HostedTool {
    readonly type = 'mcp'
    readonly #word = 'seen'
    get functions() {
      return [{ name: 'look', description: this.#word, parameters: {} }]
    }
    async *call(): AsyncGenerator<Step, { output: string }, undefined> {
      yield { type: 'item.end' }
      return { output: this.#word }
    }
  }
  const tool = createTracing(api).tool(new Echo())
  expect(tool.functions[0]?.description).toBe('seen')
  const steps = tool.call({ name: 'look', arguments: '{"a":"secret"}' }, { signal: new AbortController().signal })
  expect(await steps.next()).toMatchObject({ value: { type: 'item.end' }, done: false })
  expect(spans[0]).toMatchObject({ ended: false })
  expect(await steps.next()).toEqual({ value: { output: 'seen' }, done: true })
  expect(spans).toEqual([
    {
      name: 'execute_tool mcp',
      parent: null,
      failed: false,
      ended: true,
      attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'look', 'gen_ai.tool.type': 'mcp' },
    },
  ])
})
