import type { ApiErrorBody } from '@goldwire/schemas'

import { type Fields, isFields, textOrNull } from '../wire.ts'

/** OpenAI's `type` of an error, by HTTP status. */
const typeOfStatus = (status: number): string => {
  if (status === 429) return 'rate_limit_exceeded'
  return status >= 500 ? 'server_error' : 'invalid_request_error'
}

/** Longest message that is passed on; whole error pages are not. */
const longest = 2000

/**
 * The body of an answer that is not a success, in OpenAI's shape, whatever the upstream sent: `{"error":"text"}`, `{"detail":…}`,
 * `{"message":…}`, a page of HTML, nothing.
 */
export function toErrorBody(status: number, text: string): ApiErrorBody {
  const parsed = parse(text)
  const { source, words } = errorOf(parsed)
  const plain = text.trim().startsWith('<') ? '' : text.trim().slice(0, longest)
  const message =
    words ?? (isFields(parsed) || Array.isArray(parsed) ? null : textOrNull(plain)) ?? `The upstream answered with status ${status}.`
  const code = source['code']
  return {
    error: {
      message,
      type: textOrNull(source['type']) ?? typeOfStatus(status),
      param: textOrNull(source['param']),
      code: typeof code === 'string' && code !== '' && !/^\d+$/.test(code) ? code : null,
    },
  }
}

function errorOf(body: unknown): { source: Fields; words: string | null } {
  if (!isFields(body)) return { source: {}, words: null }
  const { error, detail } = body
  if (isFields(error)) return { source: error, words: textOrNull(error['message']) ?? textOrNull(error['detail']) ?? JSON.stringify(error) }
  if (typeof error === 'string') return { source: body, words: textOrNull(error) ?? textOrNull(body['message']) }
  if (typeof detail === 'string') return { source: body, words: detail }
  if (Array.isArray(detail)) {
    const told = detail.filter(isFields).map((one) => textOrNull(one['msg']) ?? textOrNull(one['message']))
    return { source: body, words: told.filter((one) => one !== null).join('; ') || JSON.stringify(detail).slice(0, longest) }
  }
  if (isFields(detail)) return errorOf({ error: detail })
  return { source: body, words: textOrNull(body['message']) ?? textOrNull(body['msg']) }
}

/** A success that is none: `{"error":…}` under status 200. */
export function isErrorBody(body: unknown): boolean {
  if (!isFields(body) || body['object'] === 'response' || Array.isArray(body['output'])) return false
  return (body['error'] !== undefined && body['error'] !== null) || (body['detail'] !== undefined && body['id'] === undefined)
}

/** The status that such a body should have had. */
export function statusOfError(body: unknown): number {
  const error = isFields(body) && isFields(body['error']) ? body['error'] : body
  const told = isFields(error) ? Number(error['status'] ?? error['code']) : NaN
  return Number.isInteger(told) && told >= 400 && told <= 599 ? told : 500
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
