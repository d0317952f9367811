/** A path as replay compares it: without what stands before the API (`/v1`, `/openai/v1`, `/api/v1`), and its query apart. */
export interface Route {
  /** `/responses`, `/responses/resp_1/cancel`, `/conversations/conv_1/items` … */
  place: string
  query: URLSearchParams
}

const NOUNS = /\/(?:responses|conversations|models|files|vector_stores|containers)(?=\/|$)/

/** Reads a path with or without query, or a whole URL. */
export function toRoute(path: string): Route {
  const { pathname, searchParams } = new URL(path === '' ? '/' : path, 'http://replay.invalid')
  const noun = NOUNS.exec(pathname)
  const place = noun === null ? pathname.replace(/^\/v1(?=\/|$)/, '') : pathname.slice(noun.index)
  return { place: place.replace(/\/+$/, '') || '/', query: searchParams }
}

/** The place of one stored response: its id, and what of it is meant (`cancel`, `input_items`, or the response itself). */
export function responsePlace(place: string): { id: string; part: string | null } | null {
  const [, id, part] = /^\/responses\/([^/]+)(?:\/([^/]+))?$/.exec(place) ?? []
  if (id === undefined || ((id === 'compact' || id === 'input_tokens') && part === undefined)) return null
  return { id: decodeURIComponent(id), part: part ?? null }
}
