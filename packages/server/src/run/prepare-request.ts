import type { CreateResponseBody, Response } from '@goldwire/schemas'

import type { AppContext } from '../app-context.ts'
import type { EngineRequest } from '../engines/engine.ts'
import type { StoredItem } from '../store/store.ts'
import { checkStrict } from './check-strict.ts'
import { echo } from './echo.ts'
import { findModel } from './find-model.ts'
import type { IdSource } from './ids.ts'
import { rebaseParam } from './rebase-param.ts'
import { refuseUnsupported } from './refuse-unsupported.ts'
import { resolveContext } from './resolve-context.ts'
import { toEngineRequest } from './to-engine-request.ts'
import { truncateContext } from './truncate-context.ts'

export interface PreparedRequest {
  /** The response as created. */
  created: Response
  /** What the engine is asked. */
  request: EngineRequest
  /** The request's own items, for the store. */
  input: StoredItem[]
  /** Turns an error of the engine, which counts items of the whole conversation, into one that counts those of the request. */
  rebase: (error: unknown) => unknown
}

/**
 * Everything between a valid body and the engine: what the schema cannot check, the conversation, the echo, the length.
 *
 * @throws ApiError when the request cannot be served
 */
export async function prepareRequest(body: CreateResponseBody, context: AppContext, ids: IdSource): Promise<PreparedRequest> {
  const { engine, store, now, defaultSeed } = context
  refuseUnsupported(body)
  checkStrict(body)
  const model = findModel(engine, body.model ?? '')
  const { items, earlierCount, input } = await resolveContext(body, { store, createId: (prefix) => ids.item(prefix) })
  const created = echo(body, { id: ids.responseId, createdAt: Math.floor(now() / 1000), model })
  const whole = toEngineRequest(body, { model, items, created, defaultSeed })
  const rebase = (request: EngineRequest) => (error: unknown) => rebaseParam(error, items.length - request.items.length - earlierCount)
  if (body.truncation !== 'auto') return { created, request: whole, input, rebase: rebase(whole) }
  try {
    const request = await truncateContext(whole, { engine, contextSize: model.contextSize })
    return { created, request, input, rebase: rebase(request) }
  } catch (error) {
    throw rebase(whole)(error)
  }
}
