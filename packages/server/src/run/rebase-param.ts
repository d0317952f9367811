import { ApiError } from './api-error.ts'

/**
 * An engine counts the items of the whole conversation; the caller counts those it sent. Turns `input[7]…` of the one into that of the other,
 * in the param and in the message. An item of an earlier turn belongs to the parameter that brought it.
 *
 * @param shift - what to add to the engine's index
 * @param history - what brought the earlier turns
 */
export function rebaseParam(
  error: unknown,
  shift: number,
  history: 'previous_response_id' | 'conversation' = 'previous_response_id',
): unknown {
  if (shift === 0 || !(error instanceof ApiError) || error.param === null) return error
  const match = /^input\[(\d+)\]/.exec(error.param)
  if (match === null) return error
  const index = Number(match[1]) + shift
  const rest = error.param.slice(match[0].length)
  return rewordParam(error, () => (index < 0 ? history : `input[${index}]${rest}`))
}

/** An error with another param, in its message too. */
export function rewordParam(error: unknown, reword: (param: string) => string): unknown {
  if (!(error instanceof ApiError) || error.param === null) return error
  const { code, type, status, param: given } = error
  const param = reword(given)
  return ApiError.from({ message: error.message.replaceAll(given, param), type, param, code }, status)
}
