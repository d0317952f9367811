import type { Redis } from 'ioredis'

import { PREFIX } from './redis-link.ts'
import type { SharedLocks } from './shared-locks.ts'

export interface RedisLocksOptions {
  /** Names this holder among all; a fresh one for each lock. */
  createToken: () => string
  onFault: (error: unknown) => void
  /** A lock whose holder is silent for this long is free. @defaultValue 10,000 */
  leaseMs?: number
}

const release = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`
const renew = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0`

/** Locks as keys with a time to live, which their holders keep alive while they live themselves. */
export function createRedisLocks(redis: Redis, { createToken, onFault, leaseMs = 10_000 }: RedisLocksOptions): SharedLocks {
  return {
    async acquire(key) {
      const name = `${PREFIX}lock:${key}`
      const token = createToken()
      if ((await redis.set(name, token, 'PX', leaseMs, 'NX')) !== 'OK') return null
      const timer = setInterval(() => {
        if (redis.status === 'end') clearInterval(timer)
        else redis.eval(renew, 1, name, token, leaseMs).catch(onFault)
      }, leaseMs / 3).unref()
      return () => {
        clearInterval(timer)
        if (redis.status !== 'end') redis.eval(release, 1, name, token).catch(onFault)
      }
    },
  }
}
