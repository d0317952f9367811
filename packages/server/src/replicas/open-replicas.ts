import { createRandomBytes, randomHex } from '../run/random-bytes.ts'
import type { SharedBuckets } from '../operations/shared-rate-limiter.ts'
import type { Store } from '../store/store.ts'
import { createRedisBuckets } from './redis-buckets.ts'
import { openRedisLink } from './redis-link.ts'
import { createRedisLocks } from './redis-locks.ts'
import { shareEvents } from './share-events.ts'

/** What servers beside each other share through Redis. */
export interface Replicas {
  buckets: SharedBuckets
  /** The store with its events and locks shared; closing it lets go of Redis too. */
  share(store: Store): Store
  close(): Promise<void>
}

/** @throws Error when Redis cannot be reached */
export async function openReplicas(url: string, { onFault }: { onFault: (error: unknown) => void }): Promise<Replicas> {
  const link = await openRedisLink(url, { onFault })
  const random = createRandomBytes()
  const locks = createRedisLocks(link.commands, { createToken: () => randomHex(random, 32), onFault })
  return {
    buckets: createRedisBuckets(link.commands),
    share: (store) => ({ ...shareEvents(store, { link, onFault }), locks }),
    close: () => link.close(),
  }
}
