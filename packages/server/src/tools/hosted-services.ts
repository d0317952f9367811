import type { FileStore } from '../files/file-store.ts'
import { createMemoryFileStore } from '../files/memory-file-store.ts'
import type { RandomBytes } from '../run/random-bytes.ts'
import { type CodeInterpreterConfig, type Containers, createContainers } from './code-interpreter/containers.ts'
import { hasPyodide } from './code-interpreter/start-python.ts'
import { createVectorStores, type VectorStores } from './file-search/vector-stores.ts'
import type { WebSearchConfig } from './web-search/search-web.ts'

export interface HostedServiceOptions {
  /** Where `web_search` searches; requests for it are refused while there is none. */
  webSearch?: WebSearchConfig
  /** Where uploaded files are kept. Memory unless given. */
  files?: FileStore
  /** Limits of `code_interpreter`; `false` turns it off. On unless Pyodide is missing. */
  codeInterpreter?: CodeInterpreterConfig | false
}

/** What hosted tools stand on, one for each app; what requests leave there (files, stores, containers) outlives them. */
export interface HostedServices {
  webSearch: WebSearchConfig | null
  files: FileStore
  vectorStores: VectorStores
  /** Null where there is no code interpreter. */
  containers: Containers | null
  close(): Promise<void>
}

export function createHostedServices(
  { webSearch, files: givenFiles, codeInterpreter = {} }: HostedServiceOptions,
  { now, random }: { now: () => number; random: RandomBytes },
): HostedServices {
  const files = givenFiles ?? createMemoryFileStore({ now })
  const containers = codeInterpreter !== false && hasPyodide() ? createContainers(codeInterpreter, { now, random }) : null
  return {
    webSearch: webSearch ?? null,
    files,
    vectorStores: createVectorStores({ files, now, random }),
    containers,
    close: async () => await containers?.close(),
  }
}
