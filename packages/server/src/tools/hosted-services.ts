import type { FileStore } from '../files/file-store.ts'
import { createMemoryFileStore } from '../files/memory-file-store.ts'
import type { RandomBytes } from '../run/random-bytes.ts'
import { createVectorStores, type VectorStores } from './file-search/vector-stores.ts'
import type { WebSearchConfig } from './web-search/search-web.ts'

export interface HostedServiceOptions {
  /** Where `web_search` searches; requests for it are refused while there is none. */
  webSearch?: WebSearchConfig
  /** Where uploaded files are kept. Memory unless given. */
  files?: FileStore
}

/** What hosted tools stand on, one for each app; what requests leave there (files, stores, containers) outlives them. */
export interface HostedServices {
  webSearch: WebSearchConfig | null
  files: FileStore
  vectorStores: VectorStores
  close(): Promise<void>
}

export function createHostedServices(
  { webSearch, files: givenFiles }: HostedServiceOptions,
  { now, random }: { now: () => number; random: RandomBytes },
): HostedServices {
  const files = givenFiles ?? createMemoryFileStore({ now })
  return {
    webSearch: webSearch ?? null,
    files,
    vectorStores: createVectorStores({ files, now, random }),
    close: () => Promise.resolve(),
  }
}
