import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'

import type { AppContext } from './app-context.ts'
import type { Engine } from './engines/engine.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { type Logger, type ResponseLogEntry, toFaultLogEntry } from './logger.ts'
import { createHostPolicy } from './net/host-policy.ts'
import { createMetrics } from './operations/metrics.ts'
import { createRateLimiter, type RateLimiter, type RateLimits } from './operations/rate-limiter.ts'
import { createResponseMeter, type ResponseReport } from './operations/response-meter.ts'
import { createSharedRateLimiter, type SharedBuckets } from './operations/shared-rate-limiter.ts'
import type { Tracing } from './operations/tracing.ts'
import { addApiKeys, callerOf } from './plugins/api-keys.ts'
import { answerClientError, answerExpectations, answerFrameworkError, refuseNoHost } from './plugins/client-errors.ts'
import { addCors } from './plugins/cors.ts'
import { addErrorBody } from './plugins/error-body.ts'
import { addJsonBody } from './plugins/json-body.ts'
import { addRequestLog } from './plugins/request-log.ts'
import { addResponseHeaders } from './plugins/response-headers.ts'
import { addShutdown } from './plugins/shutdown.ts'
import { addConversationRoutes } from './routes/conversations.ts'
import { addCompactRoute } from './routes/compact.ts'
import { addContainerRoutes } from './routes/containers.ts'
import { addCreateResponseRoute } from './routes/create-response.ts'
import { addFileRoutes } from './routes/files.ts'
import { addHealthRoute } from './routes/health.ts'
import { addInputTokensRoute } from './routes/input-tokens.ts'
import { addMetricsRoute } from './routes/metrics.ts'
import { addModelRoutes } from './routes/models.ts'
import { addOpenApiRoute } from './routes/openapi.ts'
import { addStoredResponseRoutes } from './routes/stored-responses.ts'
import { addVectorStoreRoutes } from './routes/vector-stores.ts'
import { createBackgroundRuns } from './run/background-runs.ts'
import { createConversationLocks } from './run/conversation-locks.ts'
import { createRandomBytes, type RandomBytes, randomHex } from './run/random-bytes.ts'
import { createSealer } from './run/sealer.ts'
import type { Store } from './store/store.ts'
import { addWebsocket, isWebsocketUpgrade } from './websocket/add-websocket.ts'
import { createHostedServices, type HostedServiceOptions } from './tools/hosted-services.ts'

export interface AppOptions extends HostedServiceOptions {
  engine: Engine
  store: Store
  /** Milliseconds since 1970; the system's clock unless given. */
  now?: () => number
  /** Where ids and padding come from; the system's generator unless given. */
  random?: RandomBytes
  logger?: Logger
  /** Who may use the server; empty or left out: everybody who can reach it. */
  apiKeys?: readonly string[]
  limits?: Partial<Limits>
  /** What `encrypted_content` is encrypted with; a new one for each app unless given. Servers that share it read each other's. */
  secret?: string | Uint8Array
  /** Other servers that requests may have this one talk to (files by URL, MCP servers), as `createHostPolicy` reads them. None unless given. */
  allowHosts?: readonly string[]
  /** What each caller (an API key; without keys, an address) may use in a minute. Nothing is limited unless given. */
  rateLimits?: RateLimits
  /** Pages of these origins (`https://example.com`, or `*` for all) may use the server. None unless given. */
  corsOrigins?: readonly string[]
  /** Spans of what the app does, as `openTracing` makes them. None unless given. */
  tracing?: Tracing | null
  /** `GET /metrics` needs no key. @defaultValue false */
  openMetrics?: boolean
  /** Seed of requests that bring none. */
  seed?: number | null
  /** Where `rateLimits` are counted for several servers; within this one otherwise. */
  rateBuckets?: SharedBuckets
}

/**
 * The Responses API as a fastify app: nothing listens yet, nothing is global, engine and store stay the caller's to close.
 * Closing the app lets responses in flight finish within `limits.shutdownGrace`, and then fail properly.
 */
export function createApp({
  engine,
  store,
  now = Date.now,
  random = createRandomBytes(),
  logger = () => {},
  apiKeys = [],
  ...others
}: AppOptions): FastifyInstance {
  const limits = { ...defaultLimits, ...others.limits }
  const background = createBackgroundRuns(limits)
  const metrics = createMetrics({ engine, running: () => responseMeter.running, waiting: () => background.waiting })
  const responseMeter = createResponseMeter({
    limits,
    rateLimiter: openRateLimiter(others, { now, logger }),
    onReport(report) {
      metrics.report(report)
      logger(toLogEntry(report))
    },
  })
  const hasKeys = apiKeys.length > 0
  const tracing = others.tracing ?? null
  const context: AppContext = {
    engine: tracing?.engine(engine) ?? engine,
    tracing,
    store,
    now,
    random,
    sealer: createSealer(others.secret),
    hosts: createHostPolicy(others.allowHosts ?? []),
    logger,
    limits,
    defaultSeed: others.seed ?? null,
    hosted: createHostedServices(others, { objects: store.objects, now, random, maxBytes: limits.keptBytes }),
    background,
    caller: '',
    responseMeter,
    conversationLocks: createConversationLocks(store.locks),
    running: new Set(),
  }
  const app = fastify({
    logger: false,
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestTimeout,
    keepAliveTimeout: limits.keepAliveTimeout,
    http: {
      shouldUpgradeCallback: isWebsocketUpgrade,
      // Refused in the words of the API: see `addErrorBody`.
      requireHostHeader: false,
      headersTimeout: limits.headersTimeout,
      connectionsCheckingInterval: Math.min(limits.headersTimeout, limits.requestTimeout, 30_000),
    },
    routerOptions: { maxParamLength: 512 },
    genReqId: () => `req_${randomHex(random, 32)}`,
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    frameworkErrors: answerFrameworkError,
  })
  // Fastify would ask for the content type of a QUERY's body before anybody looks at the URL.
  app.addHttpMethod('QUERY', { overrideExisting: true })
  answerExpectations(app.server)
  addResponseHeaders(app)
  addRequestLog(app, logger)
  metrics.watch(app)
  tracing?.watch(app)
  addErrorBody(app, logger)
  refuseNoHost(app)
  addShutdown(app, context)
  addCors(app, others.corsOrigins ?? [], () => addApiKeys(app, apiKeys, { isMetricsOpen: others.openMetrics === true }))
  addJsonBody(app)
  app.addHook('onClose', () => context.hosted.close())
  addHealthRoute(app, context)
  addOpenApiRoute(app)
  addMetricsRoute(app, metrics)
  addModelRoutes(app, context)
  const caller = (request: FastifyRequest) => callerOf(request, { hasKeys })
  addCreateResponseRoute(app, context, caller)
  addStoredResponseRoutes(app, context)
  addInputTokensRoute(app, context, caller)
  addCompactRoute(app, context, caller)
  addFileRoutes(app, context)
  addVectorStoreRoutes(app, context)
  addContainerRoutes(app, context)
  addConversationRoutes(app, context)
  addWebsocket(app, context, { hasKeys, origins: others.corsOrigins ?? [] })
  return app
}

function openRateLimiter(
  { rateLimits = {}, rateBuckets }: Pick<AppOptions, 'rateLimits' | 'rateBuckets'>,
  { now, logger }: { now: () => number; logger: Logger },
): RateLimiter {
  const own = createRateLimiter(rateLimits, now)
  if (rateBuckets === undefined) return own
  const onFault = (error: unknown) => logger(toFaultLogEntry(error, 'rate limits'))
  return createSharedRateLimiter(rateLimits, { buckets: rateBuckets, fallback: own, onFault })
}

function toLogEntry({ usage, firstEventMs, firstDeltaMs, durationMs, ...report }: ResponseReport): ResponseLogEntry {
  return {
    level: 'info',
    event: 'response',
    ...report,
    inputTokens: usage?.input_tokens ?? null,
    outputTokens: usage?.output_tokens ?? null,
    firstEventMs: firstEventMs === null ? null : Math.round(firstEventMs),
    firstDeltaMs: firstDeltaMs === null ? null : Math.round(firstDeltaMs),
    durationMs: Math.round(durationMs),
  }
}
