import type { CreateResponseBody, StreamEvent, Usage } from '@goldwire/schemas'

import type { Limits } from '../limits.ts'
import { ApiError } from '../run/api-error.ts'
import { terminalResponse } from '../run/log-events.ts'
import { estimateTokens } from './estimate-tokens.ts'
import type { RateLimiter } from './rate-limiter.ts'

/** How a response ended: as its status says; `cancelled` = a background response that did not come to its end; `aborted` = its reader left. */
export type ResponseOutcome = 'completed' | 'incomplete' | 'failed' | 'cancelled' | 'aborted' | 'refused'

/** What is to be known of a response when it is over. Times in milliseconds. */
export interface ResponseReport {
  /** Null for one that was refused. */
  responseId: string | null
  model: string
  outcome: ResponseOutcome
  usage: Usage | null
  /** From the request to the first event, and to the first piece of the answer; null when it did not come to that. */
  firstEventMs: number | null
  firstDeltaMs: number | null
  durationMs: number
}

/** Lets responses begin while there is room for them, and reports each when it is over. */
export interface ResponseMeter {
  /**
   * @throws ApiError 503 `server_is_overloaded` when too many run, 429 `rate_limit_exceeded` when its caller has too many or has used up
   * what it may use in a minute
   */
  begin(body: CreateResponseBody, caller: string): Promise<MeteredResponse>
  /**
   * Does something for a caller that is no response but takes the engine's time: a request, and the tokens of its input.
   * @throws ApiError 429 `rate_limit_exceeded`
   */
  charge<Result>(
    body: Pick<CreateResponseBody, 'model' | 'input' | 'instructions'>,
    caller: string,
    action: () => Promise<Result>,
  ): Promise<Result>
  /** What a caller is told of its limits with every answer. */
  headers(caller: string): Record<string, string>
  /** Responses that have begun and are not over. */
  readonly running: number
}

export interface MeteredResponse {
  /** Every event of the response, in order. */
  event(event: StreamEvent): void
  /** Nothing comes any more. `isRefused`: no event came at all, the caller got an error instead. Only the first call counts. */
  close(end?: { isRefused: boolean }): void
}

export interface ResponseMeterOptions {
  limits: Pick<Limits, 'responsesAtOnce' | 'responsesAtOncePerCaller'>
  rateLimiter: RateLimiter
  onReport: (report: ResponseReport) => void
}

export function createResponseMeter({ limits, rateLimiter, onReport }: ResponseMeterOptions): ResponseMeter {
  const perCaller = new Map<string, number>()
  let running = 0

  const admit = (caller: string): (() => void) => {
    if (running >= limits.responsesAtOnce) {
      const message = 'The server is overloaded: too many responses are running. Try again later.'
      throw new ApiError({ code: 'server_is_overloaded', message, headers: { 'retry-after': '1' } })
    }
    const count = perCaller.get(caller) ?? 0
    if (count >= limits.responsesAtOncePerCaller) {
      const message = `Too many requests at once: Limit ${limits.responsesAtOncePerCaller}, Running ${count}. Please try again in 1s.`
      throw new ApiError({ code: 'rate_limit_exceeded', type: 'requests', message, headers: { 'retry-after': '1' } })
    }
    running++
    perCaller.set(caller, count + 1)
    return () => {
      running--
      const left = (perCaller.get(caller) ?? 1) - 1
      if (left === 0) perCaller.delete(caller)
      else perCaller.set(caller, left)
    }
  }

  return {
    get running() {
      return running
    },
    headers: (caller) => rateLimiter.headers(caller),
    async charge(body, caller, action) {
      const tokens = estimateTokens(body)
      const settle = await rateLimiter.take(caller, { model: body.model ?? '', tokens })
      try {
        const result = await action()
        settle(tokens)
        return result
      } catch (error) {
        settle(0)
        throw error
      }
    },
    async begin(body, caller) {
      const isBackground = body.background === true
      const model = body.model ?? ''
      const estimate = estimateTokens(body)
      // Background responses wait in a line of their own.
      const leave = isBackground ? () => {} : admit(caller)
      let settle: (actualTokens: number) => void
      try {
        settle = await rateLimiter.take(caller, { model, tokens: estimate })
      } catch (error) {
        leave()
        throw error
      }
      const begunAt = performance.now()
      const since = () => performance.now() - begunAt
      const report: ResponseReport = {
        responseId: null,
        model,
        outcome: isBackground ? 'cancelled' : 'aborted',
        usage: null,
        firstEventMs: null,
        firstDeltaMs: null,
        durationMs: 0,
      }
      let isClosed = false
      return {
        event(event) {
          if (report.firstEventMs === null) {
            report.firstEventMs = since()
            if (event.type === 'response.created') report.responseId = event.response.id
          } else if (report.firstDeltaMs === null && event.type.endsWith('.delta')) report.firstDeltaMs = since()
          const response = terminalResponse(event)
          if (response === null) return
          report.outcome = response.status as ResponseOutcome
          report.usage = response.usage
        },
        close({ isRefused = false } = { isRefused: false }) {
          if (isClosed) return
          isClosed = true
          leave()
          if (isRefused) report.outcome = 'refused'
          settle(isRefused ? 0 : (report.usage?.total_tokens ?? estimate))
          onReport({ ...report, durationMs: since() })
        },
      }
    },
  }
}
