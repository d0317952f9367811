import type { CreateResponseBody } from '@goldwire/schemas'

import type { AppContext } from '../app-context.ts'
import type { MeteredResponse } from './response-meter.ts'

/**
 * Starts a response as a metered one. What `start` begins must tell `meter` of every event and of its end; when it throws, the response was
 * refused.
 *
 * @throws ApiError when no more responses may begin
 * @throws what `start` throws
 */
export async function metering<Result>(
  body: CreateResponseBody,
  { responseMeter, caller }: Pick<AppContext, 'responseMeter' | 'caller'>,
  start: (meter: MeteredResponse) => Promise<Result>,
): Promise<Result> {
  const meter = await responseMeter.begin(body, caller)
  try {
    return await start(meter)
  } catch (error) {
    meter.close({ isRefused: true })
    throw error
  }
}
