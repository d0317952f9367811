import type { Deviation } from './deviation.ts'
import type { ReadContext } from './read-context.ts'

/** Whether `context` excuses the deviation. Whether null is right at the place (`nullsDropped`) is for the caller to check. */
export function applies(deviation: Deviation, context: ReadContext): boolean {
  const { verdict, until, provider, nullsDropped } = deviation
  if (verdict === 'explained' && until === undefined && provider === undefined && nullsDropped === undefined) return false
  if (nullsDropped === true && context.nullsDropped !== true) return false
  if (provider !== undefined && !provider.includes(context.provider ?? '')) return false
  if (until === undefined) return true
  if (context.createdAt === undefined || context.createdAt === null || context.seen?.has(deviation.id) === true) return false
  return context.createdAt < unixSeconds(context.provider === 'azure' ? until.azure : until.openai)
}

const midnights = new Map<string, number>()

/** Midnight UTC of an ISO day, in unix seconds. For the days of deviations, which are few: they are remembered. */
export function unixSeconds(day: string): number {
  let seconds = midnights.get(day)
  if (seconds === undefined) {
    seconds = Date.parse(`${day}T00:00:00Z`) / 1000
    midnights.set(day, seconds)
  }
  return seconds
}
