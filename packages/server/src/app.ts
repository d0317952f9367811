import fastify, { type FastifyInstance } from 'fastify'

import type { AppContext } from './app-context.ts'
import type { Engine } from './engines/engine.ts'
import { defaultLimits, type Limits } from './limits.ts'
import type { Logger } from './logger.ts'
import { createHostPolicy } from './net/host-policy.ts'
import { addApiKeys } from './plugins/api-keys.ts'
import { answerClientError, answerFrameworkError } from './plugins/client-errors.ts'
import { addErrorBody } from './plugins/error-body.ts'
import { addJsonBody } from './plugins/json-body.ts'
import { addRequestLog } from './plugins/request-log.ts'
import { addResponseHeaders } from './plugins/response-headers.ts'
import { addShutdown } from './plugins/shutdown.ts'
import { addConversationRoutes } from './routes/conversations.ts'
import { addCreateResponseRoute } from './routes/create-response.ts'
import { addFileRoutes } from './routes/files.ts'
import { addHealthRoute } from './routes/health.ts'
import { addInputTokensRoute } from './routes/input-tokens.ts'
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
  /** Seed of requests that bring none. */
  seed?: number | null
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
  const context: AppContext = {
    engine,
    store,
    now,
    random,
    sealer: createSealer(others.secret),
    hosts: createHostPolicy(others.allowHosts ?? []),
    logger,
    limits,
    defaultSeed: others.seed ?? null,
    hosted: createHostedServices(others, { now, random }),
    background,
    conversationLocks: createConversationLocks(),
    running: new Set(),
  }
  const app = fastify({
    logger: false,
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestTimeout,
    keepAliveTimeout: limits.keepAliveTimeout,
    http: {
      shouldUpgradeCallback: isWebsocketUpgrade,
      headersTimeout: limits.headersTimeout,
      connectionsCheckingInterval: Math.min(limits.headersTimeout, limits.requestTimeout, 30_000),
    },
    routerOptions: { maxParamLength: 512 },
    genReqId: () => `req_${randomHex(random, 32)}`,
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    frameworkErrors: answerFrameworkError,
  })
  addResponseHeaders(app)
  addRequestLog(app, logger)
  addErrorBody(app, logger)
  addShutdown(app, context)
  addApiKeys(app, apiKeys)
  addJsonBody(app)
  app.addHook('onClose', () => context.hosted.close())
  addHealthRoute(app, context)
  addOpenApiRoute(app)
  addModelRoutes(app, context)
  addCreateResponseRoute(app, context)
  addStoredResponseRoutes(app, context)
  addInputTokensRoute(app, context)
  addFileRoutes(app, context)
  addVectorStoreRoutes(app, context)
  addConversationRoutes(app, context)
  addWebsocket(app, context, { hasKeys: apiKeys.length > 0 })
  return app
}
