import type { Engine } from './engines/engine.ts'
import type { Limits } from './limits.ts'
import type { Logger } from './logger.ts'
import type { RandomBytes } from './run/random-bytes.ts'
import type { Store } from './store/store.ts'
import type { HostedServices } from './tools/hosted-services.ts'

/** What every route works with. One for each app; nothing is global. */
export interface AppContext {
  engine: Engine
  store: Store
  /** Milliseconds since 1970. */
  now: () => number
  random: RandomBytes
  logger: Logger
  limits: Limits
  /** Seed of requests that bring none; null leaves it to the engine. */
  defaultSeed: number | null
  /** What the server's own tools stand on. */
  hosted: HostedServices
  /** The runs that are going on. Aborting one with an `ApiError` as reason makes it fail properly; with anything else, end at once. */
  running: Set<AbortController>
}
