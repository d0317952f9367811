import { ApiError } from '../run/api-error.ts'

/** @throws ApiError 400, always: for item kinds that no prompt can tell */
export function refuseItem(type: string, param: string, why: string): never {
  throw new ApiError({ code: 'unsupported_value', param, message: `Unsupported input item '${type}' at '${param}'. ${why}` })
}
