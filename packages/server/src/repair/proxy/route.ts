import type { IdBook } from '../repair-ids.ts'

/** What a request is about. */
export interface Route {
  /** `response`: the answer is a Response; `responses`: about one, such as its input items; `other`: passes through. */
  kind: 'response' | 'responses' | 'other'
  /** Path and query for the upstream, with its own id. */
  path: string
  /** `?stream=true` of a stored response. */
  streams: boolean
  /** `starting_after`: the last event that the client has; -1 for none. */
  after: number
}

/**
 * What a request is about. A stream that is resumed is asked for from its start, because the upstream counts its events otherwise.
 *
 * @param url path and query as the client sent them
 */
export function readRoute(method: string, url: string, ids: IdBook): Route {
  const [path = '', query = ''] = url.split('?', 2)
  const found = /^(.*\/responses)(?:\/([^/]+)(\/[^/]+)?)?\/?$/.exec(path)
  const other: Route = { kind: 'other', path: url, streams: false, after: -1 }
  if (found === null) return other
  const [, collection = '', id, rest] = found
  if (id === undefined) return method === 'POST' ? { ...other, kind: 'response' } : other
  if (method === 'POST' && rest === undefined) return other
  const given = new URLSearchParams(query)
  const streams = method === 'GET' && rest === undefined && given.get('stream') === 'true'
  const after = streams && given.has('starting_after') ? Number(given.get('starting_after')) : -1
  if (streams) given.delete('starting_after')
  const theirs = ids.theirs(decodeURIComponent(id)) ?? id
  const more = streams ? given.toString() : query
  const mapped = `${collection}/${encodeURIComponent(theirs)}${rest ?? ''}${more === '' ? '' : `?${more}`}`
  const isResponse = (method === 'GET' && rest === undefined) || (method === 'POST' && rest === '/cancel')
  return { kind: isResponse ? 'response' : 'responses', path: mapped, streams, after: Number.isInteger(after) ? after : -1 }
}
