import MiniSearch from 'minisearch'

import { foldWord, wordsOf } from './words.ts'

export interface Chunk {
  fileId: string
  filename: string
  text: string
}

export interface FoundChunk extends Chunk {
  /** 0 to 1: the share of the query's words that the best chunk has, the others in proportion to it. */
  score: number
}

/** The chunks of one vector store, searched by words. */
export interface ChunkIndex {
  /** Takes its time in slices, so that a long file does not stop the server. */
  add(chunks: readonly Chunk[]): Promise<void>
  remove(fileId: string): void
  /** Best first. */
  search(query: string, options: { accepts: (fileId: string) => boolean }): FoundChunk[]
}

interface Indexed extends Chunk {
  id: number
}

/**
 * BM25 by MiniSearch: one module without dependencies that keeps its index in memory, can forget a document, and is older and smaller than
 * what else is maintained (Orama brings vectors, which there is no model for here, and ten times the code; lunr cannot forget).
 */
export function createChunkIndex(): ChunkIndex {
  const idsByFile = new Map<string, number[]>()
  let nextId = 0
  const index = new MiniSearch<Indexed>({
    fields: ['text', 'filename'],
    storeFields: ['fileId', 'filename', 'text'],
    tokenize: wordsOf,
    processTerm: foldWord,
    searchOptions: { boost: { filename: 0.5 }, prefix: (term) => term.length > 3, weights: { prefix: 0.5, fuzzy: 0 } },
    autoVacuum: true,
  })
  return {
    async add(chunks) {
      const entries = chunks.map((chunk) => ({ ...chunk, id: nextId++ }))
      for (const { fileId, id } of entries) idsByFile.set(fileId, [...(idsByFile.get(fileId) ?? []), id])
      await index.addAllAsync(entries, { chunkSize: 50 })
    },
    remove(fileId) {
      index.discardAll(idsByFile.get(fileId) ?? [])
      idsByFile.delete(fileId)
    },
    search(query, { accepts }) {
      const hits = index.search(query, { filter: ({ fileId }) => accepts(fileId as string) })
      const best = hits[0]
      if (best === undefined) return []
      const asked = new Set(wordsOf(query).map(foldWord)).size
      const share = Math.min(1, best.queryTerms.length / asked)
      return hits.map(({ fileId, filename, text, score }) => ({
        fileId: fileId as string,
        filename: filename as string,
        text: text as string,
        score: Math.round((score / best.score) * share * 10_000) / 10_000,
      }))
    },
  }
}
