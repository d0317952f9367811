import type { FileStore } from '../files/file-store.ts'
import { createStoredFiles } from '../files/stored-files.ts'
import type { RandomBytes } from '../run/random-bytes.ts'
import type { ObjectStore } from '../store/object-store.ts'
import { type CodeInterpreterConfig, type Containers, createContainers } from './code-interpreter/containers.ts'
import { hasPyodide } from './code-interpreter/start-python.ts'
import { createVectorStores, type VectorStores } from './file-search/vector-stores.ts'
import type { WebSearchConfig } from './web-search/search-web.ts'

export interface HostedServiceOptions {
  /** Where `web_search` searches; requests for it are refused while there is none. */
  webSearch?: WebSearchConfig
  /** Where uploaded files are kept. With the responses unless given. */
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
  { objects, now, random, maxBytes }: { objects: ObjectStore; now: () => number; random: RandomBytes; maxBytes: number },
): HostedServices {
  const files = givenFiles ?? createStoredFiles({ objects, now, maxBytes })
  const containers =
    codeInterpreter !== false && hasPyodide() ? createContainers(codeInterpreter, { objects, now, random, maxBytes }) : null
  return {
    webSearch: webSearch ?? null,
    files,
    vectorStores: createVectorStores({ objects, files, now, random, maxBytes }),
    containers,
    close: async () => await containers?.close(),
  }
}
