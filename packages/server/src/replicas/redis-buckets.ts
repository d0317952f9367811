import type { Redis } from 'ioredis'

import type { BucketNeed, SharedBuckets } from '../operations/shared-rate-limiter.ts'
import { PREFIX } from './redis-link.ts'

/**
 * Fills every bucket up to now, by Redis' own clock, and takes from all or from none.
 * KEYS: buckets. ARGV: for each its limit and what is needed.
 * Returns the index of the bucket that refuses (0 = none), then the levels.
 */
const takeScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local levels, refused = {}, 0
for index, key in ipairs(KEYS) do
  local limit, need = tonumber(ARGV[index * 2 - 1]), tonumber(ARGV[index * 2])
  local kept = redis.call('HMGET', key, 'level', 'at')
  local level = tonumber(kept[1]) or limit
  level = math.min(limit, level + math.max(0, now - (tonumber(kept[2]) or now)) * limit / 60000)
  levels[index] = level
  if refused == 0 and level < need - 1e-6 then refused = index end
end
for index, key in ipairs(KEYS) do
  if refused == 0 then levels[index] = levels[index] - tonumber(ARGV[index * 2]) end
  redis.call('HSET', key, 'level', tostring(levels[index]), 'at', tostring(now))
  redis.call('PEXPIRE', key, 600000)
  levels[index] = tostring(levels[index])
end
return { refused, unpack(levels) }`

/** Takes whatever the level is: a request that used more than it said is in debt. */
const adjustScript = `
local level = tonumber(redis.call('HGET', KEYS[1], 'level')) or tonumber(ARGV[1])
redis.call('HSET', KEYS[1], 'level', tostring(level - tonumber(ARGV[2])))
return 1`

/** What callers may still use, counted for all servers together. */
export function createRedisBuckets(redis: Redis): SharedBuckets {
  const run = async (caller: string, needs: readonly BucketNeed[]) => {
    const keys = needs.map(({ type }) => `${PREFIX}rate:${type}:${caller}`)
    const values = needs.flatMap(({ limit, need }) => [limit, need])
    const [refused, ...levels] = (await redis.eval(takeScript, keys.length, ...keys, ...values)) as [number, ...string[]]
    return { refused: refused === 0 ? null : refused - 1, levels: levels.map(Number) }
  }
  return {
    take: run,
    async adjust(caller, { type, limit }, tokens) {
      if (tokens === 0) return
      await redis.eval(adjustScript, 1, `${PREFIX}rate:${type}:${caller}`, limit, tokens)
    },
  }
}
