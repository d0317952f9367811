import type { Engine, EngineModel } from '../engines/engine.ts'
import { ApiError } from './api-error.ts'

/** @throws ApiError `model_not_found` with the status that says so: 400 of a request that names it, 404 of its own URL */
export function findModel(engine: Engine, id: string, status: 400 | 404 = 400): EngineModel {
  const model = engine.models.find((one) => one.id === id)
  if (model !== undefined) return model
  throw new ApiError({
    code: 'model_not_found',
    status,
    param: 'model',
    message: `The requested model '${id.slice(0, 200)}' does not exist.`,
  })
}
