import { ApiError, type ApiErrorCode, apiErrorTable } from '../../run/api-error.ts'
import { isObject, type JsonObject, objectAt, parseJson, textAt } from './json.ts'
import type { UpstreamAnswer } from './open-upstream.ts'
import { UpstreamTimeout } from './open-upstream.ts'
import { UpstreamFailure } from './upstream-failure.ts'

/** What a server says went wrong, in one of the forms there are. */
interface ToldError {
  message: string
  code: string
  param: string | null
  /** An HTTP status, where the code is one. */
  status: number | null
}

const MOST_TOLD = 500

/**
 * Reads `{"error": {"message", "type", "param", "code"}}` and what others make of it: a bare text (`{"error": "…"}`: Ollama), the fields at the
 * top (`{"object": "error", …}`: vLLM before 0.10, SGLang), a list of validations (`{"detail": […]}`: FastAPI).
 * @returns null for a value that tells no error
 */
function readError(value: unknown): ToldError | null {
  if (!isObject(value)) return null
  const { error, detail } = value
  if (typeof error === 'string' && error !== '') return told({ ...value, message: error })
  if (isObject(error)) return told(error)
  if (value['object'] === 'error' || value['type'] === 'error') return told(value)
  if (typeof detail === 'string') return told({ message: detail })
  return Array.isArray(detail) ? told({ message: detail.map((one) => (isObject(one) ? textAt(one, 'msg') : '')).join('; ') }) : null
}

function told(error: JsonObject): ToldError {
  const { code, param } = error
  // Routers put what the real server said inside (`metadata.raw`: OpenRouter).
  const raw = objectAt(error, 'metadata')?.['raw']
  const message = textAt(error, 'message') || 'no reason was given'
  const number = typeof code === 'number' ? code : Number(typeof code === 'string' && code !== '' ? code : Number.NaN)
  return {
    message: clip(typeof raw === 'string' && raw !== '' && raw !== message ? `${message}: ${raw}` : message),
    code: typeof code === 'string' && Number.isNaN(number) ? code : textAt(error, 'type'),
    param: typeof param === 'string' && param !== '' ? param : null,
    status: Number.isInteger(number) && number >= 400 && number < 600 ? number : null,
  }
}

const clip = (text: string) => (text.length > MOST_TOLD ? `${text.slice(0, MOST_TOLD)} …` : text)

/** An error in the middle of a stream; null where the chunk tells none. */
export function streamedError(chunk: unknown): UpstreamFailure | null {
  const error = readError(chunk)
  if (error === null) return null
  const status = error.status ?? 500
  const code = codeOf(status, error)
  const known: ApiErrorCode = code !== null && (status !== 400 || code === 'context_length_exceeded') ? code : 'server_error'
  return new UpstreamFailure(`The model server reported an error: ${error.message}`, { code: known })
}

/**
 * What a client is told of an answer that is none. The server's own word is passed on where the request was at fault, or its limits; what is
 * between this server and that one (a wrong key, a wrong address) is this server's fault.
 */
export function refusedRequest({ status, headers }: Pick<UpstreamAnswer, 'status' | 'headers'>, body: string): ApiError {
  const error = readError(parseJson(body)) ?? { message: clip(body.trim() || 'no reason was given'), code: '', param: null, status: null }
  const code = codeOf(status, error)
  const message = `The model server refused the request: ${error.message}`
  const wait = Object.fromEntries(
    ['retry-after', 'retry-after-ms'].flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]]] : [])),
  )
  if (status === 401 || status === 403) {
    return new ApiError({ code: 'server_error', status: 502, message: `The model server refused this server's key (HTTP ${status}).` })
  }
  if (status === 404 && code === 'model_not_found') return new ApiError({ code, param: 'model', message })
  if (status === 429) return new ApiError({ code: code ?? 'rate_limit_exceeded', message, headers: wait })
  if (status === 503 || status === 529)
    return new ApiError({ code: 'server_is_overloaded', message, headers: { 'retry-after': '1', ...wait } })
  if (status === 400 || status === 413 || status === 422) {
    return new ApiError({ code, param: code === 'context_length_exceeded' ? 'input' : error.param, message })
  }
  return new ApiError({ code: 'server_error', status: 502, message: `The model server answered with HTTP ${status}: ${error.message}` })
}

function codeOf(status: number, { code, message }: ToldError): ApiErrorCode | null {
  if (/context.{0,3}(length|size|window)|maximum context|exceed_context_size|too many tokens/i.test(`${code} ${message}`) && status < 429)
    return 'context_length_exceeded'
  if (status === 429) return code === 'insufficient_quota' ? code : 'rate_limit_exceeded'
  if (status === 503 || status === 529) return 'server_is_overloaded'
  if (status === 404) return /model/i.test(`${code} ${message}`) ? 'model_not_found' : null
  if (status < 500 && code in apiErrorTable && apiErrorTable[code as ApiErrorCode].status === 400) return code as ApiErrorCode
  return status < 500 ? null : 'server_error'
}

/** What a client is told of a server that cannot be reached. Names no address: that is between the two servers. */
export function unreachable(cause: unknown): ApiError {
  const isLate = cause instanceof UpstreamTimeout
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? ` (${cause.code})` : ''
  const message = isLate ? cause.message : `The model server could not be reached${code}.`
  return new ApiError({ code: 'server_error', status: isLate ? 504 : 502, message, cause })
}

/** A connection that broke in the middle of an answer. */
export function brokenAnswer(cause: unknown): UpstreamFailure {
  if (cause instanceof UpstreamFailure) return cause
  if (cause instanceof UpstreamTimeout) return new UpstreamFailure(cause.message, { cause })
  return new UpstreamFailure('The connection to the model server broke off in the middle of its answer.', { cause })
}
