import type { Engine, EngineModel } from '../engines/engine.ts'
import { ApiError } from './api-error.ts'

/** @throws ApiError 404 `model_not_found`; see `apiErrorTable` for why it is not 400 */
export function findModel(engine: Engine, id: string): EngineModel {
  const model = engine.models.find((one) => one.id === id)
  if (model !== undefined) return model
  throw new ApiError({ code: 'model_not_found', param: 'model', message: `The requested model '${id.slice(0, 200)}' does not exist.` })
}
