import { limitHeaders, limitKinds, type LimitKind, type RateLimiter, type RateLimits, refuseRate } from './rate-limiter.ts'

export interface BucketNeed extends LimitKind {
  need: number
}

/** Buckets that several servers share. */
export interface SharedBuckets {
  /** Takes from all buckets, or from none. `refused` is the index of the first that has too little; `levels` are as they stand afterwards. */
  take(caller: string, needs: readonly BucketNeed[]): Promise<{ refused: number | null; levels: readonly number[] }>
  /** Takes tokens that were used beyond the estimate; gives back where it is negative. */
  adjust(caller: string, kind: LimitKind, tokens: number): Promise<void>
}

export interface SharedRateLimiterOptions {
  buckets: SharedBuckets
  /** Counts by itself while the shared buckets cannot be had: an answer is worth more than an exact count. */
  fallback: RateLimiter
  onFault: (error: unknown) => void
}

/** Callers whose levels are remembered for the headers of answers. */
const MANY_CALLERS = 10_000

/** `createRateLimiter` for several servers: what a caller uses on one counts on all. */
export function createSharedRateLimiter(limits: RateLimits, { buckets, fallback, onFault }: SharedRateLimiterOptions): RateLimiter {
  const kinds = limitKinds(limits)
  const seen = new Map<string, readonly number[]>()
  const remember = (caller: string, levels: readonly number[]) => {
    seen.delete(caller)
    seen.set(caller, levels)
    const [oldest] = seen.keys()
    if (seen.size > MANY_CALLERS && oldest !== undefined) seen.delete(oldest)
  }
  const headers = (caller: string) =>
    limitHeaders(kinds.map((kind, index) => ({ ...kind, level: seen.get(caller)?.[index] ?? kind.limit })))

  return {
    async take(caller, need) {
      const needs = kinds.map((kind) => ({ ...kind, need: kind.type === 'requests' ? 1 : need.tokens }))
      if (needs.length === 0) return () => {}
      const taken = await buckets.take(caller, needs).catch((error: unknown) => {
        onFault(error)
        return null
      })
      if (taken === null) return await fallback.take(caller, need)
      remember(caller, taken.levels)
      const refused = taken.refused === null ? undefined : needs[taken.refused]
      if (refused !== undefined) {
        throw refuseRate({ ...refused, level: taken.levels[taken.refused ?? 0] ?? 0, model: need.model, headers: headers(caller) })
      }
      const tokens = kinds.find(({ type }) => type === 'tokens')
      return (actual) => {
        if (tokens !== undefined) buckets.adjust(caller, tokens, actual - need.tokens).catch(onFault)
      }
    },
    headers,
  }
}
