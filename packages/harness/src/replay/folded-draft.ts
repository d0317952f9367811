import { captureState } from '../golden/validate-golden.ts'
import type { Draft } from './draft.ts'
import { errorDraft, jsonDraft } from './error-draft.ts'
import type { Interaction } from './interaction.ts'
import { piecesOf } from './piece.ts'
import { isObject } from './request-differences.ts'
import type { StoredResponse } from './stored-response.ts'

/**
 * A recorded stream as the one body that a request without `stream` gets: the response the stream ends with, or, of a background response, the
 * one it begins with. A stream that was cut ends with none, and says so.
 */
export function foldedDraft(interaction: Interaction, stored: StoredResponse | null): Draft {
  if (stored?.background === true) {
    stored.deliver(1)
    return jsonDraft('http', 200, stored.text())
  }
  const { terminal } = captureState(interaction.golden)
  if (stored === null || terminal === null) {
    const message = `${interaction.name} was recorded as a stream and cut before its response was whole; it cannot be told as one body.`
    return errorDraft('http', 500, { message, type: 'server_error', param: null, code: null })
  }
  const failure = piecesOf(interaction, 'http').findLast(({ event }) => event?.type === 'response.failed' || event?.type === 'error')?.event
  const response = isObject(failure?.['response']) ? failure['response'] : undefined
  const error = response?.['error'] ?? failure?.['error']
  if (isObject(error)) {
    const message = typeof error['message'] === 'string' ? error['message'] : 'The response failed.'
    const code = typeof error['code'] === 'string' ? error['code'] : null
    return errorDraft('http', 500, { message, type: 'server_error', param: null, code })
  }
  stored.deliver(Number.MAX_SAFE_INTEGER)
  return jsonDraft('http', 200, stored.wholeText())
}
