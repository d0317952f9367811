import { ApiError } from '../run/api-error.ts'
import { formatDuration } from './format-duration.ts'

/** What each caller may use in a minute; null or left out: as much as it likes. */
export interface RateLimits {
  requestsPerMinute?: number | null
  tokensPerMinute?: number | null
}

export interface RateNeed {
  model: string
  tokens: number
}

/** Puts the tokens right when they are known. */
export type Settle = (actualTokens: number) => void

export interface RateLimiter {
  /**
   * Takes one request and the tokens it is going to need.
   *
   * @returns what puts the tokens right when they are known; to be called once
   * @throws ApiError 429 `rate_limit_exceeded` with `retry-after`, in the words of OpenAI
   */
  take(caller: string, need: RateNeed): Settle | Promise<Settle>
  /** `x-ratelimit-{limit,remaining,reset}-{requests,tokens}` as they stand; none for what is not limited. */
  headers(caller: string): Record<string, string>
}

interface Bucket {
  level: number
  /** Milliseconds since 1970. */
  updatedAt: number
}

/** One that counts in this process, at once. */
export interface LocalRateLimiter extends RateLimiter {
  take(caller: string, need: RateNeed): Settle
}

/** One of the limits there are, with a minute's worth. */
export interface LimitKind {
  type: 'requests' | 'tokens'
  abbreviation: 'RPM' | 'TPM'
  limit: number
}

interface Kind extends LimitKind {
  buckets: Map<string, Bucket>
}

/** What a bucket that fills drop by drop may lack of a whole one: sums of fractions come out a little low. */
const ROUNDING = 1e-6

/** Callers remembered before those who have used nothing lately are forgotten. */
const MANY_CALLERS = 10_000

/**
 * Buckets that fill evenly: a minute's worth each, so that a caller who has waited may use it all at once. A request that asked for more
 * tokens than it took gives the rest back; one that took more is in debt.
 */
export function createRateLimiter(limits: RateLimits, now: () => number): LocalRateLimiter {
  const kinds: Kind[] = limitKinds(limits).map((kind) => ({ ...kind, buckets: new Map() }))

  const bucketOf = ({ limit, buckets }: Kind, caller: string): Bucket => {
    const time = now()
    const bucket = buckets.get(caller) ?? { level: limit, updatedAt: time }
    bucket.level = Math.min(limit, bucket.level + Math.max(0, time - bucket.updatedAt) * (limit / 60_000))
    bucket.updatedAt = time
    buckets.set(caller, bucket)
    return bucket
  }
  const forgetIdle = (kind: Kind) => {
    if (kind.buckets.size <= MANY_CALLERS) return
    for (const caller of Array.from(kind.buckets.keys())) {
      if (bucketOf(kind, caller).level >= kind.limit) kind.buckets.delete(caller)
    }
  }
  const headers = (caller: string) => limitHeaders(kinds.map((kind) => ({ ...kind, level: bucketOf(kind, caller).level })))

  return {
    take(caller, { model, tokens }) {
      const needs = kinds.map((kind) => ({ kind, bucket: bucketOf(kind, caller), need: kind.type === 'requests' ? 1 : tokens }))
      for (const { kind, bucket, need } of needs) {
        if (bucket.level >= need - ROUNDING) continue
        throw refuseRate({ ...kind, level: bucket.level, need, model, headers: headers(caller) })
      }
      for (const { kind, bucket, need } of needs) {
        bucket.level -= need
        forgetIdle(kind)
      }
      return (actualTokens) => {
        const kind = kinds.find(({ type }) => type === 'tokens')
        if (kind !== undefined) bucketOf(kind, caller).level -= actualTokens - tokens
      }
    },
    headers,
  }
}

/** The limits that were set. */
export function limitKinds({ requestsPerMinute, tokensPerMinute }: RateLimits): LimitKind[] {
  const kinds: LimitKind[] = []
  if (typeof requestsPerMinute === 'number') kinds.push({ type: 'requests', abbreviation: 'RPM', limit: requestsPerMinute })
  if (typeof tokensPerMinute === 'number') kinds.push({ type: 'tokens', abbreviation: 'TPM', limit: tokensPerMinute })
  return kinds
}

/** `x-ratelimit-…` of limits with their levels. */
export function limitHeaders(kinds: readonly (LimitKind & { level: number })[]): Record<string, string> {
  return Object.fromEntries(
    kinds.flatMap(({ type, limit, level }) => [
      [`x-ratelimit-limit-${type}`, String(limit)],
      [`x-ratelimit-remaining-${type}`, String(Math.max(0, Math.floor(level)))],
      [`x-ratelimit-reset-${type}`, formatDuration((limit - level) * (60_000 / limit))],
    ]),
  )
}

interface Refused extends LimitKind {
  level: number
  need: number
  model: string
  headers: Record<string, string>
}

/** The 429 of a request that needs more than is there. */
export function refuseRate({ type, abbreviation, limit, level, need, model, headers }: Refused): ApiError {
  const unit = `${type} per min (${abbreviation})`
  if (need > limit) {
    const message = `Request too large for ${model} on ${unit}: Limit ${limit}, Requested ${need}. The input or output tokens must be reduced in order to run successfully.`
    return new ApiError({ code: 'rate_limit_exceeded', type, message, headers })
  }
  const wait = Math.ceil((need - level) * (60_000 / limit))
  const used = Math.min(limit, Math.ceil(limit - level))
  const message = `Rate limit reached for ${model} on ${unit}: Limit ${limit}, Used ${used}, Requested ${need}. Please try again in ${formatDuration(wait)}.`
  return new ApiError({
    code: 'rate_limit_exceeded',
    type,
    message,
    headers: { ...headers, 'retry-after': String(Math.ceil(wait / 1_000)), 'retry-after-ms': String(wait) },
  })
}
