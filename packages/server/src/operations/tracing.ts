import type * as OpenTelemetryApi from '@opentelemetry/api'
import type { Attributes, Span } from '@opentelemetry/api'
import type { FastifyInstance } from 'fastify'

import type { Engine } from '../engines/engine.ts'
import type { HostedTool } from '../tools/hosted-tool.ts'
import { overriding } from '../engines/overriding.ts'

type Api = typeof OpenTelemetryApi

/** Spans of requests, of what engines compute for them, and of the tools that run on this server. No content, no keys, no ids of responses. */
export interface Tracing {
  /** A span for each request of the app, below the one its `traceparent` names. */
  watch(app: FastifyInstance): void
  engine(engine: Engine): Engine
  tool(tool: HostedTool): HostedTool
}

/**
 * Tracing through `@opentelemetry/api`, where the user has installed it and registered a tracer provider before the server starts
 * (`node --import ./tracing.js`); `null` otherwise, and then nothing of it costs anything.
 */
export async function openTracing(): Promise<Tracing | null> {
  const api = await import('@opentelemetry/api').catch(() => null)
  return api === null || !isConfigured(api) ? null : createTracing(api)
}

/** The provider everybody gets stands for one that may come later; only that one makes spans. */
function isConfigured({ trace, ProxyTracerProvider }: Api): boolean {
  const provider = trace.getTracerProvider()
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer('goldwire') !== undefined
}

export function createTracing(api: Api): Tracing {
  const { context, propagation, SpanKind, SpanStatusCode, trace } = api
  const tracer = trace.getTracer('goldwire')

  /** Fails a span by the class of what was thrown: messages may quote what was said. */
  const fail = (span: Span, error: unknown) => {
    const type = error instanceof Error ? error.name : typeof error
    span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR, message: type })
  }
  async function* spanning<Item, Result>(
    name: string,
    attributes: Attributes,
    iterate: (span: Span) => AsyncGenerator<Item, Result, undefined>,
  ): AsyncGenerator<Item, Result, undefined> {
    const span = tracer.startSpan(name, { kind: SpanKind.INTERNAL, attributes })
    try {
      return yield* iterate(span)
    } catch (error) {
      fail(span, error)
      throw error
    } finally {
      span.end()
    }
  }

  return {
    watch(app) {
      app.addHook('onRequest', (request, reply, done) => {
        const route = request.routeOptions.url ?? null
        const parent = propagation.extract(context.active(), request.headers)
        const span = tracer.startSpan(
          route === null ? request.method : `${request.method} ${route}`,
          { kind: SpanKind.SERVER, attributes: { 'http.request.method': request.method, ...(route !== null && { 'http.route': route }) } },
          parent,
        )
        reply.raw.once('close', () => {
          span.setAttribute('http.response.status_code', reply.raw.statusCode)
          if (reply.raw.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
          span.end()
        })
        context.with(trace.setSpan(parent, span), done)
      })
    },
    engine: (engine) =>
      overriding(engine, {
        generate: (request, options) =>
          spanning(
            `chat ${request.model}`,
            { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': engine.name, 'gen_ai.request.model': request.model },
            async function* (span) {
              for await (const step of engine.generate(request, options)) {
                if (step.type === 'stop') {
                  span.setAttributes({
                    'gen_ai.response.finish_reasons': [step.reason],
                    'gen_ai.usage.input_tokens': step.usage.input_tokens,
                    'gen_ai.usage.output_tokens': step.usage.output_tokens,
                  })
                }
                if (step.type === 'fail') {
                  span.setAttribute('error.type', step.error.code).setStatus({ code: SpanStatusCode.ERROR, message: step.error.code })
                }
                yield step
              }
            },
          ),
      }),
    tool: (tool) =>
      overriding(tool, {
        call: (call, options) =>
          spanning(
            `execute_tool ${tool.type}`,
            { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': call.name, 'gen_ai.tool.type': tool.type },
            () => tool.call(call, options),
          ),
      }),
  }
}
