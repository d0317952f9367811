/** A path as replay compares it: without what stands before the API (`/v1`, `/openai/v1`, `/api/v1`), and its query apart. */
export interface Route {
  /** `/responses`, `/responses/resp_1/cancel`, `/conversations/conv_1/items` … */
  place: string
  query: URLSearchParams
}

const NOUNS = /\/(?:responses|conversations|models|files|vector_stores|containers)(?=\/|$)/

/** Reads a path with or without query, or a whole URL. */
export function toRoute(path: string): Route {
  // Whatever a client may send: `//` and the like are no URLs, but paths all the same.
  const url = URL.canParse(path) ? new URL(path) : new URL(`http://replay.invalid/${path.replace(/^\/+/, '')}`)
  const { pathname, searchParams } = url
  const noun = NOUNS.exec(pathname)
  const place = noun === null ? pathname.replace(/^\/v1(?=\/|$)/, '') : pathname.slice(noun.index)
  return { place: place.replace(/\/+$/, '') || '/', query: searchParams }
}

/** The place of one stored response: its id, and what of it is meant (`cancel`, `input_items`, or the response itself). */
export function responsePlace(place: string): { id: string; part: string | null } | null {
  const [, id, part] = /^\/responses\/([^/]+)(?:\/([^/]+))?$/.exec(place) ?? []
  if (id === undefined || ((id === 'compact' || id === 'input_tokens') && part === undefined)) return null
  return { id: decoded(id), part: part ?? null }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
