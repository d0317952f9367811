import { setTimeout as sleep } from 'node:timers/promises'

export interface RetryOptions {
  /** Requests in all. @defaultValue 6 */
  tries?: number
  /** Longest wait in milliseconds; a server that asks for more is given up on. @defaultValue 120,000 */
  longestWait?: number
  signal?: AbortSignal
  /** Told before each wait. */
  onWait?: (milliseconds: number, status: number) => void
  wait?: (milliseconds: number) => Promise<unknown>
  random?: () => number
}

/**
 * Sends again what was refused for now (429, 408, 5xx), when the server says so (`retry-after-ms`, `retry-after`) or after a wait that doubles.
 * A quota that is used up is not waited for.
 *
 * @returns the last answer, whatever it is
 */
export async function retryLater(send: () => Promise<Response>, options: RetryOptions = {}): Promise<Response> {
  const { tries = 6, longestWait = 120_000, signal, onWait, random = Math.random } = options
  const wait = options.wait ?? ((milliseconds: number) => sleep(milliseconds, undefined, { signal }))
  for (let turn = 1; ; turn++) {
    const response = await send()
    if (turn >= tries || !(await mayRetry(response))) return response
    const milliseconds = waitOf(response.headers) ?? Math.min(30_000, 1000 * 2 ** (turn - 1)) * (0.75 + random() / 2)
    if (milliseconds > longestWait) return response
    onWait?.(Math.round(milliseconds), response.status)
    await response.body?.cancel()
    await wait(milliseconds)
  }
}

async function mayRetry(response: Response): Promise<boolean> {
  const said = response.headers.get('x-should-retry')
  if (said === 'false') return false
  if (response.status === 429) return !/insufficient_quota|billing/.test(await response.clone().text())
  return said === 'true' || response.status === 408 || (response.status >= 500 && response.status !== 501)
}

function waitOf(headers: Headers): number | null {
  const precise = Number(headers.get('retry-after-ms') ?? Number.NaN)
  if (precise >= 0) return precise
  const after = headers.get('retry-after')
  if (after === null) return null
  if (/^\d+(?:\.\d+)?$/.test(after)) return Number(after) * 1000
  const date = Date.parse(after)
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now())
}
