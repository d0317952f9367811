import type { FoundChunk } from './chunk-index.ts'
import { type Attributes, matchFilter, type SearchFilter } from './match-filter.ts'
import type { IndexedStore } from './store-indexes.ts'

export interface SearchResult extends FoundChunk {
  attributes: Attributes
  vectorStoreId: string
}

export interface SearchQuery {
  queries: readonly string[]
  filters?: SearchFilter | null
  maxResults: number
  /** 0 to 1; what scores less is left out. */
  scoreThreshold?: number
}

/** Each chunk once, with the best score that any of the queries gave it. */
export function searchStore(
  storeId: string,
  { index, files }: IndexedStore,
  { queries, filters, scoreThreshold = 0 }: SearchQuery,
): SearchResult[] {
  const attributesOf = (fileId: string): Attributes => files.get(fileId)?.file.attributes ?? {}
  const accepts = (fileId: string) => files.has(fileId) && (filters == null || matchFilter(filters, attributesOf(fileId)))
  const best = new Map<string, FoundChunk>()
  for (const hit of queries.flatMap((query) => index.search(query, { accepts }))) {
    const key = `${hit.fileId} ${hit.text}`
    if (hit.score > (best.get(key)?.score ?? -1)) best.set(key, hit)
  }
  return Array.from(best.values())
    .filter(({ score }) => score >= scoreThreshold)
    .map((hit) => ({ ...hit, attributes: attributesOf(hit.fileId), vectorStoreId: storeId }))
}
