import { ApiError } from './api-error.ts'

/**
 * An engine counts the items of the whole conversation; the caller counts those it sent. Turns `input[7]…` of the one into that of the other,
 * in the param and in the message. An item of an earlier turn belongs to `previous_response_id`.
 *
 * @param shift - what to add to the engine's index
 */
export function rebaseParam(error: unknown, shift: number): unknown {
  if (shift === 0 || !(error instanceof ApiError) || error.param === null) return error
  const match = /^input\[(\d+)\]/.exec(error.param)
  if (match === null) return error
  const index = Number(match[1]) + shift
  const param = index < 0 ? 'previous_response_id' : `input[${index}]${error.param.slice(match[0].length)}`
  const { code, type, status } = error
  return ApiError.from({ message: error.message.replaceAll(error.param, param), type, param, code }, status)
}
