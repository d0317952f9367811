import type { Engine } from './engines/engine.ts'
import type { Limits } from './limits.ts'
import type { Logger } from './logger.ts'
import type { HostPolicy } from './net/host-policy.ts'
import type { Tracing } from './operations/tracing.ts'
import type { ResponseMeter } from './operations/response-meter.ts'
import type { BackgroundRuns } from './run/background-runs.ts'
import type { ConversationLocks } from './run/conversation-locks.ts'
import type { RandomBytes } from './run/random-bytes.ts'
import type { Sealer } from './run/sealer.ts'
import type { Store } from './store/store.ts'
import type { HostedServices } from './tools/hosted-services.ts'

/** What every route works with. One for each app; nothing is global. */
export interface AppContext {
  engine: Engine
  store: Store
  /** Milliseconds since 1970. */
  now: () => number
  random: RandomBytes
  /** Encrypts what clients keep for the server: reasoning, compacted conversations. */
  sealer: Sealer
  /** Whom this server may talk to on behalf of a request. */
  hosts: HostPolicy
  logger: Logger
  limits: Limits
  /** Seed of requests that bring none; null leaves it to the engine. */
  defaultSeed: number | null
  /** What the server's own tools stand on. */
  hosted: HostedServices
  /** What runs whether anybody reads it or not. */
  background: BackgroundRuns
  /** Who asks, for limits: one of the API keys or, without keys, an address; never the key itself. Each request works with a context of its own caller. */
  caller: string
  /** Lets responses begin, and reports them when they are over. */
  responseMeter: ResponseMeter
  /** Spans of what is done; null where nobody wants them. */
  tracing: Tracing | null
  /** Which conversations have a response going on. */
  conversationLocks: ConversationLocks
  /** The runs that are going on. Aborting one with an `ApiError` as reason makes it fail properly; with anything else, end at once. */
  running: Set<AbortController>
}
