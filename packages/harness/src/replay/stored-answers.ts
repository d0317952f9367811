import type { Draft, DraftPiece } from './draft.ts'
import { errorDraft, jsonDraft } from './error-draft.ts'
import { applyInclude, includeOf } from './include.ts'
import { pageOf, toInputItems } from './input-items.ts'
import { withData } from './piece.ts'
import { withoutPadding } from './recorded-draft.ts'
import type { Chunking } from './chunking.ts'
import type { StoredResponse } from './stored-response.ts'

/** A request for a response that a recording made. */
export interface StoredRequest {
  method: string
  /** `cancel`, `input_items`, or null for the response itself. */
  part: string | null
  query: URLSearchParams
}

/** An answer made from what was recorded; null where the API has no such request. */
export interface StoredAnswer {
  draft: Draft
  /** It streams: it ends when its response is cancelled. */
  live: boolean
  deleted: boolean
}

/** Answers from the state of one response, as the API would. */
export function answerStored(stored: StoredResponse, request: StoredRequest, chunking: Chunking, now: number): StoredAnswer | null {
  const { part, query } = request
  const plain = (draft: Draft): StoredAnswer => ({ draft, live: false, deleted: false })
  switch (`${request.method} ${part ?? ''}`.trim()) {
    case 'GET':
      if (query.get('stream') === 'true') return { draft: streamAgain(stored, query, chunking, now), live: true, deleted: false }
      if (query.has('starting_after')) {
        return plain(refusal("The 'starting_after' parameter is only allowed when 'stream' is enabled.", 'starting_after'))
      }
      stored.advance()
      return plain(jsonDraft('http', 200, applyInclude(stored.text(), includeOf(query))))
    case 'DELETE':
      stored.cancel()
      return {
        ...plain(jsonDraft('http', 200, JSON.stringify({ id: stored.id, object: 'response.deleted', deleted: true }))),
        deleted: true,
      }
    case 'POST cancel':
      if (!stored.background) return plain(refusal('Cannot cancel a synchronous response.', null))
      stored.cancel()
      return plain(jsonDraft('http', 200, stored.text()))
    case 'GET input_items': {
      const page = pageOf(toInputItems(stored.body, stored.id), query)
      const after = query.get('after') ?? ''
      if (page === null)
        return plain(refusal(`Invalid 'after': no item with id '${after.slice(0, 100)}' in this list.`, 'after', 'invalid_value'))
      return plain(jsonDraft('http', 200, JSON.stringify(page)))
    }
    default:
      return null
  }
}

/** The answer to a request for a response that is not there. */
export function responseNotFound(id: string): Draft {
  return errorDraft('http', 404, { message: `Response with id '${id}' not found.`, type: 'invalid_request_error', param: null, code: null })
}

function refusal(message: string, param: string | null, code: string | null = null): Draft {
  return errorDraft('http', 400, { message, type: 'invalid_request_error', param, code })
}

/** The events behind `starting_after`: at once those that were out already, the others when they are due. */
function streamAgain(
  { pieces, startedAt, released, cancelled }: StoredResponse,
  query: URLSearchParams,
  chunking: Chunking,
  now: number,
): Draft {
  const after = query.get('starting_after')
  if (after !== null && !/^\d+$/.test(after))
    return refusal(`Invalid 'starting_after': expected an integer, got '${after.slice(0, 40)}'.`, 'starting_after')
  const include = includeOf(query)
  const first = after === null ? 0 : behindNumber(pieces, Number(after))
  const last = cancelled.aborted ? pieces.findLastIndex(({ events }) => events <= released()) + 1 : pieces.length
  const unpadded = query.get('include_obfuscation') === 'false'
  return {
    carrier: 'http',
    status: 200,
    headers: [['content-type', 'text/event-stream; charset=utf-8']],
    headersAt: 0,
    pieces: pieces.slice(first, last).map((piece) => {
      const shown = unpadded ? { ...piece, ...withoutPadding(piece) } : piece
      const told = include === null || shown.data === null ? shown : { ...shown, ...redressed(shown, applyInclude(shown.data, include)) }
      const wait = startedAt - now
      return {
        ...told,
        at: Math.max(0, told.at + wait),
        starts: told.starts?.map(([offset, at]) => [offset, Math.max(0, at + wait)] as const) ?? null,
      }
    }),
    end: { how: 'eof', at: null, early: false },
    chunking,
  }
}

function redressed(piece: DraftPiece, data: string): Partial<DraftPiece> {
  if (data === piece.data) return {}
  return { bytes: withData({ ...piece, t: null, starts: null }, data).bytes, data, starts: null }
}

/** Index of the first piece behind the event with this number; streams that have no numbers are counted. */
function behindNumber(pieces: readonly DraftPiece[], number: number): number {
  let count = -1
  let last = -1
  pieces.forEach(({ event }, index) => {
    if (event === null) return
    count++
    const own = event['sequence_number']
    if ((typeof own === 'number' ? own : count) <= number) last = index
  })
  return last + 1
}
