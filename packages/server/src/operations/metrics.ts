import type { FastifyInstance, FastifyReply } from 'fastify'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'

import type { Engine } from '../engines/engine.ts'
import type { ResponseReport } from './response-meter.ts'

export interface Metrics {
  /** A response is over. */
  report(report: ResponseReport): void
  /** Counts the app's requests from now on. */
  watch(app: FastifyInstance): void
  /** All of it in the Prometheus text format, and the format's content type. */
  expose(): Promise<{ text: string; contentType: string }>
}

export interface MetricsOptions {
  engine: Engine
  /** Responses that are running. */
  running: () => number
  /** Background responses that wait for their turn. */
  waiting: () => number
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/** What an operator watches. One registry for each app; nothing is global. Labels are routes, statuses and outcomes: never a key or an id. */
export function createMetrics({ engine, running, waiting }: MetricsOptions): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const open = new Set<FastifyReply['raw']>()
  const requests = new Counter({
    name: 'goldwire_http_requests_total',
    help: 'HTTP requests that are over, by route and status.',
    labelNames: ['method', 'route', 'status'],
    registers,
  })
  const durations = new Histogram({
    name: 'goldwire_http_request_duration_seconds',
    help: 'From the arrival of a request to the end of its answer.',
    labelNames: ['route'],
    buckets: SECONDS,
    registers,
  })
  const responses = new Counter({
    name: 'goldwire_responses_total',
    help: 'Responses that are over, by outcome.',
    labelNames: ['outcome'],
    registers,
  })
  const tokens = new Counter({
    name: 'goldwire_tokens_total',
    help: 'Tokens of responses that are over.',
    labelNames: ['direction'],
    registers,
  })
  const firstEvent = new Histogram({
    name: 'goldwire_time_to_first_event_seconds',
    help: 'From a request to the first event of its response.',
    buckets: SECONDS,
    registers,
  })
  const firstDelta = new Histogram({
    name: 'goldwire_time_to_first_delta_seconds',
    help: 'From a request to the first piece of its answer.',
    buckets: SECONDS,
    registers,
  })
  const gauge = (name: string, help: string, read: () => number | null) => {
    const made: Gauge = new Gauge({
      name,
      help,
      registers: [],
      collect() {
        const value = read()
        if (value === null) this.remove()
        else this.set(value)
      },
    })
    registry.registerMetric(made)
  }
  gauge('goldwire_responses_running', 'Responses that have begun and are not over, background ones aside.', running)
  gauge('goldwire_active_streams', 'Event streams that are being read.', () => Array.from(open).filter(isEventStream).length)
  gauge('goldwire_background_waiting', 'Background responses that wait for their turn.', waiting)
  gauge('goldwire_engine_queue_length', 'Requests that wait for a slot of the engine.', () => engine.status?.().waiting ?? null)
  gauge('goldwire_engine_slots', 'Slots of the engine.', () => engine.status?.().slots ?? null)
  gauge('goldwire_engine_slots_busy', 'Slots of the engine that are computing.', () => engine.status?.().busy ?? null)
  gauge('goldwire_process_resident_memory_bytes', 'Resident memory of the process.', () => process.memoryUsage.rss())
  gauge('goldwire_process_uptime_seconds', 'Age of the process.', () => process.uptime())
  for (const outcome of ['completed', 'incomplete', 'failed', 'cancelled', 'aborted', 'refused']) responses.inc({ outcome }, 0)
  for (const direction of ['input', 'output']) tokens.inc({ direction }, 0)

  return {
    report({ outcome, usage, firstEventMs, firstDeltaMs }) {
      responses.inc({ outcome })
      if (firstEventMs !== null) firstEvent.observe(firstEventMs / 1_000)
      if (firstDeltaMs !== null) firstDelta.observe(firstDeltaMs / 1_000)
      tokens.inc({ direction: 'input' }, usage?.input_tokens ?? 0)
      tokens.inc({ direction: 'output' }, usage?.output_tokens ?? 0)
    },
    watch(app) {
      app.addHook('onRequest', async (request, reply) => {
        open.add(reply.raw)
        reply.raw.once('close', () => {
          open.delete(reply.raw)
          const route = request.routeOptions.url ?? 'none'
          requests.inc({ method: request.method, route, status: String(reply.raw.statusCode) })
          durations.observe({ route }, reply.elapsedTime / 1_000)
        })
      })
    },
    async expose() {
      return { text: await registry.metrics(), contentType: registry.contentType }
    },
  }
}

function isEventStream(raw: FastifyReply['raw']): boolean {
  return raw.headersSent && String(raw.getHeader('content-type')).startsWith('text/event-stream')
}
